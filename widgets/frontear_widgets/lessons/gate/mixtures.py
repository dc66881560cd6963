"""What the gates of lesson 09 are given: words in noise, of sounds to learn from and of others kept for the end."""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np

from frontear import datasets
from frontear.data.clip import Clip
from frontear.gates import Mixture, Sources, mixture
from frontear_widgets.audio.sounds import RATE, sound

MADE, REAL = "made sounds", "real recordings"
WORDS = {MADE: ("samples/words", "samples/digits"), REAL: ("speech-commands", "fsdd")}
NOISES = {MADE: ("samples/environments", "samples/noises"), REAL: ("esc10",)}
NEVER_LEARNED = {MADE: ("birds", "clock", "engine"), REAL: ("Dog bark", "Clock tick", "Helicopter")}  # kinds of noise
KINDS = ("rain", "white", "hum", "babble", "wind", "sea", "steps", *NEVER_LEARNED[MADE])  # one can choose from
SECONDS = 6.0


class Parts(NamedTuple):
    """Sources to learn from; of others, in noises of kinds that are among these, and of kinds that are not."""

    learned: Sources
    known: Sources
    unknown: Sources


def here() -> list[str]:
    """Of which sounds there are mixtures on this computer."""
    real = all(datasets.here(name) for name in WORDS[REAL] + NOISES[REAL])
    return [MADE, *([REAL] if real else [])]


@lru_cache(maxsize=2)
def parts(sounds: str) -> Parts:
    """All sources of made sounds or of real recordings: no voice and no take of a noise is in two of them."""
    learned, kept = (_loaded(WORDS[sounds], split) for split in ("train", "test"))
    noises, others = (_loaded(NOISES[sounds], split) for split in ("train", "test"))
    return Parts(
        Sources.of(learned, [noise for noise in noises if noise.label not in NEVER_LEARNED[sounds]]),
        Sources.of(kept, [noise for noise in others if noise.label not in NEVER_LEARNED[sounds]]),
        Sources.of(kept, [noise for noise in noises + others if noise.label in NEVER_LEARNED[sounds]]),
    )


def _loaded(names: tuple[str, ...], split: str) -> list[Clip]:
    return [clip for name in names for clip in datasets.load(name, sample_rate=RATE, split=split)]


@lru_cache(maxsize=1)
def noises() -> dict[str, Clip]:
    """A noise of each kind, of those kept for the end."""
    return {clip.label: clip for clip in _loaded(NOISES[MADE], "test")}


@lru_cache(maxsize=8)
def repeated(name: str, kind: str, snr_db: float) -> Mixture:
    """A sound, again and again, with its peak at −6 dBFS, in a noise. Raises ValueError for silence."""
    clip = sound(name)
    if not clip.waveform.square().mean():
        raise ValueError(f"{name} is silent; a gate needs a sound")
    seconds = max(3, ceil(clip.seconds + 1.5))
    mixed = mixture(Sources.of([clip], [noises()[kind]]), seconds=seconds, snr_db=snr_db, seed=1)
    gain = 0.5 / np.abs(mixed.clean).max()
    return mixed._replace(sound=gain * mixed.sound, clean=gain * mixed.clean)


@lru_cache(maxsize=32)
def kept(number: int, snr_db: float, *, sounds: str = MADE, known: bool = False, seconds: float = SECONDS) -> Mixture:
    """A mixture of words and noises that nothing learned from."""
    sources = parts(sounds)
    return mixture(sources.known if known else sources.unknown, seconds=seconds, snr_db=snr_db, seed=number)
