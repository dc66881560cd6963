"""The convolution of small kernels against torch's own, forward and backward."""

import pytest
import torch
from torch import nn

from frontear.layers import Conv1d


@pytest.mark.parametrize(
    ("channels", "kernel_size", "length"),
    [((1, 8), 3, 40), ((8, 16), 3, 12), ((2, 3), 1, 5), ((3, 2), 8, 8), ((2, 4), 9, 30)],
)
def test_it_is_torchs_convolution_with_its_slopes(channels, kernel_size, length):
    torch.manual_seed(0)
    ours = Conv1d(*channels, kernel_size).double()
    theirs = nn.Conv1d(*channels, kernel_size).double()
    theirs.load_state_dict(ours.state_dict())
    found = []
    for layer in (ours, theirs):
        signal = torch.randn(3, channels[0], length, generator=torch.Generator().manual_seed(1)).double()
        signal.requires_grad_()
        heard = layer(signal)
        (heard**2).sum().backward()
        found.append([heard, signal.grad, layer.weight.grad, layer.bias.grad])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other)


def test_it_begins_as_torchs_does():
    layers = []
    for kind in (Conv1d, nn.Conv1d):
        torch.manual_seed(4)
        layers.append(kind(3, 5, 3))
    assert all(
        torch.equal(one, other) for one, other in zip(layers[0].parameters(), layers[1].parameters(), strict=True)
    )
