"""Rain, wind, a clock, an engine, a fire, the sea, birds, crickets, steps; and beds of noise."""

from collections.abc import Callable

import numpy as np

from generator.parts import RATE, Sound, add, band, dice, faded, gliding, shaped_noise, times, wander
from generator.speech import SENTENCES, VOICES, spoken

TAKES = 5
LEVELS_DB = (-38.0, -31.0)  # low, so that a clock's sparse ticks reach it without clipping
SECONDS = (2.5, 3.2)


def sounds() -> list[Sound]:
    """Return five takes of each environment, two of each bed."""
    places = [_take("environments", *what, take) for what in ENVIRONMENTS.items() for take in range(1, TAKES + 1)]
    return places + [_take("noises", *what, take) for what in NOISES.items() for take in (1, 2)]


def _take(set: str, label: str, made: tuple[Callable, str], take: int) -> Sound:
    random = dice("how long and loud", set, take)  # the label has no say
    seconds, level_db = random.uniform(*SECONDS), random.uniform(*LEVELS_DB)
    model, how = made
    name = f"{set}/{label.replace(' ', '-')}-{take}"
    suffix = ".flac" if set == "noises" else ".ogg"  # Vorbis leaves too much out of noise
    return Sound(name, label, set, f"take {take}", how, lambda random: model(seconds, random), suffix, level_db)


