"""Clips as rows of numbers with several labels each, to learn from: what AudioSet's embeddings are."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from frontear.layers.padding import frame_mask


@dataclass(frozen=True, eq=False)
class TaggedExamples:
    """Rows (n, seconds, numbers), zeros after a clip's end, lengths (n,) in rows, and the share of each tag, (n, tags).

    Shares are 0 or 1, between them where clips were mixed. The first tag is the target: what a model is judged by.
    Raises ValueError unless there are as many of each, and every column has a tag's name.
    Lesson: notebooks/05_learning.ipynb
    """

    inputs: Tensor
    lengths: Tensor
    labels: Tensor
    classes: tuple[str, ...]

    def __post_init__(self):
        n = len(self.inputs)
        if n == 0 or self.inputs.ndim != 3 or self.lengths.shape != (n,):
            raise ValueError(
                f"got rows of shape {tuple(self.inputs.shape)}, allowed are (n, seconds, numbers), each with a length"
            )
        if self.labels.shape != (n, len(self.classes)):
            raise ValueError(f"got labels of shape {tuple(self.labels.shape)}, allowed are {(n, len(self.classes))}")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def sounding(self) -> Tensor:
        """Which seconds are before their clip's end, (n, seconds)."""
        return frame_mask(self.lengths, hop_length=1, n_frames=self.inputs.shape[1])

    def __getitem__(self, chosen: Tensor | slice) -> "TaggedExamples":
        """Return some, by a bool mask, by their numbers, or by a slice."""
        return TaggedExamples(self.inputs[chosen], self.lengths[chosen], self.labels[chosen], self.classes)


def mixed(one: TaggedExamples, other: TaggedExamples, share: Tensor) -> Tensor:
    """Return rows that are mixed where both clips sound; zeros are no silence, so elsewhere they are those of who does.

    Args:
        one: Clips.
        other: As many.
        share: Of the first, (n,).

    Returns:
        (n, seconds, numbers).
    """
    shares = torch.where(one.sounding & other.sounding, share[:, None], one.sounding.float())[..., None]
    return shares * one.inputs + (1 - shares) * other.inputs


@dataclass(frozen=True)
class Mixup:
    """Each clip of a batch mixed with another of it, numbers and tags alike, as Zhang et al. 2018, arXiv:1710.09412.

    The share of the first is drawn from Beta(alpha, alpha); behind the shorter one's end is the longer one, as it is.
    Raises ValueError unless alpha is over 0. Lesson: notebooks/05_learning.ipynb
    """

    alpha: float = 0.4

    def __post_init__(self):
        if not self.alpha > 0:
            raise ValueError(f"got alpha {self.alpha}, allowed is over 0")

    def changed(self, batch: TaggedExamples, generator: torch.Generator) -> TaggedExamples:
        """Return the batch mixed with itself in another order.

        Args:
            batch: Clips.
            generator: Decides alone how.

        Returns:
            As many.
        """
        n = len(batch)
        other = batch[torch.randperm(n, generator=generator)]
        share = self._shares(n, generator)
        labels = share[:, None] * batch.labels + (1 - share[:, None]) * other.labels
        return TaggedExamples(
            mixed(batch, other, share), torch.maximum(batch.lengths, other.lengths), labels, batch.classes
        )

    def _shares(self, n: int, generator: torch.Generator) -> Tensor:
        """Of Beta, the larger part: each clip stays mostly itself."""
        seed = int(torch.randint(1 << 31, (), generator=generator))
        share = torch.from_numpy(np.random.default_rng(seed).beta(self.alpha, self.alpha, n)).float()
        return torch.maximum(share, 1 - share)
