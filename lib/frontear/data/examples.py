"""Labelled sounds to learn from, and what may be done to them on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import torch
from torch import Tensor

from frontear.data.clip import Clip, resample
from frontear.dsp.signals import from_db, rms
from frontear.layers.padding import frame_mask, padded_batch


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

    @property
    def inputs(self) -> Tensor:
        """What a model is given: the waveforms."""
        return self.waveforms

    def __getitem__(self, chosen: Tensor | slice) -> "Examples":
        """Return some, by a bool mask, by their numbers, or by a slice, padded no further than their longest."""
        lengths = self.lengths[chosen]
        longest = int(lengths.max()) if len(lengths) else 0
        return Examples(self.waveforms[chosen][:, :longest], lengths, self.labels[chosen], self.classes)


def examples(
    clips: Sequence[Clip], *, classes: Sequence[str] | None = None, sample_rate: int | None = None
) -> Examples:
    """Return clips as examples, at their own rate or at `sample_rate` Hz.

    Classes are the labels in alphabetical order unless given: give the training set's to the test set.
    Lesson: notebooks/05_learning.ipynb

    Args:
        clips: One or more.
        classes: Their names in order; None is the labels in alphabetical order.
        sample_rate: In Hz; None is the clips' own.

    Returns:
        As many, side by side.

    Raises:
        ValueError: Without a clip, for clips of different rates, or for a label that is not among the classes.
    """
    clips = clips if sample_rate is None else [resample(clip, sample_rate) for clip in clips]
    rates = {clip.sample_rate for clip in clips}
    classes = tuple(sorted({clip.label for clip in clips}) if classes is None else classes)
    if len(rates) != 1:
        raise ValueError(f"got sample rates {sorted(rates)}, allowed is one for all clips")
    if strange := {clip.label for clip in clips} - set(classes):
        raise ValueError(f"got labels {sorted(strange)}, allowed are {', '.join(classes)}")
    labels = torch.tensor([classes.index(clip.label) for clip in clips])
    return Examples(*padded_batch([clip.waveform for clip in clips]), labels, classes)


class Change(Protocol):
    """What may be done to a batch of examples on the way, such as `Augment`."""

    def changed(self, batch: Any, generator: torch.Generator) -> Any:
        """Return the batch changed.

        Args:
            batch: Examples of a kind.
            generator: Decides alone how.

        Returns:
            As many of the same kind.
        """
        ...


@dataclass(frozen=True)
class Augment:
    """White noise and a gain drawn evenly for each clip, from ranges in dB; None leaves it: (batch, time) → same.

    Noise comes before the gain; silence gets none, nor does the padding behind `lengths` (batch,), which does not count
    for a clip's level either. Equal ends, (0, 0), make the same change to every clip, for tests.
    Raises ValueError for a range that ends before it begins. Lesson: notebooks/05_learning.ipynb
    """

    snr_db: tuple[float, float] | None = None
    gain_db: tuple[float, float] | None = None

    def __post_init__(self):
        for bounds in (self.snr_db, self.gain_db):
            if bounds is not None and not bounds[0] <= bounds[1]:
                raise ValueError(f"got {bounds[0]}…{bounds[1]} dB, allowed is a range from low to high")

    def __call__(self, waveform: Tensor, generator: torch.Generator, lengths: Tensor | None = None) -> Tensor:
        """Change the clips; the generator alone decides how."""
        if self.snr_db is not None:
            n, time = waveform.shape
            lengths = torch.full((n,), time) if lengths is None else lengths
            noise = torch.randn(n, time, generator=generator, dtype=torch.float32)
            noise = noise * frame_mask(lengths, hop_length=1, n_frames=time)
            level = rms(waveform) * (time / lengths).sqrt().to(waveform) * from_db(-_drawn(self.snr_db, n, generator))
            waveform = waveform + level[:, None] * noise
        if self.gain_db is not None:
            waveform = waveform * from_db(_drawn(self.gain_db, len(waveform), generator))[:, None]
        return waveform

    def changed(self, batch: Examples, generator: torch.Generator) -> Examples:
        """Return the batch with its clips changed.

        Args:
            batch: Clips.
            generator: Decides alone how.

        Returns:
            As many.
        """
        return replace(batch, waveforms=self(batch.waveforms, generator, batch.lengths))


def _drawn(bounds: tuple[float, float], n: int, generator: torch.Generator) -> Tensor:
    return bounds[0] + (bounds[1] - bounds[0]) * torch.rand(n, generator=generator, dtype=torch.float32)
