"""Primer panels of lesson 01: sampling and aliasing, decibels, and one bin of the FFT."""

from dataclasses import dataclass

import numpy as np
import torch
from frontear.clips import Clip, resample
from frontear.signals import faded, from_db, tone

from ..charts import Curve, chart
from ..lines import Lines
from ..live import Live
from ..player import Player
from ..settings import ladder, slider, sound_choice, switch
from ..sounds import code, sound
from ..words import Words

FINE = 48_000  # Hz: stands for the continuous wave


@dataclass(frozen=True)
class Aliasing:
    """A tone, sampled slowly."""

    tone_hz: int = slider(3_000, 100, 8_000, step=50, label="Tone", unit="Hz")
    sample_rate: int = ladder(4_000, [2_000, 4_000, 8_000, 16_000], label="Sample rate", unit="Hz")
    low_pass: bool = switch(False, label="Low-pass before sampling")


def alias_hz(tone_hz: float, sample_rate: float) -> float:
    """The frequency below half the sample rate that gives the same samples: |f − fₛ · round(f / fₛ)|."""
    return abs(tone_hz - sample_rate * round(tone_hz / sample_rate))


def aliasing_shown(settings: Aliasing) -> dict:
    """The wave, its samples and what is heard of them."""
    rate = settings.sample_rate
    fine = faded(tone(settings.tone_hz, sample_rate=FINE), sample_rate=FINE)
    original = Clip(fine, FINE, name="as it was")
    sampled = resample(original, rate).waveform if settings.low_pass else fine[:: FINE // rate]
    heard = resample(Clip(sampled, rate), FINE).waveform[: len(fine)]
    return {
        "words": _aliasing_words(settings),
        "wave": _aliasing_chart(settings, fine, sampled, heard),
        "sound": [original, Clip(heard, FINE, name="from its samples")],
    }


def _aliasing_words(settings: Aliasing) -> str:
    tone_hz, limit = settings.tone_hz, settings.sample_rate / 2
    if tone_hz < limit:
        return f"<p>{tone_hz} Hz lies below half the sample rate, {limit:g} Hz: the samples keep the tone.</p>"
    if settings.low_pass:
        return (
            f"<p>The low-pass took out everything above {limit:g} Hz before sampling: silence, but no false tone.</p>"
        )
    if tone_hz == limit:
        return f"<p>{tone_hz} Hz is exactly half the sample rate: samples fall wherever the phase puts them.</p>"
    alias = alias_hz(tone_hz, settings.sample_rate)
    return (
        f"<p>{tone_hz} Hz lies above half the sample rate, {limit:g} Hz: "
        f"the samples are those of <b>{alias:g} Hz</b>, and that is what you hear.</p>"
    )


def _aliasing_chart(settings: Aliasing, fine, sampled, heard):
    start, seconds, rate = 0.5, 0.004, settings.sample_rate
    window = slice(int(start * FINE), int((start + seconds) * FINE) + 1)
    fine_ms = np.arange(window.stop - window.start) / FINE * 1_000
    points = sampled[int(start * rate) : int((start + seconds) * rate) + 1]
    return chart(
        "Four milliseconds of the tone",
        [
            Curve("the tone", fine_ms, fine[window]),
            Curve("rebuilt from its samples", fine_ms, heard[window]),
            Curve("samples", np.arange(len(points)) / rate * 1_000, points, "markers"),
        ],
        x="time (ms)",
        y="amplitude",
        y_range=(-0.6, 0.6),
        alt=f"A {settings.tone_hz} Hz tone, its samples at {rate} Hz, and the wave through those samples.",
    )


def aliasing(**settings: object) -> Live:
    """Sample a tone and hear what is left of it. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        Aliasing(**settings),
        aliasing_shown,
        {"words": Words, "wave": Lines, "sound": Player},
        title="What samples keep",
        hint="Raise the tone past half the sample rate and listen to both.",
        code=lambda s: (
            f"""from frontear.signals import tone

samples = tone({s.tone_hz}, sample_rate={s.sample_rate})  # sounds like {alias_hz(s.tone_hz, s.sample_rate):g} Hz"""
        ),
    )


