"""What a person marked in a recording, and the pieces of sound with labels that this gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from frontear.gates.mixing import BUFFER, CLOSED, labels_of

LEAST_SECONDS = 0.05


@dataclass(frozen=True)
class Mark:
    """A part of a recording that a gate is to keep, or to gate.

    Raises ValueError where it is shorter than LEAST_SECONDS or begins before the recording does.
    Lesson: notebooks/09_gate.ipynb

    Args:
        start: In seconds.
        stop: In seconds.
        keep: Whether the gate is to be open here; else it is to be closed.
    """

    start: float
    stop: float
    keep: bool

    def __post_init__(self):
        if not (isfinite(self.start) and isfinite(self.stop) and self.start >= 0):
            raise ValueError(f"got {self}, allowed is one that begins at 0 s or later")
        if self.stop - self.start < LEAST_SECONDS - 1e-9:
            raise ValueError(f"got {self}, allowed is one of {LEAST_SECONDS:g} s or more")

    def __str__(self):
        return f"a mark to {'keep' if self.keep else 'gate'} from {self.start:.2f} to {self.stop:.2f} s"


class Piece(NamedTuple):
    """The sound of a mark in whole buffers, (time,), and OPEN, CLOSED or UNCOUNTED for each."""

    sound: NDArray
    labels: NDArray


def pieces(sound: Tensor, marks: Sequence[Mark], *, sample_rate: int = 16_000) -> list[Piece]:
    """Return what marks give to learn from.

    A mark to keep is labelled as a word of a mixture is (`mixing.labels_of`), for nobody marks without some silence;
    one to gate is CLOSED all along. Lesson: notebooks/09_gate.ipynb

    Args:
        sound: (time,), finite.
        marks: Of both kinds, none over another, in any order.
        sample_rate: In Hz.

    Returns:
        A piece for each mark, by time.

    Raises:
        ValueError: For marks of only one kind, over one another, out of the recording, or to keep silence.
    """
    if sound.ndim != 1 or not sound.isfinite().all():
        raise ValueError(f"got a sound of shape {tuple(sound.shape)}, allowed is (time,), all of it finite")
    ordered = sorted(marks, key=lambda mark: mark.start)
    _check(ordered, len(sound) / sample_rate)
    return [_piece(sound, mark, sample_rate) for mark in ordered]


def _check(marks: list[Mark], seconds: float) -> None:
    n_keep = sum(mark.keep for mark in marks)
    if not 0 < n_keep < len(marks):
        raise ValueError(
            f"got {n_keep} marks to keep and {len(marks) - n_keep} to gate, allowed is one or more of each"
        )
    for mark, after in pairwise(marks):
        if after.start < mark.stop - 1e-6:
            raise ValueError(f"got {mark} and {after}, allowed is that no mark lies over another")
    for mark in marks:
        if mark.stop > seconds + 1e-6:
            raise ValueError(f"got {mark}, allowed is up to {seconds:.2f} s, where the recording ends")


def _piece(sound: Tensor, mark: Mark, sample_rate: int) -> Piece:
    begin = round(mark.start * sample_rate)
    n_buffers = max((round(mark.stop * sample_rate) - begin) // BUFFER, 1)
    cut = sound[begin : begin + n_buffers * BUFFER].detach().numpy().astype(np.float64)
    cut = cut[: len(cut) // BUFFER * BUFFER]
    n_buffers = len(cut) // BUFFER
    if not mark.keep:
        return Piece(cut, np.full(n_buffers, CLOSED))
    if not cut.any():
        raise ValueError(f"got {mark} with nothing but silence, allowed is one with a sound in it")
    return Piece(cut, labels_of(cut))
