"""The same sound within silence or in another order, and what a classifier says of it in pieces and as it goes on."""

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.layers.padding import fix_length
from frontear.models.classifier import Classifier


def within_silence(waveform: Tensor, *, before: int = 0, behind: int = 0) -> Tensor:
    """Return a waveform (…, time) with so many samples of silence around it, (…, before + time + behind).

    Raises ValueError for less than none. Lesson: notebooks/07_backends.ipynb
    """
    if before < 0 or behind < 0:
        raise ValueError(f"got {before} samples of silence before and {behind} behind, allowed are 0 or more")
    return F.pad(waveform, (before, behind))


def parts_reversed(waveform: Tensor, length: int) -> Tensor:
    """Return the parts of `length` samples of a waveform (…, time) last first, each of them forwards; 1 is backwards.

    The last part may be shorter. Raises ValueError for less than one sample. Lesson: notebooks/07_backends.ipynb
    """
    if length < 1:
        raise ValueError(f"got parts of {length} samples, allowed is 1 or more")
    return torch.cat(waveform.split(length, dim=-1)[::-1], dim=-1)


def in_pieces(model: Classifier, waveform: Tensor, length: int) -> Tensor:
    """Return class scores (pieces, classes) of a waveform (time,) cut into pieces that overlap by half.

    So models of one length judge longer clips: their answers are averaged. The last piece is filled up with silence.
    Raises ValueError for pieces of less than two samples. Lesson: notebooks/07_backends.ipynb
    """
    if length < 2:
        raise ValueError(f"got pieces of {length} samples, allowed are 2 or more")
    hop = length // 2
    n_pieces = 1 + max(-(-(len(waveform) - length) // hop), 0)
    return model(fix_length(waveform, length + (n_pieces - 1) * hop).unfold(0, length, hop))


def prefix_scores(model: Classifier, waveform: Tensor) -> Tensor:
    """Return class scores (frames, classes) of a waveform (time,), each from the frames of the map up to its own.

    A frame hears a little ahead, half its receptive field. Raises ValueError for a back-end of fixed length.
    Lesson: notebooks/07_backends.ipynb
    """
    seen, _ = model.feature_map(model.features(waveform[None]))  # (1, channels, rows, frames)
    n_frames = seen.shape[-1]
    return model.backend(seen.expand(n_frames, -1, -1, -1), torch.ones(n_frames, n_frames).tril().bool())
