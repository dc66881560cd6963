"""Labelled sounds to learn from, and what may be done to them on the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from frontear.clips import Clip
from frontear.masks import padded_batch
from frontear.signals import from_db, rms


@dataclass(frozen=True, eq=False)
class Examples:
    """Waveforms (n, time) padded with silence, their lengths (n,) in samples, labels (n,) as numbers, and class names.

    Raises ValueError unless there are as many of each, and every label has a name. Lesson: notebooks/05_learning.ipynb
    """

    waveforms: Tensor
    lengths: Tensor
    labels: Tensor
    classes: tuple[str, ...]

    def __post_init__(self):
        n = len(self.waveforms)
        if n == 0 or self.waveforms.ndim != 2 or self.lengths.shape != (n,) or self.labels.shape != (n,):
            raise ValueError(f"got {tuple(self.waveforms.shape)} waveforms, allowed are (n, time), each with a label")
        if not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            raise ValueError(f"got labels up to {int(self.labels.max())}, allowed are 0…{len(self.classes) - 1}")

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: Tensor | slice) -> "Examples":
        """Return some of them, by a bool mask, by their numbers, or by a slice."""
        return Examples(self.waveforms[chosen], self.lengths[chosen], self.labels[chosen], self.classes)


def examples(clips: Sequence[Clip], *, classes: Sequence[str] | None = None) -> Examples:
    """Return clips as examples; classes are their labels in alphabetical order unless given.

    Raises ValueError without a clip, for clips of different rates, or for a label that is not among the classes.
    Lesson: notebooks/05_learning.ipynb
    """
    rates = {clip.sample_rate for clip in clips}
    classes = tuple(sorted({clip.label for clip in clips}) if classes is None else classes)
    if len(rates) != 1:
        raise ValueError(f"got sample rates {sorted(rates)}, allowed is one for all clips")
    if strange := {clip.label for clip in clips} - set(classes):
        raise ValueError(f"got labels {sorted(strange)}, allowed are {', '.join(classes)}")
    labels = torch.tensor([classes.index(clip.label) for clip in clips])
    return Examples(*padded_batch([clip.waveform for clip in clips]), labels, classes)


@dataclass(frozen=True)
class Augment:
    """White noise and a gain drawn evenly for each clip, from ranges in dB; None leaves it: (batch, time) → same.

    Noise comes before the gain; silence gets none. Equal ends, (0, 0), make the same change to every clip, for tests.
    Raises ValueError for a range that ends before it begins. Lesson: notebooks/05_learning.ipynb
    """

    snr_db: tuple[float, float] | None = None
    gain_db: tuple[float, float] | None = None

    def __post_init__(self):
        for bounds in (self.snr_db, self.gain_db):
            if bounds is not None and not bounds[0] <= bounds[1]:
                raise ValueError(f"got {bounds[0]}…{bounds[1]} dB, allowed is a range from low to high")

    def __call__(self, waveform: Tensor, generator: torch.Generator) -> Tensor:
        """Change the clips; the generator alone decides how."""
        if self.snr_db is not None:
            noise = torch.randn(waveform.shape, generator=generator)
            level = rms(waveform)[:, None] * from_db(-_drawn(self.snr_db, len(waveform), generator))
            waveform = waveform + level * noise
        if self.gain_db is not None:
            waveform = waveform * from_db(_drawn(self.gain_db, len(waveform), generator))
        return waveform


def _drawn(bounds: tuple[float, float], n: int, generator: torch.Generator) -> Tensor:
    return bounds[0] + (bounds[1] - bounds[0]) * torch.rand(n, 1, generator=generator)
