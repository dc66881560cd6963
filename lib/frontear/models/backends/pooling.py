"""Back-ends for any length: what was found at each frame is made one answer, and frames behind the end do not count."""

import torch
from torch import Tensor, nn


class _Pooled(nn.Module):
    """The mean over frequency, then one number per channel for all frames, then a linear layer.

    A mask, bool (batch, frames), says which frames are sound; the others count for nothing.
    """

    def __init__(self, n_channels: int, n_classes: int):
        super().__init__()
        self.scores = nn.Linear(n_channels, n_classes)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Judge."""
        return self.scores(self.pool(features.mean(dim=2), mask))

    def pool(self, over_time: Tensor, mask: Tensor | None) -> Tensor:
        """(batch, channels, frames) → (batch, channels)."""
        raise NotImplementedError


class MaxPool(_Pooled):
    """The mean over frequency, the maximum over time, then a linear layer: was it there at all?

    A mask, bool (batch, frames), says which frames are sound; the others count for nothing.
    Lesson: notebooks/07_backends.ipynb
    """

    def pool(self, over_time: Tensor, mask: Tensor | None) -> Tensor:
        """Keep the loudest.

        Args:
            over_time: (batch, channels, frames).
            mask: Which frames are sound, bool (batch, frames); None is all.

        Returns:
            (batch, channels).
        """
        return _loudest(over_time, mask)


class AveragePool(_Pooled):
    """The mean over frequency, the mean over time, then a linear layer: how much of it was there?

    A mask, bool (batch, frames), says which frames are sound; the others count for nothing.
    Lesson: notebooks/07_backends.ipynb
    """

    def pool(self, over_time: Tensor, mask: Tensor | None) -> Tensor:
        """Keep the mean.

        Args:
            over_time: (batch, channels, frames).
            mask: Which frames are sound, bool (batch, frames); None is all.

        Returns:
            (batch, channels).
        """
        return _mean(over_time, mask)


class MaxMean(_Pooled):
    """The mean over frequency, then maximum and mean over time added, then a linear layer.

    A mask, bool (batch, frames), says which frames are sound; the others count for nothing.
    Kong et al. 2020 (PANNs), arXiv:1912.10211, section III-A. Lesson: notebooks/07_backends.ipynb
    """

    def pool(self, over_time: Tensor, mask: Tensor | None) -> Tensor:
        """Add both.

        Args:
            over_time: (batch, channels, frames).
            mask: Which frames are sound, bool (batch, frames); None is all.

        Returns:
            (batch, channels).
        """
        return _loudest(over_time, mask) + _mean(over_time, mask)


class Attention(_Pooled):
    """The mean over frequency, then a mean over time with learned `weights` that sum to 1, then a linear layer.

    A mask, bool (batch, frames), says which frames are sound; the others weigh nothing.
    Bahdanau et al. 2014, arXiv:1409.0473, equations 5 and 6; for sounds Kong et al. 2018, arXiv:1711.00927.
    Lesson: notebooks/07_backends.ipynb

    Args:
        n_channels: Of the map.
        n_classes: Two or more.
    """

    def __init__(self, n_channels: int, n_classes: int):
        super().__init__(n_channels, n_classes)
        self.energy = nn.Linear(n_channels, 1)

    def pool(self, over_time: Tensor, mask: Tensor | None) -> Tensor:
        """Weigh frame by frame.

        Args:
            over_time: (batch, channels, frames).
            mask: Which frames are sound, bool (batch, frames); None is all.

        Returns:
            (batch, channels).
        """
        return (over_time * self._softmax(over_time, mask)[:, None]).sum(dim=2)

    def weights(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return how much each frame of a map counts, (batch, frames), 0 behind the end.

        Args:
            features: (batch, channels, frequency, frames).
            mask: Which frames are sound, bool (batch, frames); None is all.

        Returns:
            (batch, frames), which sum to 1.
        """
        return self._softmax(features.mean(dim=2), mask)

    def _softmax(self, over_time: Tensor, mask: Tensor | None) -> Tensor:
        energy = self.energy(over_time.mT)[..., 0]  # (batch, frames)
        return (energy if mask is None else energy.masked_fill(~mask, -torch.inf)).softmax(dim=1)


def _loudest(over_time: Tensor, mask: Tensor | None) -> Tensor:
    heard = over_time if mask is None else over_time.masked_fill(~mask[:, None], -torch.inf)
    return heard.amax(dim=2)


def _mean(over_time: Tensor, mask: Tensor | None) -> Tensor:
    if mask is None:
        return over_time.mean(dim=2)
    return over_time.masked_fill(~mask[:, None], 0).sum(dim=2) / mask.sum(dim=1, keepdim=True)
