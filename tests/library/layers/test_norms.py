import pytest
import torch
from torch import nn

from frontear.layers.norms import Norm1d, Norm2d

NORMS = [(Norm1d, nn.BatchNorm1d, (1, 3, 1)), (Norm2d, nn.BatchNorm2d, (1, 3, 1, 1))]


@pytest.mark.parametrize(("ours", "theirs", "shape"), NORMS)
def test_one_value_per_channel_comes_out_as_in_eval_mode_and_changes_no_statistics(ours, theirs, shape):
    norm = ours(3)
    norm(torch.rand(4, *shape[1:]) + 5)
    before = {name: value.clone() for name, value in norm.state_dict().items()}
    one = torch.rand(shape, requires_grad=True)
    out = norm(one)
    assert all(torch.equal(value, before[name]) for name, value in norm.state_dict().items())
    torch.testing.assert_close(out, norm.eval()(one))
    out.sum().backward()
    assert norm.bias.grad.tolist() == [1, 1, 1]


@pytest.mark.parametrize(("ours", "theirs", "shape"), NORMS)
def test_two_values_and_more_are_pytorch_s_own(ours, theirs, shape):
    norm, reference = ours(3), theirs(3)
    reference.load_state_dict(norm.state_dict())
    for batch in (torch.rand(2, *shape[1:]), torch.rand(5, *shape[1:])):
        assert torch.equal(norm(batch), reference(batch))
    assert all(torch.equal(value, norm.state_dict()[name]) for name, value in reference.state_dict().items())
