"""Small kernels over the numbers: one after the other, or as a picture of ten rows."""

from itertools import pairwise

import torch
from torch import nn

from frontear.layers import Conv1d, Dropout
from frontear.models.tagging.rows import SECONDS, WIDTH, OfRows

CHANNELS_1D = (1, 8, 16, 128)  # the paper says of its own only that the last has 128
FEWEST, MOST = 2, 8


def conv_1d(*, n_tags: int = 1, layers: int = 8, kernel_size: int = 3, dropout: float = 0.2) -> OfRows:
    """Return the first `layers` of eight over the 1,280 numbers in one line, as Halaby, Marzec & Mukhtar, section 2.2.

    The eight: Conv1d, ReLU, Conv1d, Dropout, MaxPool1d, Conv1d, Dropout, Linear. A network of fewer ends in the same
    Linear of all its numbers, for something must answer: seven and eight are the same network.

    Args:
        n_tags: Scores for each clip.
        layers: 2…8.
        kernel_size: Of each convolution, 1…320.
        dropout: Share of numbers left out while learning.

    Returns:
        Rows (batch, 10, 128) → scores (batch, n_tags).
    """
    first, second, third = (Conv1d(*channels, kernel_size) for channels in pairwise(CHANNELS_1D))
    eight = [first, nn.ReLU(), second, Dropout(dropout), nn.MaxPool1d(2), third, Dropout(dropout)]
    grown = nn.Sequential(nn.Flatten(), nn.Unflatten(1, (1, SECONDS * WIDTH)), *eight[:layers])
    return OfRows(nn.Sequential(*grown, nn.Flatten(), nn.Linear(_size(grown), n_tags)))


def conv_2d(
    *, n_tags: int = 1, channels: int = 4, kernel_size: int = 2, hidden: int = 32, dropout: float = 0.2
) -> OfRows:
    """Return a network over the rows as a picture, as Halaby, Marzec & Mukhtar, section 2.3.

    Conv2d, ReLU, Conv2d, MaxPool2d, Conv2d, Flatten, BatchNorm, Linear, Dropout, Linear.

    Args:
        n_tags: Scores for each clip.
        channels: Of every convolution.
        kernel_size: Of every convolution, in seconds and in numbers, 1…3.
        hidden: Numbers between the two linear layers.
        dropout: Share of them left out while learning.

    Returns:
        Rows (batch, 10, 128) → scores (batch, n_tags).
    """
    first, second, third = (nn.Conv2d(n, channels, kernel_size) for n in (1, channels, channels))
    seen = nn.Sequential(nn.Unflatten(1, (1, SECONDS)), first, nn.ReLU(), second, nn.MaxPool2d(2), third, nn.Flatten())
    size = _size(seen)
    last = nn.Linear(size, hidden), Dropout(dropout), nn.Linear(hidden, n_tags)
    return OfRows(nn.Sequential(*seen, nn.BatchNorm1d(size), *last))


def largest_kernel(n: int) -> int:
    """Return which size of kernel still fits n places three times, halved once before the third.

    Examples:
        >>> largest_kernel(10)  # 10 → 8 → 6 → 3 → 1
        3
    """
    return (n + 2) // 4


@torch.no_grad()
def _size(network: nn.Sequential) -> int:
    """How many numbers a network makes of a clip."""
    return network(torch.zeros(1, SECONDS, WIDTH)).numel()
