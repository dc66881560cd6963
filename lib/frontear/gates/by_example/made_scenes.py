"""Scenes made of marked pieces, never the same: what a gate learns from when all it has are seconds."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frontear.gates.by_example.marks import Piece
from frontear.gates.mixing import BUFFER, CLOSED, OPEN, rms

SECONDS, GAPS = (0.15, 1.2), (0.0, 0.25)  # of a cut from a piece, of the silence behind it
GAIN_DB, OVER_DB, FLOOR_DB = 8, (-20, 0), (-70, -45)
SPEED = 1.08  # the most
SHARE_OVER = 0.3  # of cuts to keep that one to gate lies over


def scene(marked: Sequence[Piece], *, seconds: float, sample_rate: int, seed: int) -> tuple[NDArray, NDArray]:
    """Return a scene of cuts from pieces: both kinds as often, up to 8 dB softer or louder, 8% faster or slower.

    Over some of those to keep lies a softer one to gate; under all lies a faint noise, and in gaps, where it is alone,
    a gate is to be closed. Lesson: notebooks/09_gate.ipynb

    Args:
        marked: Pieces of both kinds.
        seconds: How long.
        sample_rate: In Hz.
        seed: The same makes the same.

    Returns:
        The sound (time,), and a label for each buffer.
    """
    draw, n_buffers = np.random.default_rng(seed), round(seconds * sample_rate) // BUFFER
    kinds = [[piece for piece in marked if (OPEN in piece.labels) == keep] for keep in (False, True)]
    loudest = max(rms(piece.sound) for piece in marked)
    sound = draw.normal(size=n_buffers * BUFFER) * loudest * 10 ** (draw.uniform(*FLOOR_DB) / 20)
    labels = np.full(n_buffers, CLOSED)
    at = _buffers(draw.uniform(*GAPS), sample_rate)
    while at < n_buffers:
        keep = bool(draw.integers(2))
        cut, told = _cut(kinds[keep], n_buffers - at, sample_rate, draw)
        if keep and draw.random() < SHARE_OVER:
            over, _ = _cut(kinds[False], len(told), sample_rate, draw)
            cut[: len(over)] += over * 10 ** (draw.uniform(*OVER_DB) / 20) * rms(cut) / max(rms(over), 1e-9)
        sound[at * BUFFER : at * BUFFER + len(cut)] += cut
        labels[at : at + len(told)] = told
        at += len(told) + _buffers(draw.uniform(*GAPS), sample_rate)
    return (sound * 10 ** (draw.uniform(-GAIN_DB, GAIN_DB) / 20)).astype(np.float32), labels


def _cut(kind: list[Piece], most: int, sample_rate: int, draw: np.random.Generator) -> tuple[NDArray, NDArray]:
    """A part of a piece, longer ones more often, at most so many buffers: faster or slower, softer or louder, faded."""
    weights = np.array([len(piece.labels) for piece in kind], dtype=float)
    piece = kind[int(draw.choice(len(kind), p=weights / weights.sum()))]
    speed = SPEED ** draw.uniform(-1, 1)
    n_buffers = min(_buffers(draw.uniform(*SECONDS), sample_rate), int(len(piece.labels) / speed), most)
    places = np.arange(max(n_buffers, 1) * BUFFER) * speed
    places += draw.uniform(0, len(piece.sound) - places[-1])
    cut = np.interp(places, np.arange(len(piece.sound)), piece.sound) * 10 ** (draw.uniform(-GAIN_DB, GAIN_DB) / 20)
    fade = np.linspace(0, 1, BUFFER)
    cut[:BUFFER] *= fade
    cut[-BUFFER:] *= fade[::-1]
    return cut, piece.labels[(places[BUFFER // 2 :: BUFFER] // BUFFER).astype(int)]


def _buffers(seconds: float, sample_rate: int) -> int:
    return round(seconds * sample_rate) // BUFFER
