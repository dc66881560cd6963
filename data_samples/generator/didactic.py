"""Figures to see and learn from: sweeps, tones, glides, and classes that differ in one band alone."""

from collections.abc import Callable

import numpy as np

from generator.parts import RATE, Sound, band, dice, faded, gliding, only, shaped_noise, times

LEVELS_DB = (-32.0, -24.0)
GLIDES = {  # in octaves about the middle
    "rise": lambda place: 1.2 * (place - 0.5),
    "fall": lambda place: 1.2 * (0.5 - place),
    "arch": lambda place: 1.2 * (np.sin(np.pi * place) - 0.5),
    "dip": lambda place: 1.2 * (0.5 - np.sin(np.pi * place)),
}
HARMONICS = (1.0, 0.6, 0.45, 0.25, 0.2, 0.12, 0.08, 0.05)
TAKES = 6
BASES = 12


def sounds() -> list[Sound]:
    """Return six takes of each figure and glide, twelve bases with each of two hisses and of two rumbles."""
    takes = range(1, TAKES + 1)
    figures = [_take("figures", label, *made, take) for label, made in FIGURES.items() for take in takes]
    glides = [_take("glides", label, _glide(label), "eight harmonics", take) for label in GLIDES for take in takes]
    return (
        figures
        + glides
        + _pairs("above-5-khz", HISSES_HZ, _with_hiss)
        + _pairs("below-100-hz", RUMBLES_HZ, _with_rumble)
    )


def _take(set: str, label: str, make: Callable, how: str, take: int) -> Sound:
    random = dice("how long and loud", set, take)  # the label has no say
    seconds, level_db = random.uniform(1.0, 1.6), random.uniform(*LEVELS_DB)
    name = f"{set}/{label.replace(' ', '-')}-{take}"
    return Sound(name, label, set, f"take {take}", how, lambda random: make(seconds, random), ".ogg", level_db)


def _sweep(seconds: float, random: np.random.Generator) -> np.ndarray:
    low_hz, octaves = random.uniform(100, 300), random.uniform(3.5, 4.5)
    return gliding(low_hz * 2 ** (octaves * times(seconds) / seconds), (1.0,))


def _tones(count: int) -> Callable:
    def make(seconds: float, random: np.random.Generator) -> np.ndarray:
        hz, apart_hz = random.uniform(400, 3_000), random.uniform(20, 60)
        phases = random.uniform(0, 2 * np.pi, count)
        return sum(np.sin(2 * np.pi * (hz + k * apart_hz) * times(seconds) + phase) for k, phase in enumerate(phases))

    return make


def _glide(label: str) -> Callable:
    def make(seconds: float, random: np.random.Generator) -> np.ndarray:
        time = times(seconds)
        hz = random.uniform(220, 480) * 2 ** GLIDES[label](time / seconds)
        vibrato = 1 + 0.01 * np.sin(2 * np.pi * random.uniform(4, 6) * time)
        return gliding(hz * vibrato, HARMONICS) * np.sin(np.pi * time / seconds) ** 0.6

    return make


FIGURES: dict[str, tuple[Callable, str]] = {
    "sweep up": (_sweep, "exponential sweep over 3.5 to 4.5 octaves"),
    "sweep down": (lambda seconds, random: _sweep(seconds, random)[::-1], "the same, backwards"),
    "one tone": (_tones(1), "400 to 3000 Hz"),
    "two tones": (_tones(2), "400 to 3000 Hz, 20 to 60 Hz apart"),
}


# ---- pairs: the same base, length and level in both classes, and equal energy in one of two bands

HISSES_HZ = {"lower hiss": (5_300, 6_200), "upper hiss": (6_600, 7_500)}
RUMBLES_HZ = {"slower rumble": (36, 48), "faster rumble": (72, 90)}


def _pairs(set: str, bands_hz: dict[str, tuple[int, int]], with_band: Callable) -> list[Sound]:
    return [_pair(set, label, hz, with_band, base) for label, hz in bands_hz.items() for base in range(1, BASES + 1)]


def _pair(set: str, label: str, hz: tuple[int, int], with_band: Callable, base: int) -> Sound:
    random = dice("how long and loud", set, base)  # the label has no say
    seconds, level_db = random.uniform(1.1, 1.5), random.uniform(*LEVELS_DB)

    def make(random: np.random.Generator) -> np.ndarray:
        return with_band(_base(seconds, dice(set, base)), hz, random)

    name = f"{set}/{label.replace(' ', '-')}-{base}"
    how = f"{hz[0]} to {hz[1]} Hz beside a base that both classes share"
    return Sound(name, label, set, f"base {base}", how, make, ".flac", level_db)


def _base(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Return noise and a vowel-like tone between 160 and 4800 Hz, rms 1."""
    pitch_hz, formant_hz = random.uniform(170, 300), random.uniform(500, 2_000)
    orders = np.arange(1, int(4_500 / pitch_hz))
    gains = np.exp(-(((orders * pitch_hz - formant_hz) / 600) ** 2)) + 0.05
    vowel = sum(
        gain * np.sin(2 * np.pi * order * pitch_hz * times(seconds)) for order, gain in zip(orders, gains, strict=True)
    )
    murmur = shaped_noise(seconds, lambda hz: band(160, 4_800)(hz) / np.maximum(hz, 160) ** 0.5, random)
    return _unit(only(_unit(faded(vowel)) + 0.5 * faded(murmur), 160, 4_800))


def _with_hiss(base: np.ndarray, hz: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    hiss = shaped_noise(len(base) / RATE, band(*hz), random) * _swelling(len(base), 3.0)
    return base + 0.35 * _unit(only(hiss, *hz))


def _with_rumble(base: np.ndarray, hz: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    time = times(len(base) / RATE)
    rumble = np.sin(2 * np.pi * random.uniform(hz[0] + 4, hz[1] - 4) * time + random.uniform(0, 2 * np.pi))
    return base + 0.6 * _unit(faded(rumble, seconds=0.2, rise_seconds=0.2))


def _swelling(length: int, hz: float) -> np.ndarray:
    return 0.5 - 0.5 * np.cos(2 * np.pi * hz * np.arange(length) / RATE)


def _unit(waveform: np.ndarray) -> np.ndarray:
    return waveform / np.sqrt(np.mean(waveform**2))
