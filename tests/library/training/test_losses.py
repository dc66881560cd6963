from math import log

import pytest
import torch

from frontear.layers import HopPooling
from frontear.training.losses import Binary, CrossEntropy, PricedFrames, usual_loss
from frontear.training.optimizers import parameter_groups
from frontear.training.scoring import accuracy

EVEN = torch.zeros(2, 3)
TAGS = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])


def test_of_scores_that_say_nothing_the_losses_are_those_of_even_chances():
    """ln of the number of classes; of each tag ln 2."""
    assert CrossEntropy()(EVEN, torch.tensor([0, 2])).item() == pytest.approx(log(3))
    assert Binary()(EVEN, TAGS).item() == pytest.approx(log(2))
    assert Binary(beside=10)(EVEN, TAGS).item() == pytest.approx(11 * log(2))


def test_the_binary_loss_is_minus_the_log_of_the_probability_of_what_is_so():
    scores = torch.tensor([[2.0], [-1.0]])
    said = scores.sigmoid().flatten()
    expected = -(said[0].log() + (1 - said[1]).log()) / 2
    torch.testing.assert_close(Binary()(scores, torch.tensor([[1.0], [0.0]])), expected)


def test_of_a_share_between_the_loss_is_least_at_that_share():
    shares = torch.linspace(0.05, 0.95, 19)
    losses = torch.stack([Binary()(share.logit()[None, None], torch.tensor([[0.3]])) for share in shares])
    assert shares[losses.argmin()].item() == pytest.approx(0.3)


def test_the_weights_are_chosen_by_the_target_alone_where_the_others_only_help():
    scores = torch.tensor([[5.0, -9.0, -9.0], [-5.0, -9.0, -9.0]])
    alone = Binary()(scores[:, :1], TAGS[:, :1]).item()
    assert Binary(beside=10).merit(scores, TAGS) == pytest.approx(-alone)
    assert Binary().merit(scores, TAGS) == pytest.approx(-Binary()(scores, TAGS).item())
    assert CrossEntropy().merit(scores, torch.tensor([0, 1])) == 0.5


def test_what_is_usual_follows_from_the_labels():
    assert usual_loss(torch.tensor([0, 1])) == CrossEntropy()
    assert usual_loss(TAGS) == Binary()


def test_the_accuracy_of_tags_is_the_share_right_about_the_first():
    scores = torch.tensor([[0.1, 9.0], [0.1, 9.0], [-0.1, 9.0], [-0.1, 9.0]])
    assert accuracy(scores, torch.tensor([[1.0, 0], [0, 0], [0, 0], [0.2, 0]])) == 0.75


def test_half_the_frames_cost_half_the_price_and_the_price_alone_makes_a_hop_longer():
    pooling, labels = HopPooling(2, hop_length=160), torch.tensor([0, 2])
    loss = PricedFrames(pooling, price=0.1)
    assert loss(EVEN, labels).item() == pytest.approx(log(3) + 0.1)
    loss(EVEN, labels).backward()
    assert pooling.octaves.grad.item() == pytest.approx(-0.1 * log(2))
    pooling.octaves.data.fill_(1.0)
    assert loss(EVEN, labels).item() == pytest.approx(log(3) + 0.05)
    assert loss.merit(EVEN, labels) == CrossEntropy().merit(EVEN, labels)


def test_a_hop_learns_at_the_rate_of_the_filters():
    groups = parameter_groups(HopPooling(2, hop_length=160), learning_rate=0.01, filter_rate=3)
    assert [(group["name"], group["lr"]) for group in groups] == [("octaves", pytest.approx(0.03))]
