"""Plucked, bowed, blown and struck notes from physical models: what differs between classes is timbre."""

from collections.abc import Callable
from itertools import product

import numpy as np

from generator.parts import RATE, Sound, dice, faded, only, times

PITCHES_HZ = {"a3": 220.0, "d4": 293.66, "g4": 392.0}
DYNAMICS = {"soft": 0.35, "loud": 1.0}
BODIES = {"small": 1.5, "medium": 1.0, "large": 0.7}  # how far the resonances of a body move
LEVELS_DB = (-33.0, -26.0)
SECONDS = (1.0, 1.4)


def sounds() -> list[Sound]:
    """Return every instrument at every pitch, soft and loud, in three bodies, which are the voices."""
    return [_note(*what) for what in product(MODELS, PITCHES_HZ, DYNAMICS, BODIES)]


def _note(label: str, pitch: str, dynamic: str, body: str) -> Sound:
    model, how = MODELS[label]
    random = dice("how long and loud", pitch, dynamic, body)  # the label has no say
    seconds, level_db = random.uniform(*SECONDS), random.uniform(*LEVELS_DB)

    def make(random: np.random.Generator) -> np.ndarray:
        hz = PITCHES_HZ[pitch] * 2 ** random.uniform(-0.02, 0.02)
        dry = model(hz, seconds - 0.03, DYNAMICS[dynamic], random)
        return np.pad(
            faded(_resonant(only(dry, 60, 7_950), BODIES[body]), seconds=0.08, rise_seconds=0.002),
            (round(0.03 * RATE), 0),
        )

    how = f"{how}, {PITCHES_HZ[pitch]:g} Hz, {dynamic}"
    return Sound(
        f"instruments/{label}-{body}-{pitch}-{dynamic}", label, "instruments", body, how, make, ".ogg", level_db
    )


def plucked(hz: float, seconds: float, dynamic: float, random: np.random.Generator) -> np.ndarray:
    """Pluck a string at a seventh of its length: noise through a loop of half a period's mean (Karplus & Strong 1983).

    A harder pluck is brighter. The loop's delay of a whole period, fraction included, sets the pitch.
    """
    period = RATE / hz
    burst = random.uniform(-1, 1, int(period))
    burst = _lowpassed(burst - burst.mean(), 0.15 + 0.8 * dynamic)
    burst = burst - np.roll(burst, round(period / 7))
    excitation = np.pad(burst, (0, round(seconds * RATE) - len(burst)))
    delay, share = divmod(period - 0.5, 1)  # the mean of two neighbours is half a sample late
    taps = 0.5 * 0.996 * np.array([1 - share, 1.0, share])
    return _looped(excitation, int(delay), taps)


def struck(hz: float, seconds: float, dynamic: float, random: np.random.Generator) -> np.ndarray:
    """Strike a free bar: modes at 1, 2.756, 5.404 and 8.933 times the lowest (Rossing 2000), low ones ringing on.

    A harder mallet stays in touch for a shorter time and wakes the higher modes.
    """
    time = times(seconds)
    contact_seconds = 0.0022 - 0.0016 * dynamic
    ring = np.zeros(len(time))
    for ratio in (1.0, 2.756, 5.404, 8.933):
        if (mode_hz := ratio * hz) < 7_500:
            push = 1 / (1 + (2 * contact_seconds * mode_hz) ** 2)
            ring += push * np.exp(-time * 2.2 * ratio) * np.sin(2 * np.pi * mode_hz * time)
    return ring * -np.expm1(-time / 0.0008) * random.uniform(0.9, 1.1)


