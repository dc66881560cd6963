"""Primer panels of lesson 01: sampling and aliasing, decibels, and one bin of the FFT."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from frontear.data.clip import Clip
from frontear.dsp.signals import faded, from_db, tone
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import ladder, slider, switch
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

FINE = 48_000  # Hz: stands for the continuous wave where it is heard
DRAWN = 192_000  # Hz: and where it is drawn


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
    fine = faded(tone(settings.tone_hz, sample_rate=FINE), sample_rate=FINE)
    sampled = resampled(fine, settings.sample_rate) if settings.low_pass else fine[:: FINE // settings.sample_rate]
    heard = resampled(sampled, FINE)
    return {
        "words": _aliasing_words(settings),
        "wave": _aliasing_chart(settings, sampled),
        "sound": [Clip(fine, FINE, name="as it was"), Clip(heard, FINE, name="from its samples")],
    }


def resampled(second: torch.Tensor, sample_rate: int) -> torch.Tensor:
    """One second of sound at another rate by its Fourier series: what the rate can hold, exactly, and no more."""
    kept = torch.fft.rfft(second)[: min(len(second), sample_rate) // 2]
    return torch.fft.irfft(kept, sample_rate) * sample_rate / len(second)


def _aliasing_words(settings: Aliasing) -> str:
    tone_hz, limit, alias = settings.tone_hz, settings.sample_rate / 2, alias_hz(settings.tone_hz, settings.sample_rate)
    if tone_hz < limit:
        return f"<p>{tone_hz} Hz lies below half the sample rate, {limit:g} Hz: the samples keep the tone.</p>"
    if settings.low_pass:
        return f"<p>The low-pass took out {limit:g} Hz and above before sampling: silence, but no false tone.</p>"
    if alias in (0, limit):
        return "<p>The tone and the samples keep step: every sample meets the wave at zero, and you hear nothing.</p>"
    return (
        f"<p>{tone_hz} Hz lies above half the sample rate, {limit:g} Hz: "
        f"the samples are those of <b>{alias:g} Hz</b>, and that is what you hear.</p>"
    )


def _aliasing_chart(settings: Aliasing, sampled: torch.Tensor) -> Chart:
    start, seconds, rate = 0.5, 0.004, settings.sample_rate
    drawn = slice(int(start * DRAWN), int((start + seconds) * DRAWN) + 1)
    time_ms = np.arange(drawn.stop - drawn.start) / DRAWN * 1_000
    points = sampled[int(start * rate) : int((start + seconds) * rate) + 1]
    return chart(
        "Four milliseconds of the tone",
        [
            Curve("the tone", time_ms, tone(settings.tone_hz, sample_rate=DRAWN)[drawn]),
            Curve("rebuilt from its samples", time_ms, resampled(sampled, DRAWN)[drawn]),
            Curve("samples", np.arange(len(points)) / rate * 1_000, points, "markers"),
        ],
        x="time (ms)",
        y="amplitude",
        y_range=(-0.6, 0.6),
        alt=f"A {settings.tone_hz} Hz tone, its samples at {rate} Hz, and the wave through those samples.",
    )


def aliasing(**settings: Any) -> Live:
    """Sample a tone and hear what is left of it. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        Aliasing(**settings),
        aliasing_shown,
        {"words": LiveText, "wave": Lines, "sound": Player},
        title="What samples keep",
        hint="Raise the tone past half the sample rate and listen to both.",
        code=_aliasing_code,
    )


def _aliasing_code(settings: Aliasing) -> str:
    rate, step, start = settings.sample_rate, DRAWN // settings.sample_rate, DRAWN // 2
    kept = f"samples = fine[::{step}]  # {rate} a second"
    if settings.low_pass:
        kept = f"""from frontear.data.clip import Clip, resample

samples = resample(Clip(fine, {DRAWN}), {rate}).waveform  # {rate} a second, after a low-pass"""
    return program(
        f"""import torch
from frontear.dsp.signals import tone

fine = tone({settings.tone_hz}, sample_rate={DRAWN})""",
        f"""{kept}
wave, points = fine[{start}:{start + 4 * DRAWN // 1_000 + 1}], samples[{rate // 2}:{rate // 2 + rate // 250 + 1}]""",
        line_chart(
            f'chart.add_scatter(x=torch.arange(len(wave)) / {DRAWN // 1_000}, y=wave, name="the tone")',
            f"chart.add_scatter(x=torch.arange(len(points)) / {rate // 1_000}, y=points, "
            'mode="markers", name="samples")',
            x="time (ms)",
            y="amplitude",
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
    return {"words": table((), rows), "sound": [Clip(clip.waveform, clip.sample_rate, name="0 dB"), quieter]}


def decibels(**settings: Any) -> Live:
    """Hear what a number of decibels is. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        Decibels(**settings),
        decibels_shown,
        {"words": LiveText, "sound": Player},
        title="What a decibel is",
        hint="Find the gain that halves the amplitude, then the one that makes it a tenth. Which sounds half as loud?",
        code=_decibels_code,
    )


def _decibels_code(settings: Decibels) -> str:
    return program(
        code(settings.name),
        f"""import torch
from frontear.dsp.signals import from_db

quieter = heard.waveform * from_db({settings.gain_db})
seconds = torch.arange(len(quieter)) / heard.sample_rate""",
        line_chart(
            'chart.add_scatter(x=seconds, y=heard.waveform, name="0 dB")',
            f'chart.add_scatter(x=seconds, y=quieter, name="{settings.gain_db:g} dB")',
            x="time (s)",
            y="amplitude",
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
    most = BIN_LENGTH if settings.bin_number == 0 else BIN_LENGTH // 2
    return {
        "words": f"<p>Bin {settings.bin_number} listens at {bin_hz:g} Hz. The walk ends <b>{length:.2f}</b> from where "
        f"it began: |X[{settings.bin_number}]|. A tone on this bin gives {most}.</p>",
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


def one_bin(**settings: Any) -> Live:
    """See why a bin answers to one frequency and not to others. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        OneBin(**settings),
        one_bin_shown,
        {"words": LiveText, "waves": Lines, "walk": lambda walk: Lines(walk, height=340)},
        title="One bin of the FFT",
        hint="On the bin the walk leads away, in scallops: the tone's other half, at −f. Off the bin it turns back.",
        code=_one_bin_code,
    )


def _one_bin_code(settings: OneBin) -> str:
    return program(
        f"""import torch

n = torch.arange({BIN_LENGTH})
wave = torch.cos(2 * torch.pi * {settings.tone_hz} / {BIN_RATE} * n)
probe = torch.polar(torch.ones({BIN_LENGTH}), -2 * torch.pi * {settings.bin_number} * n / {BIN_LENGTH})
walk = torch.cat([torch.zeros(1), (wave * probe).cumsum(0)])
print(walk[-1].abs(), torch.fft.rfft(wave)[{settings.bin_number}].abs())  # the same""",
        line_chart(
            "chart.add_scatter(x=walk.real, y=walk.imag)",
            x="real part",
            y="imaginary part",
            layout='yaxis_scaleanchor="x"',
        ),
    )
