"""Rhythms of four strokes a bar by four drums: what differs between classes is time, and nothing else."""

from itertools import product

import numpy as np

from generator.parts import RATE, Sound, add, dice, faded, shaped_noise, times

PATTERNS = {"even": (0, 4, 8, 12), "pairs": (0, 2, 8, 10), "tresillo": (0, 3, 6, 12), "cluster": (0, 1, 2, 3)}
DRUMS = ("wood", "metal", "skin", "shaker")
TAKES = 3
LEVELS_DB = (-34.0, -27.0)
SECONDS = (1.8, 2.4)


def sounds() -> list[Sound]:
    """Return every pattern on every drum, in three tempi."""
    return [_bars(*what) for what in product(PATTERNS, DRUMS, range(1, TAKES + 1))]


def _bars(pattern: str, drum: str, take: int) -> Sound:
    random = dice("how long and loud", drum, take)  # the label has no say
    seconds, level_db = random.uniform(*SECONDS), random.uniform(*LEVELS_DB)
    bar_seconds = (seconds - 0.2) / 2 * random.uniform(0.9, 1.0)

    def make(random: np.random.Generator) -> np.ndarray:
        waveform = np.zeros(round(seconds * RATE))
        start = random.uniform(0.02, 0.05)
        for bar, step in product(range(2), PATTERNS[pattern]):
            at = start + bar_seconds * (bar + step / 16) + random.normal(0, 0.002)
            add(waveform, random.uniform(0.8, 1.0) * DRUM_STROKES[drum](random), at=at)
        return waveform

    how = f"steps {' '.join(map(str, PATTERNS[pattern]))} of 16, {4 * 60 / bar_seconds:.0f} beats a minute"
    return Sound(f"rhythms/{pattern}-{drum}-{take}", pattern, "rhythms", drum, how, make, ".ogg", level_db)


def _ring(modes: list[tuple[float, float, float]], random: np.random.Generator) -> np.ndarray:
    """Return decaying modes (Hz, gain, seconds to 1/e), each a little off at every stroke."""
    time = times(0.3)
    parts = [
        gain * np.exp(-time / decay) * np.sin(2 * np.pi * hz * random.normal(1, 0.002) * time)
        for hz, gain, decay in modes
    ]
    return faded(sum(parts), seconds=0.05, rise_seconds=0.001)


def _wood(random: np.random.Generator) -> np.ndarray:
    return _ring([(1_050, 1.0, 0.02), (2_420, 0.5, 0.012), (3_900, 0.2, 0.008)], random)


def _metal(random: np.random.Generator) -> np.ndarray:
    return _ring([(1_870, 0.6, 0.06), (3_130, 0.7, 0.05), (4_410, 0.5, 0.04), (6_290, 0.3, 0.03)], random)


def _skin(random: np.random.Generator) -> np.ndarray:
    return _ring([(180, 1.0, 0.05), (287, 0.5, 0.03), (385, 0.3, 0.025)], random)  # 1, 1.593, 2.136: a membrane's


def _shaker(random: np.random.Generator) -> np.ndarray:
    hiss = shaped_noise(0.12, lambda hz: hz**2 / (hz**2 + 3_500**2), random)
    return faded(hiss * np.exp(-times(0.12) / 0.025), seconds=0.03, rise_seconds=0.008)


DRUM_STROKES = {"wood": _wood, "metal": _metal, "skin": _skin, "shaker": _shaker}
