"""Dropout: shares and scale as its definition has them, and equal where the seed is."""

import pytest
import torch

from frontear.layers import Dropout


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_the_share_that_is_left_out_is_the_one_asked_for_and_the_mean_stays(share):
    torch.manual_seed(0)
    n = 400_000
    heard = Dropout(share)(torch.ones(n))
    kept = heard != 0
    within = 4 * (share * (1 - share) / n) ** 0.5  # four standard errors of a share
    assert (~kept).float().mean().item() == pytest.approx(share, abs=within + 1 / 65_536)
    assert heard[kept].unique().item() == pytest.approx(1 / (1 - share), rel=1e-4)
    assert heard.mean().item() == pytest.approx(1, abs=within / (1 - share) + 1e-4)


def test_what_happens_to_a_number_says_nothing_of_the_next():
    torch.manual_seed(0)
    kept = (Dropout(0.3)(torch.ones(400_000)) != 0).double()
    for apart in (1, 2, 3, 4, 8):
        together = torch.corrcoef(torch.stack([kept[:-apart], kept[apart:]]))[0, 1].item()
        assert abs(together) < 4 / kept.numel() ** 0.5


@pytest.mark.parametrize("shape", [(), (1,), (3,), (5, 7), (2, 0), (3, 4, 5)])
def test_any_shape_keeps_its_shape_and_slopes_go_where_numbers_stay(shape):
    signal = torch.ones(shape, requires_grad=True)
    heard = Dropout(0.5)(signal)
    heard.sum().backward()
    assert heard.shape == shape
    assert torch.equal(signal.grad, heard.detach())  # of ones: the mask and its scale


def test_equal_seeds_leave_out_the_same_numbers():
    heard = []
    for _ in range(2):
        torch.manual_seed(3)
        heard.append(Dropout(0.4)(torch.ones(100)))
    assert torch.equal(*heard)


def test_outside_learning_nothing_is_left_out_and_a_share_of_one_leaves_nothing():
    signal = torch.randn(10)
    assert torch.equal(Dropout(0.5).eval()(signal), signal)
    assert torch.equal(Dropout(0.0)(signal), signal)
    assert torch.equal(Dropout(1.0)(signal), torch.zeros(10))
    with pytest.raises(ValueError, match="between 0 and 1"):
        Dropout(1.5)
