"""Make the samples of this folder: `pip install -e ".[samples]"`, then `python data_samples/make.py`.

Every sound comes from a seed or a formula, so a second run writes the same samples. The two spoken ones come from
espeak-ng and may differ with its version.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from espeak import VERSION, speak

HERE = Path(__file__).parent
RATE = 16_000  # Hz
RMS, PEAK = 0.1, 0.9  # full scale is 1; the first of the two limits that is reached sets the level
FADE_SECONDS = 0.01


@dataclass(frozen=True)
class Sound:
    """One row of the manifest, and the function that makes it."""

    name: str
    label: str
    set: str
    how: str
    make: Callable[[], np.ndarray]
    voice: str = ""


def main() -> None:
    """Write every sound and the manifest."""
    with open(HERE / "manifest.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "label", "set", "voice", "seconds", "how"])
        for sound in SOUNDS:
            waveform = _calibrated(_faded(sound.make()))
            soundfile.write(HERE / f"{sound.name}.flac", waveform, RATE, subtype="PCM_16")
            seconds = f"{len(waveform) / RATE:.3f}"
            rows.writerow([f"{sound.name}.flac", sound.label, sound.set, sound.voice, seconds, sound.how])


def _spoken(text: str, *, voice: str, words_per_minute: int, seconds: float) -> np.ndarray:
    """Centre the text in `seconds` of silence."""
    waveform, rate = speak(text, voice=voice, words_per_minute=words_per_minute)
    waveform = soxr.resample(_trimmed(waveform), rate, RATE)
    before = (int(seconds * RATE) - len(waveform)) // 2
    return np.pad(_faded(waveform), (before, int(seconds * RATE) - len(waveform) - before))


def plucked() -> np.ndarray:
    """Play an A minor arpeggio up and down on one string after another (Karplus & Strong 1983)."""
    notes_hz = [220.0, 261.63, 329.63, 440.0, 523.25, 440.0, 329.63, 261.63]
    waveform = np.zeros(int(2.8 * RATE))
    for index, hz in enumerate(notes_hz):
        _add(waveform, _string(hz, seconds=1.2, seed=index), at=0.05 + 0.22 * index)
    return waveform


def _string(hz: float, *, seconds: float, seed: int) -> np.ndarray:
    """Filter a burst of noise by y[n] = x[n] + g (½ y[n − p] + ½ y[n − p − 1]): it rings at rate / (p + ½)."""
    period = round(RATE / hz - 0.5)
    out = np.zeros(int(seconds * RATE))
    burst = np.random.default_rng(seed).uniform(-1, 1, period)
    out[1 : period + 1] = burst - burst.mean()
    for start in range(period + 1, len(out), period):  # a whole period at a time: it depends on the last one only
        stop = min(start + period, len(out))
        out[start:stop] += 0.498 * (out[start - period : stop - period] + out[start - period - 1 : stop - period - 1])
    return _faded(out, seconds=0.1)


def birdsong() -> np.ndarray:
    """Sing three phrases: rising notes, falling notes, a trill."""
    waveform = np.zeros(int(3.0 * RATE))
    for index in range(4):
        _add(waveform, _note([2_500, 4_200, 5_200], seconds=0.14), at=0.1 + 0.2 * index)
    for index in range(3):
        _add(waveform, 0.8 * _note([6_200, 4_000, 3_000], seconds=0.2), at=1.0 + 0.26 * index)
    for index in range(16):
        _add(waveform, 0.7 * _note([4_800, 3_600, 4_400], seconds=0.045), at=1.9 + 0.06 * index)
    return waveform


def whale() -> np.ndarray:
    """Moan twice, in glides that carry eight harmonics."""
    harmonics = [1, 0.6, 0.45, 0.25, 0.2, 0.12, 0.08, 0.05]
    waveform = np.zeros(int(4.0 * RATE))
    _add(waveform, _note([180, 420, 700, 520, 300], seconds=1.9, harmonics=harmonics, vibrato_hz=8), at=0.1)
    _add(waveform, _note([520, 340, 240, 400, 900], seconds=1.6, harmonics=harmonics, vibrato_hz=6), at=2.2)
    return waveform


def _note(
    glide_hz: list[float], *, seconds: float, harmonics: tuple = (1.0, 0.15), vibrato_hz: float = 0.0
) -> np.ndarray:
    """Glide smoothly through the given frequencies, swelling from and to silence."""
    time = np.arange(int(seconds * RATE)) / RATE
    corners = np.linspace(0, seconds, len(glide_hz))
    hz = np.polynomial.Polynomial.fit(corners, glide_hz, len(glide_hz) - 1)(time)
    phase = 2 * np.pi * np.cumsum(hz + vibrato_hz * np.sin(2 * np.pi * 5 * time)) / RATE
    tones = sum(
        gain * np.sin(order * phase) * np.clip((7_600 - order * hz) / 400, 0, 1)  # what would alias is left out
        for order, gain in enumerate(harmonics, start=1)
    )
    return tones * np.sin(np.pi * time / seconds) ** 0.8


def clock() -> np.ndarray:
    """Tick four times a second; each tick is two impacts 8 ms apart, and a tock rings lower than a tick."""
    waveform = np.zeros(int(3.0 * RATE))
    for index in range(11):
        for delay, gain in ((0.0, 1.0), (0.008, 0.6)):
            _add(waveform, gain * _impact(3_300 if index % 2 else 4_100), at=0.125 + 0.25 * index + delay)
    return waveform


def _impact(hz: float) -> np.ndarray:
    time = np.arange(int(0.02 * RATE)) / RATE
    return np.exp(-time / 0.0007) * (np.sin(2 * np.pi * hz * time) + 0.5 * np.cos(2 * np.pi * 1.7 * hz * time))


def bell() -> np.ndarray:
    """Strike a bell whose prime is a doublet, 600 and 660 Hz: one line or two, depending on the window."""
    partials = [(300, 0.5, 1.6), (600, 1, 1.1), (660, 0.9, 1.1), (790, 0.5, 0.7), (1_200, 0.6, 0.5), (1_803, 0.3, 0.3)]
    time = np.arange(int(3.5 * RATE)) / RATE
    ring = sum(gain * np.sin(2 * np.pi * hz * time) * np.exp(-time / decay) for hz, gain, decay in partials)
    return np.pad(_faded(ring * -np.expm1(-time / 0.002), seconds=0.5), (int(0.1 * RATE), 0))


def rain() -> np.ndarray:
    """Let drops fall, about sixty a second, before a hiss that slopes down by 6 dB per octave above 800 Hz."""
    random = np.random.default_rng(4)
    waveform = 0.05 * _sloped(random.standard_normal(int(3.0 * RATE)), corner_hz=800)
    for at in np.sort(random.uniform(0.02, 2.95, 180)):
        _add(waveform, random.exponential(0.25) * _drop(random.uniform(1_200, 6_000)), at=at)
    return waveform


def _drop(hz: float) -> np.ndarray:
    time = np.arange(int(0.04 * RATE)) / RATE
    return np.sin(2 * np.pi * hz * (time + 4 * time**2)) * np.exp(-time / 0.005)


def _sloped(noise: np.ndarray, *, corner_hz: float) -> np.ndarray:
    hz = np.fft.rfftfreq(len(noise), 1 / RATE)
    return np.fft.irfft(np.fft.rfft(noise) / np.sqrt(1 + (hz / corner_hz) ** 2), len(noise))


def sweep() -> np.ndarray:
    """Sweep from 80 Hz to 7500 Hz in 3 s, the same ratio in the same time."""
    time, octaves = np.arange(int(3.0 * RATE)) / RATE, np.log(7_500 / 80)
    return np.sin(2 * np.pi * 80 * 3.0 / octaves * np.expm1(time / 3.0 * octaves))


def _add(waveform: np.ndarray, part: np.ndarray, *, at: float) -> None:
    start = round(at * RATE)
    part = part[: len(waveform) - start]
    waveform[start : start + len(part)] += part


def _trimmed(waveform: np.ndarray, *, threshold: float = 0.003) -> np.ndarray:
    loud = np.flatnonzero(np.abs(waveform) > threshold * np.abs(waveform).max())
    return waveform[loud[0] : loud[-1] + 1]


def _faded(waveform: np.ndarray, *, seconds: float = FADE_SECONDS) -> np.ndarray:
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(int(FADE_SECONDS * RATE)) / int(FADE_SECONDS * RATE))
    fall = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, int(seconds * RATE) + 1) / int(seconds * RATE))
    gain = np.ones(len(waveform))
    gain[: len(rise)] *= rise
    gain[-len(fall) :] *= fall
    return waveform * gain


def _calibrated(waveform: np.ndarray) -> np.ndarray:
    waveform = waveform - waveform.mean() * (gate := np.abs(waveform) > 0) / gate.mean()  # silence stays silence
    return waveform * min(RMS / np.sqrt(np.mean(waveform**2)), PEAK / np.abs(waveform).max())


SOUNDS = [
    Sound(
        "yes",
        "yes",
        "speech",
        f"espeak-ng {VERSION}",
        lambda: _spoken("yes", voice="en-us+Annie", words_per_minute=140, seconds=1.0),
        voice="en-us+Annie",
    ),
    Sound(
        "sentence",
        "she sells sea shells",
        "speech",
        f"espeak-ng {VERSION}",
        lambda: _spoken("She sells sea shells.", voice="en-us", words_per_minute=140, seconds=2.0),
        voice="en-us",
    ),
    Sound("plucked", "plucked string", "music", "Karplus-Strong strings, A minor arpeggio", plucked),
    Sound("bell", "bell", "music", "six decaying partials, two of them 60 Hz apart", bell),
    Sound("birdsong", "birdsong", "animals", "gliding notes, 2.5 to 6.2 kHz", birdsong),
    Sound("whale", "whale", "animals", "two glides of eight harmonics with vibrato", whale),
    Sound("clock", "clock", "things", "two damped impacts 8 ms apart, four times a second", clock),
    Sound("rain", "rain", "things", "sloped noise and 180 random drops", rain),
    Sound("sweep", "sweep", "things", "exponential sweep, 80 Hz to 7.5 kHz", sweep),
]


if __name__ == "__main__":
    main()
