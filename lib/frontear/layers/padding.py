"""Clips of different lengths in one batch: padded with silence, and which frames of it are sound."""

from collections.abc import Sequence
from typing import overload

import torch
from torch import Tensor, nn


def padded_batch(waveforms: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Return waveforms (time,) of any length as one batch (batch, longest) with silence behind, and lengths (batch,).

    Raises ValueError without a waveform or for one that is not (time,). Lesson: notebooks/05_learning.ipynb
    """
    if not waveforms or any(waveform.ndim != 1 or len(waveform) == 0 for waveform in waveforms):
        raise ValueError(f"got {len(waveforms)} waveforms, allowed are one or more of shape (time,)")
    lengths = torch.tensor([len(waveform) for waveform in waveforms])
    return nn.utils.rnn.pad_sequence(list(waveforms), batch_first=True), lengths


def frame_mask(lengths: Tensor, *, hop_length: int, n_frames: int | None = None) -> Tensor:
    """Return which frames are sound, bool (batch, n_frames): the first ceil(length / hop_length) of each clip.

    Without n_frames there are as many as the longest clip has. Lesson: notebooks/05_learning.ipynb

    Args:
        lengths: In samples, (batch,).
        hop_length: In samples, at least 1.
        n_frames: How many columns; None is those of the longest.

    Returns:
        bool (batch, n_frames).

    Raises:
        ValueError: For a hop below one sample.

    Examples:
        >>> import torch
        >>> frame_mask(torch.tensor([300, 160]), hop_length=160)
        tensor([[ True,  True],
                [ True, False]])
    """
    if hop_length < 1:
        raise ValueError(f"got hop_length {hop_length}, allowed is 1 or more")
    sounding = -(-lengths // hop_length)
    n_frames = int(sounding.max()) if n_frames is None else n_frames
    return torch.arange(n_frames, device=lengths.device) < sounding[:, None]


def fix_length(waveform: Tensor, length: int) -> Tensor:
    """Return a waveform (…, time) cut, or filled up with silence, to (…, length).

    Lesson: notebooks/07_backends.ipynb

    Args:
        waveform: (…, time).
        length: In samples, at least 1.

    Returns:
        (…, length).

    Raises:
        ValueError: For a length below one sample.
    """
    if length < 1:
        raise ValueError(f"got a length of {length}, allowed is one sample or more")
    return nn.functional.pad(waveform, (0, length - waveform.shape[-1]))


@overload
def strided_lengths(lengths: Tensor, stride: int) -> Tensor: ...
@overload
def strided_lengths(lengths: Tensor | None, stride: int) -> Tensor | None: ...
def strided_lengths(lengths: Tensor | None, stride: int) -> Tensor | None:
    """Return how many there are at every stride, rounded up; None, which means all, stays.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        lengths: (batch,), or None.
        stride: At least 1.

    Returns:
        (batch,), or None.
    """
    return lengths if lengths is None or stride == 1 else -(-lengths // stride)


def mask_beyond(features: Tensor, lengths: Tensor | None) -> Tensor:
    """Return features (batch, …, frames) with 0 behind the first `lengths` (batch,) frames; None leaves them.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        features: (batch, …, frames).
        lengths: How many of each clip are sound, (batch,); None is all.

    Returns:
        (batch, …, frames).
    """
    if lengths is None:
        return features
    mask = frame_mask(lengths, hop_length=1, n_frames=features.shape[-1])
    return features.masked_fill(~mask.view(len(mask), *[1] * (features.ndim - 2), -1), 0)


def without_mean(features: Tensor, lengths: Tensor | None) -> Tensor:
    """Return features (batch, …, frames) with each row's mean over the clip taken out, and 0 behind its end.

    A change of level or of microphone moves a row of log energies as a whole, and is gone then: "cepstral mean
    normalisation", of log-mel. Atal 1974. Lesson: notebooks/05_learning.ipynb

    Args:
        features: (batch, …, frames).
        lengths: How many frames of each clip are sound, (batch,); None is all.

    Returns:
        (batch, …, frames).
    """
    sound = mask_beyond(features, lengths)
    n_frames = features.shape[-1] if lengths is None else lengths.view(-1, *[1] * (features.ndim - 1))
    return mask_beyond(features - sound.sum(-1, keepdim=True) / n_frames, lengths)
