"""What every sound is made with: the row of the manifest, levels, fades and noise."""

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

import numpy as np

RATE = 16_000  # Hz
FADE_SECONDS = 0.01


@dataclass(frozen=True)
class Sound:
    """One row of the manifest, and the function that makes its waveform (time,) from the sound's own dice.

    The name is the file's, less its suffix, below `data_samples/frontear_samples`. The voice is who or what is heard:
    what a split must not tear apart. With `level_db` the sound gets that rms, in dB of full scale; without it, 0.1 or a
    peak of 0.9.
    """

    name: str
    label: str
    set: str
    voice: str
    how: str
    make: Callable[[np.random.Generator], np.ndarray]
    suffix: str = ".ogg"
    level_db: float | None = None


def dice(*names: object) -> np.random.Generator:
    """Return the random numbers that belong to these names, the same in every run."""
    return np.random.default_rng([crc32(str(name).encode()) for name in names])


def times(seconds: float) -> np.ndarray:
    """Return the times of the samples in s."""
    return np.arange(round(seconds * RATE)) / RATE


def add(waveform: np.ndarray, part: np.ndarray, *, at: float) -> None:
    """Mix a part into the waveform from `at` seconds on, as far as it fits."""
    start = round(at * RATE)
    part = part[: len(waveform) - start]
    waveform[start : start + len(part)] += part


def faded(waveform: np.ndarray, *, seconds: float = FADE_SECONDS, rise_seconds: float = FADE_SECONDS) -> np.ndarray:
    """Return the waveform with half a Hann window at either end."""
    rise, fall = _half_hann(rise_seconds), _half_hann(seconds)[::-1]
    return waveform * np.concatenate([rise, np.ones(len(waveform) - len(rise) - len(fall)), fall])


def at_level(waveform: np.ndarray, level_db: float) -> np.ndarray:
    """Return the waveform without offset, at this rms in dB of full scale.

    Raises ValueError where its peak would pass 0.9: a lower one would tell the sound by its level.
    """
    waveform = waveform - waveform.mean()
    waveform = waveform * 10 ** (level_db / 20) / np.sqrt(np.mean(waveform**2))
    if (peak := np.abs(waveform).max()) > 0.9:
        raise ValueError(f"got a peak of {peak:.2f} at {level_db:.1f} dB, allowed is 0.9")
    return waveform


def shaped_noise(seconds: float, gain: Callable[[np.ndarray], np.ndarray], random: np.random.Generator) -> np.ndarray:
    """Return noise whose magnitude over frequency in Hz is `gain`, rms 1."""
    spectrum = np.fft.rfft(random.standard_normal(round(seconds * RATE)))
    hz = np.fft.rfftfreq(round(seconds * RATE), 1 / RATE)
    noise = np.fft.irfft(spectrum * gain(hz), round(seconds * RATE))
    return noise / np.sqrt(np.mean(noise**2))


def band(low_hz: float, high_hz: float, *, edge_hz: float = 50.0) -> Callable[[np.ndarray], np.ndarray]:
    """Return a gain that is 1 between the two and 0 outside, with raised-cosine edges inside the band."""

    def gain(hz: np.ndarray) -> np.ndarray:
        rise = np.clip((hz - low_hz) / edge_hz, 0, 1)
        fall = np.clip((high_hz - hz) / edge_hz, 0, 1)
        return np.sin(np.pi / 2 * rise) ** 2 * np.sin(np.pi / 2 * fall) ** 2

    return gain


def only(waveform: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    """Return what of the waveform lies between the two frequencies."""
    hz = np.fft.rfftfreq(len(waveform), 1 / RATE)
    return np.fft.irfft(np.fft.rfft(waveform) * band(low_hz, high_hz)(hz), len(waveform))


def wander(seconds: float, *, fastest_hz: float, random: np.random.Generator) -> np.ndarray:
    """Return a smooth random curve between 0 and 1 that changes no faster than `fastest_hz`."""
    noise = shaped_noise(seconds + 4 / fastest_hz, lambda hz: hz < fastest_hz, random)[: round(seconds * RATE)]
    return (noise - noise.min()) / (noise.max() - noise.min())


def gliding(hz: np.ndarray, harmonics: tuple[float, ...]) -> np.ndarray:
    """Return harmonics that follow a frequency (time,); those that would alias fade out below 7.6 kHz."""
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    orders = enumerate(harmonics, start=1)
    return sum(gain * np.sin(order * phase) * np.clip((7_600 - order * hz) / 400, 0, 1) for order, gain in orders)


def _half_hann(seconds: float) -> np.ndarray:
    length = round(seconds * RATE)
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)