def rain(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Let drops fall, forty to a hundred a second, before a hiss."""
    waveform = 0.12 * shaped_noise(seconds, lambda hz: 1 / np.sqrt(1 + (hz / 2_500) ** 2) * (hz > 150), random)
    for at in random.uniform(0.01, seconds - 0.05, int(random.uniform(40, 100) * seconds)):
        hz, time = random.uniform(1_200, 6_000), times(0.03)
        add(waveform, random.exponential(0.25) * np.sin(2 * np.pi * hz * time) * np.exp(-time / 0.004), at=at)
    return waveform


def wind(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Let a resonance wander between 200 and 900 Hz over noise that falls by 12 dB per octave, in slow gusts."""
    howl = wander(seconds, fastest_hz=1.2, random=random)
    layers = [200, 320, 480, 680, 900]
    waveform = 0.5 * shaped_noise(seconds, lambda hz: (hz > 40) / (1 + (hz / 120) ** 2), random)
    for index, hz in enumerate(layers):
        near = np.exp(-((4 * howl - index) ** 2))
        waveform += near * shaped_noise(seconds, lambda f, hz=hz: np.exp(-(((f - hz) / (0.15 * hz)) ** 2)), random)
    return waveform * (0.25 + wander(seconds, fastest_hz=0.8, random=random))


def clock(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Tick evenly, two to five times a second; each tick is two damped impacts, tick and tock differ in pitch."""
    period, hz = 1 / random.uniform(2, 5), random.uniform(2_200, 4_000)
    waveform = 0.004 * shaped_noise(seconds, lambda hz: 1 / (1 + hz / 500), random)
    time = times(0.04)
    for index, at in enumerate(np.arange(0.05, seconds - 0.1, period)):
        tone_hz = hz * (1.0 if index % 2 else 1.2)
        impact = np.exp(-time / 0.004) * (
            np.sin(2 * np.pi * tone_hz * time) + 0.4 * np.sin(2 * np.pi * 1.7 * tone_hz * time)
        )
        add(waveform, impact, at=at)
        add(waveform, 0.6 * impact, at=at + 0.012)
    return waveform


def engine(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Fire cylinders 25 to 60 times a second: every fourth is weaker, and the pipe resonates."""
    firing_hz = random.uniform(25, 60) * (1 + 0.06 * wander(seconds, fastest_hz=0.7, random=random))
    phase = np.cumsum(firing_hz) / RATE
    strokes = np.exp(-6 * (phase % 1)) * np.where(phase.astype(int) % 4 == 0, 0.6, 1.0)
    rough = strokes * (0.6 + 0.4 * shaped_noise(seconds, lambda hz: hz < 2_000, random))
    spectrum, hz = np.fft.rfft(rough - rough.mean()), np.fft.rfftfreq(len(rough), 1 / RATE)
    pipe = sum(1 / (1 + ((hz - center) / width) ** 2) for center, width in ((90, 40), (270, 70), (700, 200)))
    return np.fft.irfft(spectrum * (pipe + 0.03) * (hz > 30), len(rough))


def fire(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Crackle: short bursts of noise at random, most of them weak, over a low rumble."""
    waveform = 0.15 * shaped_noise(seconds, lambda hz: (hz > 50) / (1 + (hz / 150) ** 1.5), random)
    waveform *= 0.5 + wander(seconds, fastest_hz=4, random=random)
    for at in random.uniform(0.01, seconds - 0.05, int(random.uniform(14, 30) * seconds)):
        length = random.uniform(0.006, 0.02)
        snap = shaped_noise(length, lambda hz: hz / (hz + 1_500), random) * np.exp(-times(length) / (length / 4))
        add(waveform, min(random.exponential(0.35), 1.5) * snap, at=at)
    return waveform


def sea(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Let waves break about once in two seconds: brown noise that swells, with brighter foam at each crest."""
    phase = times(seconds) / random.uniform(1.6, 2.4) + random.uniform()
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * phase)
    low = shaped_noise(seconds, lambda hz: (hz > 40) / np.maximum(hz, 40), random)  # 6 dB per octave
    foam = shaped_noise(seconds, lambda hz: (hz > 300) / np.maximum(hz, 300) ** 0.5, random)
    return (0.15 + 0.85 * swell) * low + 0.3 * swell**3 * foam


def birds(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Sing phrases of short gliding notes between 2.2 and 6.5 kHz."""
    waveform = 0.01 * shaped_noise(seconds, lambda hz: 1 / (1 + hz / 800), random)
    at = random.uniform(0.02, 0.15)
    while at < seconds - 0.35:
        low_hz, high_hz, length = random.uniform(2_200, 3_500), random.uniform(4_000, 6_500), random.uniform(0.05, 0.15)
        for _ in range(random.integers(2, 6)):
            glide = np.linspace(*random.permutation([low_hz, high_hz]), round(length * RATE))
            add(waveform, gliding(glide, (1.0, 0.1)) * np.hanning(len(glide)), at=min(at, seconds - 0.2))
            at += length + random.uniform(0.02, 0.06)
        at += random.uniform(0.1, 0.3)
    return waveform


def crickets(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Chirp: a tone between 4.2 and 5.4 kHz in trains of three or four pulses, 25 to 35 pulses a second."""
    time, hz = times(seconds), random.uniform(4_200, 5_400)
    pulse_hz, pulses = random.uniform(25, 35), random.integers(3, 5)
    chirp_seconds = random.uniform(0.3, 0.5)
    within = time % chirp_seconds
    on = (within < pulses / pulse_hz) * np.sin(np.pi * (within * pulse_hz % 1)) ** 2
    return on * np.sin(2 * np.pi * hz * time) + 0.02 * shaped_noise(seconds, lambda hz: 1 / (1 + hz / 1_000), random)


def steps(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Walk: a low thud of the heel and a scrape of the sole, one and a half to two and a half a second."""
    waveform = 0.01 * shaped_noise(seconds, lambda hz: 1 / (1 + hz / 300), random)
    for at in np.arange(0.05, seconds - 0.3, 1 / random.uniform(1.5, 2.5)):
        time = times(0.15)
        heel = np.sin(2 * np.pi * random.uniform(80, 110) * time) * np.exp(-time / 0.03)
        scrape = shaped_noise(0.15, band(600, 4_000, edge_hz=400), random) * np.hanning(len(time))
        add(waveform, faded(heel, rise_seconds=0.003) + 0.15 * scrape, at=at + random.normal(0, 0.01))
    return waveform


def babble(seconds: float, random: np.random.Generator) -> np.ndarray:
    """Let six voices talk at once."""
    waveform = np.zeros(round(seconds * RATE))
    for voice in random.choice(VOICES, 6, replace=False):
        said = np.concatenate([spoken(text, str(voice), 160) for text in random.permutation(list(SENTENCES))[:3]])
        start = random.integers(0, len(said) - len(waveform))
        part = said[start : start + len(waveform)]
        waveform += part / np.sqrt(np.mean(part**2))
    return waveform


def _colored(slope: float) -> Callable:
    return lambda seconds, random: shaped_noise(seconds, lambda hz: (hz > 20) / np.maximum(hz, 20) ** slope, random)


def _hum(seconds: float, random: np.random.Generator) -> np.ndarray:
    time = times(seconds)
    return sum(random.uniform(0.4, 1) / order * np.sin(2 * np.pi * 50 * order * time + order) for order in range(1, 13))


ENVIRONMENTS: dict[str, tuple[Callable, str]] = {
    "rain": (rain, "40 to 100 random drops a second before a hiss"),
    "wind": (wind, "noise through a wandering resonance, in gusts"),
    "clock": (clock, "two damped impacts, 2 to 5 times a second"),
    "engine": (engine, "25 to 60 firings a second through a pipe"),
    "fire": (fire, "random bursts over a rumble"),
    "sea": (sea, "brown noise that swells once in about 2 s, with foam"),
    "birds": (birds, "phrases of gliding notes, 2.2 to 6.5 kHz"),
    "crickets": (crickets, "pulsed tone, 4.2 to 5.4 kHz"),
    "steps": (steps, "heel and sole, 1.5 to 2.5 a second"),
}
NOISES: dict[str, tuple[Callable, str]] = {
    "white": (_colored(0.0), "equal power per Hz"),
    "pink": (_colored(0.5), "equal power per octave"),
    "brown": (_colored(1.0), "power falls by 6 dB per octave"),
    "hum": (_hum, "50 Hz and its harmonics"),
    "babble": (babble, "six voices at once"),
}
