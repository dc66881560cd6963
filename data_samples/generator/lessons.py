"""The nine sounds that the lessons look at."""

import numpy as np

from generator.espeak import VERSION
from generator.parts import RATE, Sound, add, faded
from generator.speech import centred


def sounds() -> list[Sound]:
    """Return the nine, two spoken ones first: they then start from the same state of espeak-ng in every run."""
    return [
        _lesson("yes", "yes", f"espeak-ng {VERSION}", _yes, voice="en-us+Annie"),
        _lesson("sentence", "she sells sea shells", f"espeak-ng {VERSION}", _sentence, voice="en-us"),
        _lesson("plucked", "plucked string", "Karplus-Strong strings, A minor arpeggio", _plucked),
        _lesson("bell", "bell", "six decaying partials, two of them 60 Hz apart", _bell),
        _lesson("birdsong", "birdsong", "gliding notes, 2.5 to 6.2 kHz", _birdsong),
        _lesson("whale", "whale", "two glides of eight harmonics with vibrato", _whale),
        _lesson("clock", "clock", "two damped impacts 8 ms apart, four times a second", _clock),
        _lesson("rain", "rain", "sloped noise and 180 random drops", _rain),
        _lesson("sweep", "sweep", "exponential sweep, 80 Hz to 7.5 kHz", _sweep),
    ]


def _lesson(name: str, label: str, how: str, make, *, voice: str = "") -> Sound:
    return Sound(name, label, "lessons", voice, how, make, suffix=".flac")


def _yes(_random: np.random.Generator) -> np.ndarray:
    return centred("yes", voice="en-us+Annie", words_per_minute=140, seconds=1.0)


def _sentence(_random: np.random.Generator) -> np.ndarray:
    return centred("She sells sea shells.", voice="en-us", words_per_minute=140, seconds=2.0)


def _plucked(_random: np.random.Generator) -> np.ndarray:
    """Play an A minor arpeggio up and down on one string after another (Karplus & Strong 1983)."""
    notes_hz = [220.0, 261.63, 329.63, 440.0, 523.25, 440.0, 329.63, 261.63]
    waveform = np.zeros(int(2.8 * RATE))
    for index, hz in enumerate(notes_hz):
        add(waveform, _string(hz, seconds=1.2, seed=index), at=0.05 + 0.22 * index)
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
    return faded(out, seconds=0.1)


def _birdsong(_random: np.random.Generator) -> np.ndarray:
    """Sing three phrases: rising notes, falling notes, a trill."""
    waveform = np.zeros(int(3.0 * RATE))
    for index in range(4):
        add(waveform, _note([2_500, 4_200, 5_200], seconds=0.14), at=0.1 + 0.2 * index)
    for index in range(3):
        add(waveform, 0.8 * _note([6_200, 4_000, 3_000], seconds=0.2), at=1.0 + 0.26 * index)
    for index in range(16):
        add(waveform, 0.7 * _note([4_800, 3_600, 4_400], seconds=0.045), at=1.9 + 0.06 * index)
    return waveform


def _whale(_random: np.random.Generator) -> np.ndarray:
    """Moan twice, in glides that carry eight harmonics."""
    harmonics = [1, 0.6, 0.45, 0.25, 0.2, 0.12, 0.08, 0.05]
    waveform = np.zeros(int(4.0 * RATE))
    add(waveform, _note([180, 420, 700, 520, 300], seconds=1.9, harmonics=harmonics, vibrato_hz=8), at=0.1)
    add(waveform, _note([520, 340, 240, 400, 900], seconds=1.6, harmonics=harmonics, vibrato_hz=6), at=2.2)
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


def _clock(_random: np.random.Generator) -> np.ndarray:
    """Tick four times a second; each tick is two impacts 8 ms apart, and a tock rings lower than a tick."""
    waveform = np.zeros(int(3.0 * RATE))
    for index in range(11):
        for delay, gain in ((0.0, 1.0), (0.008, 0.6)):
            add(waveform, gain * _impact(3_300 if index % 2 else 4_100), at=0.125 + 0.25 * index + delay)
    return waveform


def _impact(hz: float) -> np.ndarray:
    time = np.arange(int(0.02 * RATE)) / RATE
    decay = np.exp(-time / 0.0007)
    knock = decay * (np.sin(2 * np.pi * hz * time) + 0.5 * np.cos(2 * np.pi * 1.7 * hz * time))
    return knock - decay * knock.sum() / decay.sum()  # no offset, and none to take out later by a step


def _bell(_random: np.random.Generator) -> np.ndarray:
    """Strike a bell whose prime is a doublet, 600 and 660 Hz: one line or two, depending on the window."""
    partials = [(300, 0.5, 1.6), (600, 1, 1.1), (660, 0.9, 1.1), (790, 0.5, 0.7), (1_200, 0.6, 0.5), (1_803, 0.3, 0.3)]
    time = np.arange(int(3.5 * RATE)) / RATE
    ring = sum(gain * np.sin(2 * np.pi * hz * time) * np.exp(-time / decay) for hz, gain, decay in partials)
    return np.pad(faded(ring * -np.expm1(-time / 0.002), seconds=0.5), (int(0.1 * RATE), 0))


def _rain(_random: np.random.Generator) -> np.ndarray:
    """Let drops fall, about sixty a second, before a hiss that slopes down by 6 dB per octave above 800 Hz."""
    random = np.random.default_rng(4)
    waveform = 0.05 * _sloped(random.standard_normal(int(3.0 * RATE)), corner_hz=800)
    for at in np.sort(random.uniform(0.02, 2.95, 180)):
        add(waveform, random.exponential(0.25) * _drop(random.uniform(1_200, 6_000)), at=at)
    return waveform


def _drop(hz: float) -> np.ndarray:
    time = np.arange(int(0.04 * RATE)) / RATE
    return np.sin(2 * np.pi * hz * (time + 4 * time**2)) * np.exp(-time / 0.005)


def _sloped(noise: np.ndarray, *, corner_hz: float) -> np.ndarray:
    hz = np.fft.rfftfreq(len(noise), 1 / RATE)
    return np.fft.irfft(np.fft.rfft(noise) / np.sqrt(1 + (hz / corner_hz) ** 2), len(noise))


def _sweep(_random: np.random.Generator) -> np.ndarray:
    """Sweep from 80 Hz to 7500 Hz in 3 s, the same ratio in the same time."""
    time, octaves = np.arange(int(3.0 * RATE)) / RATE, np.log(7_500 / 80)
    return np.sin(2 * np.pi * 80 * 3.0 / octaves * np.expm1(time / 3.0 * octaves))
