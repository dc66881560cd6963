"""Recordings to mark: two kinds of sound in turn, made of the project's own, the second half of other takes."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from frontear import datasets
from frontear.data.clip import Clip
from frontear.gates import BUFFER
from frontear_widgets.audio.sounds import RATE

HALF_S = 8.0  # to mark, and as long again to be heard
GAP_S = (0.1, 0.3)
Which = tuple[str, Callable[[Clip], bool]]

SCENES: dict[str, tuple[Which, Which]] = {
    "a voice and a clock": (
        ("samples/digits", lambda clip: clip.group == "en-us+Annie"),
        ("samples/environments", lambda clip: clip.label == "clock"),
    ),
    "one voice and another": (
        ("samples/digits", lambda clip: clip.group == "en-us+Annie"),
        ("samples/digits", lambda clip: clip.group == "en-us+m3"),
    ),
    "two drums": (
        ("samples/rhythms", lambda clip: clip.group == "skin"),
        ("samples/rhythms", lambda clip: clip.group == "shaker"),
    ),
}


class Turn(NamedTuple):
    """A part of a scene, in seconds, and whether it is the first kind of sound."""

    start: float
    stop: float
    is_first: bool


class Scene(NamedTuple):
    """A recording (time,) and its turns."""

    sound: NDArray
    turns: tuple[Turn, ...]


@lru_cache(maxsize=len(SCENES))
def scene(name: str) -> Scene:
    """Both kinds in turn for twice HALF_S; no clip of the first half is in the second."""
    draw = np.random.default_rng(9)
    kinds = [_clips(*which) for which in SCENES[name]]
    sound, turns = np.zeros(round(2 * HALF_S * RATE), dtype=np.float32), []
    for half in (0, 1):
        at, k = half * HALF_S + 0.2, 0
        takes = [kind[half::2] for kind in kinds]
        while True:
            clip = takes[k % 2][(k // 2) % len(takes[k % 2])]
            stop = at + len(clip) / RATE
            if stop > (half + 1) * HALF_S:
                break
            begin = round(at * RATE)
            sound[begin : begin + len(clip)] += clip
            turns.append(Turn(at, stop, k % 2 == 0))
            at, k = stop + draw.uniform(*GAP_S), k + 1
    return Scene(sound, tuple(turns))


def shares(name: str, opened: NDArray) -> tuple[float, float]:
    """For how much of either kind of sound a gate is open in the second half: of the first where it is loud."""
    made = scene(name)
    power = np.square(made.sound.reshape(-1, BUFFER)).mean(axis=1)
    found: dict[bool, list[NDArray]] = {True: [], False: []}
    for turn in (turn for turn in made.turns if turn.start >= HALF_S):
        begin, end = (round(at * RATE) // BUFFER for at in (turn.start, turn.stop))
        loud = power[begin:end] > power[begin:end].max() / 100
        found[turn.is_first].append(opened[begin:end][loud] if turn.is_first else opened[begin:end])
    first, second = (float(np.concatenate(found[is_first]).mean()) for is_first in (True, False))
    return first, second


def _clips(set_name: str, wanted: Callable[[Clip], bool]) -> list[NDArray]:
    return [_cut(clip.waveform.numpy()) for clip in datasets.load(set_name, sample_rate=RATE) if wanted(clip)]


def _cut(sound: NDArray) -> NDArray:
    """From where it is heard, for a second at most, faded, as loud as all others."""
    heard = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    part = sound[heard[0] : min(heard[-1] + 1, heard[0] + RATE)].copy()
    fade = np.linspace(0, 1, RATE // 200)
    part[: len(fade)] *= fade
    part[-len(fade) :] *= fade[::-1]
    return 0.08 * part / np.sqrt(np.square(part).mean())
