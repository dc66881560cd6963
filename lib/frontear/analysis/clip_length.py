"""The same sound within silence or in another order, and what a classifier says of it in pieces and as it goes on."""

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.layers.padding import fix_length
from frontear.models.classifier import Classifier


def within_silence(waveform: Tensor, *, before: int = 0, behind: int = 0) -> Tensor:
    """Return a waveform (…, time) with so many samples of silence around it, (…, before + time + behind).

    Lesson: notebooks/07_backends.ipynb

    Args:
        waveform: (…, time).
        before: Samples, 0 or more.
        behind: Samples, 0 or more.

    Returns:
        (…, before + time + behind).

    Raises:
        ValueError: For less than none.

    Examples:
        >>> within_silence(torch.ones(2), before=1, behind=2)
        tensor([0., 1., 1., 0., 0.])
    """
    if before < 0 or behind < 0:
        raise ValueError(f"got {before} samples of silence before and {behind} behind, allowed are 0 or more")
    return F.pad(waveform, (before, behind))


def parts_reversed(waveform: Tensor, length: int) -> Tensor:
    """Return the parts of `length` samples of a waveform (…, time) last first, each of them forwards; 1 is backwards.

    The last part may be shorter. Lesson: notebooks/07_backends.ipynb

    Args:
        waveform: (…, time).
        length: Samples of a part, at least 1.

    Returns:
        (…, time).

    Raises:
        ValueError: For less than one sample.

    Examples:
        >>> parts_reversed(torch.arange(5), 2)
        tensor([4, 2, 3, 0, 1])
    """
    if length < 1:
        raise ValueError(f"got parts of {length} samples, allowed is 1 or more")
    return torch.cat(waveform.split(length, dim=-1)[::-1], dim=-1)


def in_pieces(model: Classifier, waveform: Tensor, length: int) -> Tensor:
    """Return class scores (pieces, classes) of a waveform (time,) cut into pieces that overlap by half.

    So models of one length judge longer clips: their answers are averaged. The last piece is filled up with silence.
    Lesson: notebooks/07_backends.ipynb

    Args:
        model: Of clips of one length.
        waveform: (time,).
        length: Samples of a piece, at least 2.

    Returns:
        (pieces, classes).

    Raises:
        ValueError: For pieces of less than two samples.

    Examples:
        >>> in_pieces(torch.nn.Identity(), torch.arange(6.0), 4)
        tensor([[0., 1., 2., 3.],
                [2., 3., 4., 5.]])
    """
    if length < 2:
        raise ValueError(f"got pieces of {length} samples, allowed are 2 or more")
    hop = length // 2
    n_pieces = 1 + max(-(-(len(waveform) - length) // hop), 0)
    return model(fix_length(waveform, length + (n_pieces - 1) * hop).unfold(0, length, hop))


def prefix_scores(model: Classifier, waveform: Tensor) -> Tensor:
    """Return class scores (frames, classes) of a waveform (time,), each from the frames of the map up to its own.

    A frame hears a little ahead, half its receptive field. Lesson: notebooks/07_backends.ipynb

    Args:
        model: With a back-end for clips of any length.
        waveform: (time,).

    Returns:
        (frames, classes).

    Raises:
        ValueError: For a back-end of fixed length.

    Examples:
        >>> from frontear.models import paradigm_classifier
        >>> from frontear.frontends import log_mel
        >>> model = paradigm_classifier("many-shapes", log_mel(), n_classes=3).eval()
        >>> prefix_scores(model, torch.zeros(16_000)).shape[1]
        3
    """
    seen, _ = model.feature_map(model.features(waveform[None]))  # (1, channels, rows, frames)
    n_frames = seen.shape[-1]
    return model.backend(seen.expand(n_frames, -1, -1, -1), torch.ones(n_frames, n_frames).tril().bool())