def blown(hz: float, seconds: float, dynamic: float, random: np.random.Generator) -> np.ndarray:
    """Blow a tube that a reed closes: it sounds an octave below its open twin and in odd harmonics.

    One delay of half a period and a reed whose reflection rises with the pressure across it, as in Smith 1986.
    """
    length = round(seconds * RATE)
    pressure = _breath(length, 0.03, 0.05) * (0.62 + 0.3 * dynamic) * (1 + 0.02 * random.standard_normal(length))
    delay, share = divmod(RATE / hz / 2 - 0.5, 1)  # half a period, less the delay of the bell's mean
    bore = np.zeros(int(delay) + 2)
    out, last, at = np.zeros(length), 0.0, 0
    for index in range(length):
        arriving = (1 - share) * bore[at - int(delay)] + share * bore[at - int(delay) - 1]
        reflected = -0.95 * 0.5 * (arriving + last)
        last = arriving
        across = reflected - pressure[index]
        reed = min(max(0.7 - 0.3 * across, -1.0), 1.0)
        bore[at] = pressure[index] + across * reed
        out[index] = bore[at]
        at = (at + 1) % len(bore)
    return out - _smooth(out, 400)


def bowed(hz: float, seconds: float, dynamic: float, random: np.random.Generator) -> np.ndarray:
    """Bow a string at a ninth of its length: it sticks to the hair and slips once a period (McIntyre et al. 1983).

    Two delays, neck and bridge, and friction that falls with the speed between hair and string.
    """
    length = round(seconds * RATE)
    speed = _breath(length, 0.08, 0.1) * (0.08 + 0.14 * dynamic) * (1 + 0.02 * random.standard_normal(length))
    loop = RATE / hz * (1 + 0.004 * np.sin(2 * np.pi * 5.5 * times(seconds))) - 1.0  # vibrato; the filter's delay off
    bridge_delay = max(2, round(RATE / hz / 9))
    bridge, neck = np.zeros(1_024), np.zeros(1_024)
    out, last = np.zeros(length), 0.0
    for index in range(length):
        from_bridge = bridge[(index - bridge_delay) % 1_024]
        delay, share = divmod(loop[index] - bridge_delay, 1)
        late = index - int(delay)
        from_neck = -((1 - share) * neck[late % 1_024] + share * neck[(late - 1) % 1_024])
        last = 0.5 * from_bridge + 0.5 * last
        returning = -0.96 * last
        slip = speed[index] - (returning + from_neck)
        push = slip * min((abs(3.5 * slip) + 0.75) ** -4, 1.0)
        neck[index % 1_024], bridge[index % 1_024] = returning + push, from_neck + push
        out[index] = from_bridge
    return out - _smooth(out, 400)


MODELS: dict[str, tuple[Callable, str]] = {
    "plucked": (plucked, "Karplus-Strong string"),
    "bowed": (bowed, "bow and string, two delays and friction"),
    "blown": (blown, "reed and tube, one delay"),
    "struck": (struck, "free bar, four modes"),
}


def _looped(excitation: np.ndarray, delay: int, taps: np.ndarray) -> np.ndarray:
    """Filter by y[n] = x[n] + Σ taps[k] y[n − delay − k], a block of `delay` samples at a time."""
    out = excitation.copy()
    for start in range(delay + len(taps), len(out), delay):
        stop = min(start + delay, len(out))
        for index, tap in enumerate(taps):
            out[start:stop] += tap * out[start - delay - index : stop - delay - index]
    return out


def _resonant(waveform: np.ndarray, scale: float) -> np.ndarray:
    """Add the resonances of a wooden body at 250, 480 and 1150 Hz times `scale`, 8 dB high."""
    hz = np.fft.rfftfreq(len(waveform), 1 / RATE)
    bumps = sum(1.5 * np.exp(-0.5 * (np.log2((hz + 1) / (center * scale)) / 0.15) ** 2) for center in (250, 480, 1_150))
    return np.fft.irfft(np.fft.rfft(waveform) * (1 + bumps), len(waveform))


def _breath(length: int, rise_seconds: float, fall_seconds: float) -> np.ndarray:
    return faded(np.ones(length), seconds=fall_seconds, rise_seconds=rise_seconds)


def _lowpassed(waveform: np.ndarray, share: float) -> np.ndarray:
    """Keep low frequencies: half the amplitude is lost at `share` of the band."""
    position = np.linspace(0, 1, len(waveform) // 2 + 1)
    return np.fft.irfft(np.fft.rfft(waveform) / (1 + (position / share) ** 2), len(waveform))


def _smooth(waveform: np.ndarray, length: int) -> np.ndarray:
    return np.convolve(waveform, np.ones(length) / length, mode="same")
