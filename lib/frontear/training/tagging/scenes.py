"""Ten seconds with something going on, mixed here of single sounds, so that it is known what is in them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from frontear.data.clip import Clip
from frontear.dsp.signals import rms
from frontear.models.tagging.rows import SECONDS
from frontear.training.tagging.scene_sounds import RATE, SOURCES

TIME = SECONDS * RATE
LEVEL = 0.05  # of a background, effective
SPREAD_DB, SPEECH_DB = 6, (-6, 12)  # of backgrounds among each other; of a word over them
MOST_BACKGROUNDS = 2
LEAST, GAP = 2 * RATE, RATE // 2  # samples of speech, and at most between words
SHARE = 0.4  # of scenes in which somebody speaks
SPLITS = ("train", "test")


class Scene(NamedTuple):
    """Waveform (160,000,) at 16 kHz, which tags it has, bool (tags,), in which seconds is a voice, bool (10,)."""

    waveform: Tensor
    labels: Tensor
    spoken: Tensor


class Scenes(NamedTuple):
    """Waveforms (n, 160,000) at 16 kHz, which tags each has, bool (n, tags), when a voice speaks, bool (n, 10)."""

    waveforms: Tensor
    labels: Tensor
    spoken: Tensor


def scenes(n: int, *, split: str = "train", seed: int = 0, source: str = "samples") -> Scenes:
    """Return the first scenes of a series. Lesson: notebooks/08_speech.ipynb

    Args:
        n: How many, 1 or more.
        split: "train" or "test".
        seed: The same draws the same.
        source: "samples" or "recordings".

    Returns:
        Those of `scene`, side by side.

    Raises:
        ValueError: For less than one scene, and as `scene`.

    Examples:
        >>> made = scenes(2)
        >>> made.waveforms.shape, made.labels.shape
        (torch.Size([2, 160000]), torch.Size([2, 17]))
    """
    if n < 1:
        raise ValueError(f"got {n} scenes, allowed are 1 or more")
    made = [scene(number, split=split, seed=seed, source=source) for number in range(n)]
    return Scenes(*(torch.stack(parts) for parts in zip(*made, strict=True)))


def scene(number: int, *, split: str = "train", seed: int = 0, source: str = "samples") -> Scene:
    """Return ten seconds with one or two kinds of sound all the time, and in two of five for a while a voice.

    The voice speaks for two seconds or more, from 6 dB below the rest to 12 above it. A kind of sound is filled up with
    its clips in any order. Of "samples" all is made, voices too; of "recordings" nothing but the mixing is: people say
    words and digits, and ESC-10 sounds. Voices, takes, instruments and folds of "test" are in none of "train". Lesson:
    notebooks/08_speech.ipynb

    Args:
        number: In the series, from 0.
        split: "train" or "test".
        seed: Of the series.
        source: "samples" or "recordings".

    Returns:
        The scene.

    Raises:
        ValueError: For a number below 0, another split or source, and where recordings are not here.
    """
    if number < 0 or split not in SPLITS:
        raise ValueError(f"got scene {number} of {split!r}, allowed are 0 or more of {' or '.join(SPLITS)}")
    if source not in SOURCES:
        raise ValueError(f"got scenes of {source!r}, allowed are {' or '.join(SOURCES)}")
    random = np.random.default_rng((seed, SPLITS.index(split), number))
    tags, voices, kinds = SOURCES[source](split)
    chosen = random.choice(sorted(kinds), size=random.integers(1, MOST_BACKGROUNDS, endpoint=True), replace=False)
    parts = [_filled(random, kinds[kind]) * _gain(random, -SPREAD_DB, SPREAD_DB) for kind in chosen]
    heard = torch.stack(parts).sum(0)
    voice = _voice(random, voices) if random.random() < SHARE else torch.zeros(TIME)
    waveform = (heard / _effective(heard) + voice) * LEVEL
    spoken = voice.unflatten(0, (SECONDS, RATE)).abs().amax(1) > 0
    labels = torch.tensor([tag in chosen or (tag == tags[0] and bool(spoken.any())) for tag in tags])
    return Scene(waveform / waveform.abs().max().clamp_min(1), labels, spoken)


def _filled(random: np.random.Generator, clips: Sequence[Clip]) -> Tensor:
    """Clips of a kind one after the other for ten seconds, from somewhere in the first, as loud as one another."""
    parts: list[Tensor] = []
    while not parts or sum(map(len, parts[1:])) < TIME:
        waveform = clips[int(random.integers(len(clips)))].waveform
        parts.append(waveform / _effective(waveform))
    start = int(random.integers(len(parts[0])))
    return torch.cat(parts)[start : start + TIME]


def _voice(random: np.random.Generator, voices: Mapping[str, Sequence[Clip]]) -> Tensor:
    """A stretch in which a voice says one thing after the other, silence before and behind; words have one level."""
    said = voices[random.choice(sorted(voices))]
    at = int(random.integers(TIME - LEAST))
    waveform, end = torch.zeros(TIME), random.integers(at + LEAST, TIME)
    while at < end:
        word = said[int(random.integers(len(said)))].waveform[: TIME - at]
        waveform[at : at + len(word)] = word / _effective(word)
        at += len(word) + int(random.integers(GAP))
    return waveform * _gain(random, *SPEECH_DB)


def _gain(random: np.random.Generator, low_db: float, high_db: float) -> float:
    return 10 ** (random.uniform(low_db, high_db) / 20)


def _effective(waveform: Tensor) -> Tensor:
    return rms(waveform).clamp_min(1e-6)
