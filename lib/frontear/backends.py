"""Back-ends: a feature map (batch, channels, frequency, frames) → class scores (batch, classes)."""

import torch
from torch import Tensor, nn


class MaxMean(nn.Module):
    """The mean over frequency, then maximum and mean over time added, then a linear layer.

    A mask, bool (batch, frames), says which frames are sound; the others count for nothing.
    Kong et al. 2020 (PANNs), arXiv:1912.10211, section III-A. Lesson: notebooks/07_backends.ipynb
    """

    def __init__(self, n_channels: int, n_classes: int):
        super().__init__()
        self.scores = nn.Linear(n_channels, n_classes)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Judge."""
        over_time = features.mean(dim=2)  # (batch, channels, frames)
        if mask is None:
            return self.scores(over_time.amax(dim=2) + over_time.mean(dim=2))
        silent = ~mask[:, None]
        loudest = over_time.masked_fill(silent, -torch.inf).amax(dim=2)
        mean = over_time.masked_fill(silent, 0).sum(dim=2) / mask.sum(dim=1, keepdim=True)
        return self.scores(loudest + mean)


BACKENDS = {"max-mean": MaxMean}
