"""Signals that are no sound, made: an electrocardiogram and an earthquake, where no real record is at hand.

They have what the real ones are known by, and nothing else: what is learned from them holds for them alone.
"""

from collections.abc import Sequence
from math import pi

import numpy as np
import torch

from frontear.data.signal import Signal

HEART_RATE, QUAKE_RATE = 300, 100  # Hz, those of the real sets
RHYTHMS = ("regular", "irregular")
WAVES = (  # of a beat: seconds from its R, millivolts, and half its length as a standard deviation
    ("P", -0.16, 0.12, 0.022),
    ("Q", -0.028, -0.12, 0.009),
    ("R", 0.0, 1.0, 0.011),
    ("S", 0.03, -0.22, 0.010),
    ("T", 0.26, 0.28, 0.050),
)
TO_P, TO_S = (6.0, 3.5)  # km/s, about what P and S waves travel in the crust
BANDS_HZ = {"P": (3.0, 12.0), "S": (1.5, 6.0)}
S_OVER_P = 3.0


def made_heart(
    rhythm: str = "regular", *, seconds: float = 120.0, per_minute: float = 72.0, noise: float = 0.03, seed: int = 0
) -> Signal:
    """Return a made electrocardiogram in millivolts at 300 Hz, with the moments of its beats as marks.

    Each beat is a bell for each of its waves P, Q, R, S and T, in the manner of McSharry et al. 2003, IEEE Trans.
    Biomed. Eng. 50. A regular heart swings by a twentieth about its rate, with the breath; in an irregular one, as in
    atrial fibrillation, the intervals are drawn evenly from 0.55 to 1.45 of the mean, there is no P, and the line
    between the beats trembles 4 to 9 times a second. It is a drawing and no patient.
    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        rhythm: "regular" or "irregular".
        seconds: How long.
        per_minute: Beats, on average.
        noise: Its deviation in millivolts; the baseline wanders by three times as much.
        seed: The same draws the same.

    Returns:
        One channel; marks "R 1", "R 2", …

    Raises:
        ValueError: For another rhythm.

    Examples:
        >>> made_heart(seconds=10).waveform.shape
        torch.Size([1, 3000])
    """
    if rhythm not in RHYTHMS:
        raise ValueError(f"got the rhythm {rhythm!r}, allowed are {' and '.join(RHYTHMS)}")
    random, time = np.random.default_rng(seed), np.arange(round(seconds * HEART_RATE)) / HEART_RATE
    beats = _beats(random, rhythm, seconds, 60 / per_minute)
    waves = [wave for wave in WAVES if rhythm == "regular" or wave[0] != "P"]
    volts = sum(height * _bells(time, beats + later, length) for _, later, height, length in waves)
    if rhythm == "irregular":
        volts = volts + 0.06 * _band(random, len(time), HEART_RATE, 4.0, 9.0)
    volts = volts + noise * (random.standard_normal(len(time)) + 3 * np.sin(2 * pi * 0.25 * time + seed))
    marks = {f"R {number}": float(beat) for number, beat in enumerate(beats, start=1)}
    return _signal(volts, HEART_RATE, rhythm, f"made {rhythm} heart", "mV", marks)


def made_earthquake(
    *,
    seconds: float = 60.0,
    p_seconds: float = 15.0,
    distance_km: float = 40.0,
    snr_db: float = 20.0,
    seed: int = 0,
) -> Signal:
    """Return a made earthquake at 100 Hz in counts, upright, with the marks "P" and "S".

    P is noise of 3 to 12 Hz, S noise of 1.5 to 6 Hz, three times as strong, each a sudden begin and a slow decay. S
    comes later by what waves of 3.5 and 6 km/s need for the distance. The ground trembles before, most below 1 Hz, by a
    rms of 100 counts. Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        seconds: How long.
        p_seconds: When P comes.
        distance_km: To where it broke.
        snr_db: The rms of P in its first second over that of the ground.
        seed: The same draws the same.

    Returns:
        One channel.

    Raises:
        ValueError: Where S comes behind the end.

    Examples:
        >>> quake = made_earthquake(distance_km=42)
        >>> round(quake.marks["S"] - quake.marks["P"], 2)
        5.0
    """
    s_seconds = p_seconds + distance_km * (1 / TO_S - 1 / TO_P)
    if not 0 <= p_seconds < s_seconds < seconds:
        raise ValueError(f"got P at {p_seconds:g} s and S at {s_seconds:.3g} s, allowed are 0 ≤ P < S < {seconds:g} s")
    random, n = np.random.default_rng(seed), round(seconds * QUAKE_RATE)
    time = np.arange(n) / QUAKE_RATE
    ground = 0.9 * _band(random, n, QUAKE_RATE, 0.1, 1.0) + 0.4 * random.standard_normal(n)
    counts = ground / np.sqrt(np.mean(ground**2))
    for name, begin, strength, decay in (("P", p_seconds, 1.0, 3.0), ("S", s_seconds, S_OVER_P, 6.0)):
        later = np.clip(time - begin, 0, None)
        shape = np.where(time >= begin, np.exp(-later / decay), 0.0)
        counts = counts + strength * 10 ** (snr_db / 20) * shape * _band(random, n, QUAKE_RATE, *BANDS_HZ[name])
    return _signal(
        100 * counts, QUAKE_RATE, "earthquake", "made earthquake", "counts", {"P": p_seconds, "S": s_seconds}
    )


def _beats(random: np.random.Generator, rhythm: str, seconds: float, period: float) -> np.ndarray:
    n = int(2 * seconds / period) + 2
    if rhythm == "irregular":
        gaps = period * random.uniform(0.55, 1.45, n)
    else:
        gaps = period * (1 + 0.05 * np.sin(2 * pi * 0.25 * period * np.arange(n)) + 0.01 * random.standard_normal(n))
    beats = random.uniform(0, period) + np.cumsum(gaps) - gaps[0]
    return beats[beats < seconds]


def _bells(time: np.ndarray, places: np.ndarray, deviation: float) -> np.ndarray:
    """A bell at each of the places."""
    reach, total = round(5 * deviation * HEART_RATE), np.zeros(len(time))
    for place in places:
        first = max(round(place * HEART_RATE) - reach, 0)
        part = slice(first, max(round(place * HEART_RATE) + reach + 1, first))
        total[part] += np.exp(-(((time[part] - place) / deviation) ** 2) / 2)
    return total


def _band(random: np.random.Generator, n: int, sample_rate: int, low_hz: float, high_hz: float) -> np.ndarray:
    """Noise of one band, with a rms of 1."""
    spectrum, hz = np.fft.rfft(random.standard_normal(n)), np.fft.rfftfreq(n, 1 / sample_rate)
    kept = np.fft.irfft(spectrum * ((hz >= low_hz) & (hz <= high_hz)), n)
    return kept / np.sqrt(np.mean(kept**2))


def _signal(values: np.ndarray, sample_rate: int, kind: str, name: str, unit: str, marks: dict[str, float]) -> Signal:
    waveform = torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))[None]
    return Signal(waveform, sample_rate, label=kind, name=name, unit=unit, marks=marks)


def moments(signal: Signal, kind: str) -> Sequence[float]:
    """Return the marks of a signal that are of a kind, "R" for "R 1", "R 2" and so on, in seconds.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        signal: With marks.
        kind: The first word of their names.

    Returns:
        In the order of the marks.
    """
    return [seconds for name, seconds in signal.marks.items() if name.split()[0] == kind]