@dataclass(frozen=True)
class Decibels:
    """A sound made quieter."""

    name: str = sound_choice()
    gain_db: float = slider(-6.0, -60.0, 0.0, step=0.5, label="Gain", unit="dB")


def decibels_shown(settings: Decibels) -> dict:
    """The sound before and after the gain, and what the gain is as ratios."""
    clip, ratio = sound(settings.name), from_db(settings.gain_db).item()
    quieter = Clip(clip.waveform * ratio, clip.sample_rate, name=f"{settings.gain_db:g} dB")
    rows = [("gain", f"{settings.gain_db:g} dB"), ("amplitude", f"× {ratio:.4g}"), ("power", f"× {ratio**2:.4g}")]
    table = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows)
    return {"words": f"<table>{table}</table>", "sound": [Clip(clip.waveform, clip.sample_rate, name="0 dB"), quieter]}


def decibels(**settings: object) -> Live:
    """Hear what a number of decibels is. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        Decibels(**settings),
        decibels_shown,
        {"words": Words, "sound": Player},
        title="What a decibel is",
        hint="Find the gain that halves the amplitude, then the one that makes it a tenth. Which sounds half as loud?",
        code=lambda s: (
            f"""{code(s.name)}
from frontear.signals import from_db

quieter = heard.waveform * from_db({s.gain_db})"""
        ),
    )


@dataclass(frozen=True)
class OneBin:
    """One bin of a 64-sample FFT at 6.4 kHz, so that bins are 100 Hz apart."""

    tone_hz: float = slider(400.0, 0.0, 1_600.0, step=10.0, label="Tone", unit="Hz")
    bin_number: int = slider(4, 0, 16, label="Bin k")


BIN_LENGTH, BIN_RATE = 64, 6_400


def one_bin_shown(settings: OneBin) -> dict:
    """The tone, the wave that bin k compares it with, and the walk of the sum in the complex plane."""
    step = torch.arange(BIN_LENGTH)
    wave = torch.cos(2 * torch.pi * settings.tone_hz / BIN_RATE * step)
    probe = torch.polar(torch.ones(BIN_LENGTH), -2 * torch.pi * settings.bin_number * step / BIN_LENGTH)
    walk = torch.cat([torch.zeros(1, dtype=torch.complex64), (wave * probe).cumsum(0)])
    length, bin_hz = walk[-1].abs().item(), settings.bin_number * BIN_RATE / BIN_LENGTH
    return {
        "words": f"<p>Bin {settings.bin_number} listens at {bin_hz:g} Hz. The walk ends <b>{length:.2f}</b> from where "
        f"it began: |X[{settings.bin_number}]|. 32 is what a tone on the bin gives.</p>",
        "waves": chart(
            "Tone and probe",
            [Curve("tone", step, wave), Curve("real part of the probe", step, probe.real)],
            x="sample n",
            y="amplitude",
            alt=f"A {settings.tone_hz:g} Hz tone over the {bin_hz:g} Hz wave of bin {settings.bin_number}.",
        ),
        "walk": chart(
            "The sum as a walk: one step per sample",
            [Curve("partial sums", walk.real, walk.imag)],
            x="real part",
            y="imaginary part",
            x_range=(-20, 68),
            y_range=(-36, 36),
            square=True,
            alt=f"Partial sums in the complex plane, ending {length:.2f} from the start.",
        ),
    }


def one_bin(**settings: object) -> Live:
    """See why a bin answers to one frequency and not to others. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        OneBin(**settings),
        one_bin_shown,
        {"words": Words, "waves": Lines, "walk": lambda walk: Lines(walk, height=340)},
        title="One bin of the FFT",
        hint="A tone on the bin walks straight. Off the bin it walks in circles, and where it stops is leakage.",
        code=lambda s: (
            f"""import torch

wave = torch.cos(2 * torch.pi * {s.tone_hz} / {BIN_RATE} * torch.arange({BIN_LENGTH}))
print(torch.fft.rfft(wave)[{s.bin_number}].abs())"""
        ),
    )
