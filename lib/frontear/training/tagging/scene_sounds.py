"""What scenes are made of: the project's own samples, or real recordings where they are here."""

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from frontear import datasets
from frontear.data.clip import Clip
from frontear.dsp.signals import faded, rms

RATE = 16_000  # Hz
SPOKEN = ("samples/words", "samples/sentences")
NAMED = ("samples/environments", "samples/instruments")  # the tag is the clip's label
CALLED = {"samples/rhythms": "drum", "samples/glides": "glide", "samples/noises": "noise"}
TAGS = (
    *("Speech", "birds", "clock", "crickets", "engine", "fire", "rain", "sea", "steps", "wind"),
    *("blown", "bowed", "plucked", "struck", "drum", "glide", "noise"),
)
RECORDED_VOICES, RECORDED_SOUNDS = ("speech-commands", "fsdd"), "esc10"
RECORDED_TAGS = (
    *("Speech", "Baby cry", "Chainsaw", "Clock tick", "Dog bark", "Fire crackling", "Helicopter", "Person sneeze"),
    *("Rain", "Rooster", "Sea waves"),
)
MOST_FILES, MOST_OF_A_WORD = 2_000, 60  # of a set of which more is here, so many of each word are drawn
BLOCK, FLOOR_DB = 160, -40.0  # samples; a word is what is within 40 dB of its loudest block: a room's noise betrays it


class SceneSounds(NamedTuple):
    """Tags, speech first; clips by voice; clips by kind of sound, which are the other tags."""

    tags: tuple[str, ...]
    voices: dict[str, list[Clip]]
    backgrounds: dict[str, list[Clip]]


@lru_cache(maxsize=4)
def samples(split: str) -> SceneSounds:
    """Return the project's own sounds: made voices, and sixteen kinds of other sounds.

    Raises ValueError as `datasets.load`. Lesson: notebooks/08_speech.ipynb
    """
    kinds: dict[str, list[Clip]] = {}
    for name in (*NAMED, *CALLED):
        for clip in datasets.load(name, split=split, sample_rate=RATE):
            if clip.label != "babble":  # voices
                kinds.setdefault(CALLED.get(name, str(clip.label)), []).append(clip)
    clips = [clip for name in SPOKEN for clip in datasets.load(name, split=split, sample_rate=RATE)]
    return SceneSounds(TAGS, _by_voice(clips), kinds)


@lru_cache(maxsize=4)
def recordings(split: str) -> SceneSounds:
    """Return real sounds: people saying words and digits, cut to where they sound, and the ten kinds of ESC-10.

    A baby's cry and a sneeze are voices and no speech, and stay among the other sounds.
    Raises ValueError as `datasets.load`, so also where a set is not here. Lesson: notebooks/08_speech.ipynb
    """
    kinds: dict[str, list[Clip]] = {}
    for clip in datasets.load(RECORDED_SOUNDS, split=split, sample_rate=RATE):
        kinds.setdefault(str(clip.label), []).append(_without_padding(clip))
    return SceneSounds(RECORDED_TAGS, _by_voice([_cut(clip) for clip in _words(split)]), kinds)


def recordings_here() -> bool:
    """Return whether all three sets are on this computer. Lesson: notebooks/08_speech.ipynb"""
    return all(datasets.here(name) for name in (*RECORDED_VOICES, RECORDED_SOUNDS))


SOURCES = {"samples": samples, "recordings": recordings}


def _words(split: str) -> list[Clip]:
    found = []
    for name in RECORDED_VOICES:
        files = datasets.files(name, split=split)
        least = min(Counter(file.label for file in files).values())
        drawn = min(least, MOST_OF_A_WORD) if len(files) > MOST_FILES else None
        found += datasets.load(name, split=split, per_class=drawn, sample_rate=RATE)
    return found


def _by_voice(clips: list[Clip]) -> dict[str, list[Clip]]:
    voices: dict[str, list[Clip]] = {}
    for clip in clips:
        voices.setdefault(str(clip.group), []).append(clip)
    return voices


def _cut(clip: Clip) -> Clip:
    """A word from its first to its last block that sounds."""
    blocks = clip.waveform[: len(clip.waveform) // BLOCK * BLOCK].unflatten(0, (-1, BLOCK))
    level = rms(blocks)
    sounding = (level >= level.max() * 10 ** (FLOOR_DB / 20)).nonzero()[:, 0]
    return _with(clip, faded(blocks[int(sounding[0]) : int(sounding[-1]) + 1].flatten(), fade_ms=5))


def _without_padding(clip: Clip) -> Clip:
    """Clips of ESC-10 that are short are filled up with zeros."""
    sounding = clip.waveform.nonzero()[:, 0]
    return _with(clip, clip.waveform[: int(sounding[-1]) + 1])


def _with(clip: Clip, waveform: Tensor) -> Clip:
    return Clip(waveform.to(torch.float32), RATE, label=clip.label, name=clip.name, group=clip.group)
