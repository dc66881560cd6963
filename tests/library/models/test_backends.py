import pytest
import torch
from torch import nn

from frontear.layers.padding import frame_mask
from frontear.models.backends import (
    BACKENDS,
    FIXED_LENGTH,
    VARIABLE_LENGTH,
    Attention,
    AveragePool,
    FeedForward,
    MaxPool,
    Recurrent,
    backend,
)


def made(name, n_rows=5, n_frames=20):
    return backend(name, n_channels=3, n_classes=4, n_rows=n_rows, n_frames=n_frames).eval()


def test_a_backend_that_there_is_not_is_a_sentence():
    with pytest.raises(ValueError, match="got the back-end 'max', allowed are feed-forward, "):
        made("max")


def test_there_are_two_of_fixed_and_five_of_variable_length():
    assert set(FIXED_LENGTH) == {"feed-forward", "fully-convolutional"}
    assert set(VARIABLE_LENGTH) == {"max-pool", "average-pool", "max-mean", "attention", "recurrent"}
    assert list(BACKENDS) == [*FIXED_LENGTH, *VARIABLE_LENGTH]


@pytest.mark.parametrize(("n_rows", "n_frames"), [(5, 20), (1, 13), (1, 1), (3, 1)])
@pytest.mark.parametrize("name", BACKENDS)
def test_every_back_end_scores_maps_of_any_size(name, n_rows, n_frames):
    scores = made(name, n_rows, n_frames)(torch.rand(2, 3, n_rows, n_frames))
    assert scores.shape == (2, 4)


@pytest.mark.parametrize("name", VARIABLE_LENGTH)
def test_what_lies_behind_the_mask_does_not_change_the_scores(name):
    features, judge = torch.rand(2, 3, 5, 20) - 0.5, made(name)
    longer = nn.functional.pad(features, (0, 9), value=7.0)
    mask = frame_mask(torch.tensor([20, 20]), hop_length=1, n_frames=29)
    torch.testing.assert_close(judge(longer, mask), judge(features))


@pytest.mark.parametrize("name", VARIABLE_LENGTH)
def test_each_clip_of_a_batch_is_judged_by_itself(name):
    features, judge = torch.randn(3, 3, 5, 20), made(name)
    mask = frame_mask(torch.tensor([4, 20, 11]), hop_length=1)
    alone = [judge(features[place : place + 1, ..., :length]) for place, length in enumerate((4, 20, 11))]
    torch.testing.assert_close(judge(features, mask), torch.cat(alone))


@pytest.mark.parametrize("name", FIXED_LENGTH)
@pytest.mark.parametrize("n_frames", [1, 19, 21])
def test_a_fixed_length_is_told_from_any_other(name, n_frames):
    with pytest.raises(
        ValueError, match=rf"got clips of {n_frames} frames .*allowed are 20 frames .*one length of clip"
    ):
        made(name)(torch.rand(2, 3, 5, n_frames))


@pytest.mark.parametrize("name", FIXED_LENGTH)
def test_a_fixed_length_is_told_from_a_shorter_clip_in_the_batch(name):
    features = torch.rand(2, 3, 5, 20)
    with pytest.raises(ValueError, match=r"got clips of 7 to 20 frames .*allowed are 20 frames"):
        made(name)(features, frame_mask(torch.tensor([20, 7]), hop_length=1))
    torch.testing.assert_close(
        made(name)(features[:1], frame_mask(torch.tensor([20]), hop_length=1)).shape, torch.Size([1, 4])
    )


def test_maximum_and_mean_are_their_formulas():
    features = torch.randn(2, 3, 5, 20)
    over_time = features.mean(2)
    loudest, mean = MaxPool(3, 4), AveragePool(3, 4)
    torch.testing.assert_close(loudest(features), loudest.scores(over_time.max(2).values))
    torch.testing.assert_close(mean(features), mean.scores(over_time.mean(2)))


def test_feed_forward_is_its_formula_and_the_recurrent_one_reads_two_layers():
    features = torch.randn(2, 3, 5, 20)
    forward, read = FeedForward(3, 4, n_rows=5, n_frames=20), Recurrent(3, 4)
    hidden = (features.flatten(1) @ forward.hidden.weight.T + forward.hidden.bias).clamp(min=0)
    torch.testing.assert_close(forward(features), hidden @ forward.scores.weight.T + forward.scores.bias)
    out, _ = read.layers(features.mean(2).mT)  # the upper layer at every frame
    torch.testing.assert_close(read(features), read.scores(out[:, -1]))


@pytest.mark.parametrize("name", ["max-pool", "average-pool", "max-mean", "attention"])
def test_pooling_does_not_mind_the_order_of_frames(name):
    features, judge = torch.randn(2, 3, 5, 20), made(name)
    torch.testing.assert_close(judge(features[..., torch.randperm(20)]), judge(features))


@pytest.mark.parametrize("name", ["feed-forward", "fully-convolutional", "recurrent"])
def test_the_others_do(name):
    features, judge = torch.randn(2, 3, 5, 20), made(name)
    assert not torch.allclose(judge(features.flip(-1)), judge(features), atol=1e-4)


def test_the_weights_of_attention_sum_to_one_and_are_a_softmax_of_a_line():
    judge, features = Attention(3, 4), torch.randn(2, 3, 5, 20)
    mask = frame_mask(torch.tensor([8, 20]), hop_length=1)
    weights = judge.weights(features, mask)
    assert weights.shape == (2, 20)
    torch.testing.assert_close(weights.sum(1), torch.ones(2))
    assert not weights[0, 8:].any()
    line = features.mean(2)[0, :, :8].T @ judge.energy.weight[0] + judge.energy.bias
    torch.testing.assert_close(weights[0, :8], line.exp() / line.exp().sum())
    expected = judge.scores((features.mean(2) * weights[:, None]).sum(2))
    torch.testing.assert_close(judge(features, mask), expected)


def test_attention_that_cares_for_nothing_is_the_mean():
    judge, features = Attention(3, 4), torch.randn(2, 3, 5, 20)
    nn.init.zeros_(judge.energy.weight)
    torch.testing.assert_close(judge(features), judge.scores(features.mean((2, 3))))


def test_parameters_are_those_counted_by_hand():
    def count(judge):
        return sum(parameter.numel() for parameter in judge.parameters())

    assert count(FeedForward(3, 4, n_rows=5, n_frames=20, n_hidden=6)) == 3 * 5 * 20 * 6 + 6 + 6 * 4 + 4
    blocks = 3 * (9 * 9 + 6) + 2 * (3 * 9 + 6)  # 5 × 20, 3 × 10, 2 × 5 by squares; 1 × 3, 1 × 2 by rows
    assert count(made("fully-convolutional")) == blocks + 3 * 4 + 4
    assert count(Recurrent(3, 4, n_hidden=6)) == 4 * 6 * (3 + 6 + 2) + 4 * 6 * (6 + 6 + 2) + 6 * 4 + 4
    assert count(Attention(3, 4)) == 3 + 1 + 3 * 4 + 4


@pytest.mark.parametrize(
    "make",
    [
        lambda: backend("mean", n_channels=3, n_classes=4),
        lambda: backend("max-pool", n_channels=3, n_classes=1),
        lambda: backend("feed-forward", n_channels=3, n_classes=4),
    ],
)
def test_what_cannot_be_built_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match=r"got .*allowed (is|are)"):
        make()
