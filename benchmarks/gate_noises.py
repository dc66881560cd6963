"""More words and noises to learn a gate from, made of those to learn from and of the project's own samples.

More noise are the samples that ship with the project: environments but for clocks, noises, rhythms, instruments. Words
and noises are played faster and slower, noises are also filtered and put one over another.
"""

import numpy as np
from numpy.typing import NDArray

from frontear.data.clip import Clip
from frontear.datasets import load
from frontear.gates import BUFFER, Sources
from gate_parts import RATE

N_NOISES, NOISE_SECONDS, SPEED = 400, 5, 1.25  # varied noises, their length, and how much faster or slower at most
MORE_NOISES = ("environments", "noises", "rhythms", "instruments")
TESTED = ("clock",)  # as a class of noise never heard, and so left out here


def richer(sources: Sources) -> Sources:
    """Every word also faster and slower, and noises made of those to learn from and of the project's own."""
    draw = np.random.default_rng(0)
    own = [_own(clip) for name in MORE_NOISES for clip in load(f"samples/{name}", sample_rate=RATE) if _is_heard(clip)]
    noises = [*sources.noises, *own]
    faster = [in_buffers(sped(word, draw)) for word in sources.words]
    return Sources([*sources.words, *faster], [*sources.noises, *(varied(noises, draw) for _ in range(N_NOISES))])


def _own(clip: Clip) -> NDArray:
    return clip.waveform.numpy().astype(np.float64)


def _is_heard(clip: Clip) -> bool:
    return clip.label not in TESTED


def varied(noises: list[NDArray], draw: np.random.Generator) -> NDArray:
    """One noise or two, at another speed, filtered by a random smooth curve of up to 12 dB."""
    mixed = np.zeros(NOISE_SECONDS * RATE)
    for _ in range(int(draw.integers(1, 3))):
        noise = sped(noises[int(draw.integers(len(noises)))], draw)
        noise = np.resize(np.roll(noise, int(draw.integers(len(noise)))), len(mixed))
        noise = noise + draw.normal(size=len(noise)) * 1e-5  # no digital silence
        mixed += noise / np.sqrt(np.square(noise).mean()) * 10 ** (draw.uniform(-10, 0) / 20)
    spectrum = np.fft.rfft(mixed)
    curve_db = np.interp(np.linspace(0, 5, len(spectrum)), np.arange(6), draw.uniform(-12, 12, size=6))
    return np.fft.irfft(spectrum * 10 ** (curve_db / 20), n=len(mixed))


def sped(sound: NDArray, draw: np.random.Generator) -> NDArray:
    """Faster or slower, and so higher or lower."""
    speed = SPEED ** draw.uniform(-1, 1)
    places = np.arange(0, len(sound) - 1, speed)
    return np.interp(places, np.arange(len(sound)), sound)


def in_buffers(word: NDArray) -> NDArray:
    return word[: len(word) // BUFFER * BUFFER]
