"""Scenes of two kinds of sound, of which a gate is to keep one: recordings to mark, and others to judge by.

Drums are strokes made as those of the samples, each recording's drums tuned otherwise by up to 8%. Dogs are of esc10,
folds 1 to 3 to mark and the others to judge; voices beside dogs are speech-commands, of other speakers; two voices are
fsdd, other takes of the same two speakers, who are what is to be told apart. A recording is one sound behind the other,
kinds by chance, 6 dB louder or softer, gaps of 0.05 to 0.5 s, every fifth one over the one before, in faint noise.
"""

import random
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from frontear.data.clip import Clip
from frontear.datasets import load
from frontear.gates import BUFFER, CLOSED, OPEN, Mark, Mixture
from frontear.gates.mixing import labels_of, rms, trimmed
from generator.rhythms import DRUM_STROKES

RATE = 16_000
LONGEST, PAUSE = 1.5, 0.15  # seconds of a sound, and of silence at which a clip is cut
TUNED, N_STROKES = 1.08, 60
LEVEL_DB, FLOOR_DB, OVER = 6, -50, 0.2

Sounds = list[NDArray]


class Scene(NamedTuple):
    """What to keep and what to gate: each a function of whether it is to be marked, and a seed."""

    keep: Callable[[bool, int], Sounds]
    gate: Callable[[bool, int], Sounds]


def strokes(drum: str) -> Callable[[bool, int], Sounds]:
    def of(marked: bool, seed: int) -> Sounds:
        draw = np.random.default_rng([len(drum), ord(drum[0]), marked, seed])
        speed = TUNED ** draw.uniform(-1, 1)
        made = [DRUM_STROKES[drum](draw) for _ in range(N_STROKES)]
        return [trimmed(np.interp(np.arange(0, len(one) - 1, speed), np.arange(len(one)), one)) for one in made]

    return of


def dogs(marked: bool, _seed: int) -> Sounds:
    return _dogs()[not marked]


def voices(marked: bool, _seed: int) -> Sounds:
    return _voices()[not marked]


def speaker(name: str) -> Callable[[bool, int], Sounds]:
    def of(marked: bool, _seed: int) -> Sounds:
        takes = [clip for clip in _digits() if clip.group == name]
        return [
            trimmed(clip.waveform.numpy()) for clip in takes if (int(clip.name.rpartition("_")[2]) % 2 == 0) == marked
        ]

    return of


SCENES = {
    "skin among metal": Scene(strokes("skin"), strokes("metal")),
    "wood among skin": Scene(strokes("wood"), strokes("skin")),
    "shaker among metal": Scene(strokes("shaker"), strokes("metal")),
    "voice among dogs": Scene(voices, dogs),
    "dogs among voices": Scene(dogs, voices),
    "theo against jackson": Scene(speaker("theo"), speaker("jackson")),
    "nicolas against yweweler": Scene(speaker("nicolas"), speaker("yweweler")),
}


def recording(scene: Scene, *, marked: bool, seconds: float, seed: int) -> tuple[Mixture, list[Mark]]:
    """A recording, and a mark for each of its sounds that no other lies over."""
    draw = np.random.default_rng([seed, marked])
    kinds = scene.gate(marked, seed), scene.keep(marked, seed)
    n_buffers = round(seconds * RATE) // BUFFER
    parts, labels, placed = np.zeros((2, n_buffers * BUFFER)), np.full(n_buffers, CLOSED), []
    at = end = round(0.2 * RATE) // BUFFER
    while True:
        keep = int(draw.integers(2))
        sound = kinds[keep][int(draw.integers(len(kinds[keep])))]
        if placed and draw.random() < OVER:
            at = round(draw.uniform(placed[-1][0], end))
        else:
            at = end + round(draw.uniform(0.05, 0.5) * RATE) // BUFFER
        stop = at + len(sound) // BUFFER
        if stop > n_buffers:
            break
        parts[keep, at * BUFFER : stop * BUFFER] += (
            sound * 0.1 / rms(sound) * 10 ** (draw.uniform(-LEVEL_DB, LEVEL_DB) / 20)
        )
        labels[at:stop] = _over(labels[at:stop], labels_of(sound)) if keep else labels[at:stop]
        placed.append((at, stop, bool(keep)))
        end = max(end, stop)
    floor = draw.normal(size=n_buffers * BUFFER) * 0.1 * 10 ** (FLOOR_DB / 20)
    words = [(begin, stop) for begin, stop, keep in placed if keep]
    mixed = Mixture((parts.sum(axis=0) + floor).astype(np.float32), parts[1].astype(np.float32), labels, words)
    return mixed, [Mark(b * BUFFER / RATE, e * BUFFER / RATE, k) for b, e, k in placed if _is_alone(b, e, placed)]


def marks_of(marks: list[Mark], *, seconds: float) -> list[Mark]:
    """The first marks, half of the seconds to keep and half to gate; the last of each is cut to that."""
    taken: list[Mark] = []
    for keep in (True, False):
        left = seconds / 2
        for mark in marks:
            if mark.keep == keep and left >= 0.05:
                taken.append(Mark(mark.start, min(mark.stop, mark.start + left), keep))
                left -= taken[-1].stop - taken[-1].start
    return sorted(taken, key=lambda mark: mark.start)


def _over(before: NDArray, labels: NDArray) -> NDArray:
    """OPEN where either is, CLOSED where both are."""
    return np.where((before == OPEN) | (labels == OPEN), OPEN, np.minimum(before, labels))


def _is_alone(begin: int, end: int, placed: list[tuple[int, int, bool]]) -> bool:
    return sum(other[0] < end and begin < other[1] for other in placed) == 1


@cache
def _dogs() -> tuple[Sounds, Sounds]:
    clips = [clip for clip in load("esc10", sample_rate=RATE) if clip.label == "Dog bark"]
    return tuple(
        [sound for clip in clips if (clip.group in "123") == marked for sound in bursts(clip)]
        for marked in (True, False)
    )


@cache
def _voices() -> tuple[Sounds, Sounds]:
    words = load("speech-commands", sample_rate=RATE)
    speakers = sorted({word.group for word in words})
    random.Random(0).shuffle(speakers)
    told = set(speakers[: len(speakers) // 2])
    return tuple(
        [trimmed(word.waveform.numpy()) for word in words if (word.group in told) == marked] for marked in (True, False)
    )


@cache
def _digits() -> list[Clip]:
    return load("fsdd", sample_rate=RATE)


def bursts(clip: Clip) -> Sounds:
    """What is heard in a clip, cut where it is silent for long, each at most LONGEST seconds."""
    sound = clip.waveform.numpy()
    sound = sound[: len(sound) // BUFFER * BUFFER]
    power = np.square(sound.reshape(-1, BUFFER)).mean(axis=1)
    heard = np.flatnonzero(power > power.max() * 1e-3)
    cuts = np.split(heard, np.flatnonzero(np.diff(heard) > PAUSE * RATE / BUFFER) + 1)
    most = round(LONGEST * RATE) // BUFFER
    spans = [(cut[0], min(cut[-1] + 1, cut[0] + most)) for cut in cuts if cut[-1] - cut[0] >= 8]
    return [trimmed(sound[begin * BUFFER : end * BUFFER]) for begin, end in spans]
