"""Panels of lesson 04: what it costs to cut a filter short, and a task that asks for a filter both short and narrow."""

from dataclasses import dataclass
from math import pi
from typing import Any

import torch
from torch import Tensor

from frontear.data.clip import Clip
from frontear.dsp.convolution import convolve
from frontear.dsp.signals import faded, tone
from frontear.dsp.windows import side_lobe_level
from frontear.filterbanks.gabor import HALF, gaussian
from frontear_widgets.core.controls import slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .gabor import RATE, gain_db, real_taps, sigma_ms

N_FFT = 16_384
FLOOR_DB = -80.0


@dataclass(frozen=True)
class Cut:
    """A Gabor filter, and how much of it is kept."""

    width_hz: int = slider(60, 20, 1_000, step=5, label="Width, uncut", unit="Hz")
    window_ms: int = slider(25, 2, 60, label="Window", unit="ms")

    def n_taps(self) -> int:
        """An odd number of taps."""
        return 2 * (self.window_ms * RATE // 2_000) + 1

    def envelope(self) -> Tensor:
        """The Gaussian as far as the window goes, (n_taps,)."""
        return envelope(self.width_hz, self.n_taps())


def envelope(width_hz: float, n_taps: int) -> Tensor:
    """A Gabor's Gaussian of area 1 about the middle of n_taps, (n_taps,)."""
    time = torch.arange(n_taps) - n_taps // 2
    return gaussian(time, torch.tensor([sigma_ms(width_hz) * RATE / 1_000]))[0]


def cut_shown(settings: Cut) -> dict:
    """The envelope and what is cut off it, what that does to its spectrum, and numbers."""
    return {"words": _words(settings), "time": _in_time(settings), "frequency": _in_frequency(settings)}


def _words(settings: Cut) -> str:
    taps, n_taps = settings.envelope(), settings.n_taps()
    longest = f"{n_taps * HALF / pi:.1f} samples"
    held = (
        f'LEAF lets none be so long: with {n_taps} taps it holds σ <span class="frontear-bad">at {longest}</span>'
        if settings.width_hz < RATE / n_taps
        else f"With {n_taps} taps LEAF lets σ be as long as {longest}"
    )
    narrowest_hz = cut_width_hz(envelope(RATE / n_taps, n_taps))
    return (
        f"<p>The window reaches {settings.window_ms / 2 / sigma_ms(settings.width_hz):.2f} σ to either side and keeps "
        f"{taps.sum().item():.1%} of the envelope's area. Cut so, the filter is {cut_width_hz(taps):.1f} Hz "
        f"wide, and {_side_lobes(taps)}. {held}: a filter {narrowest_hz:.1f} Hz wide.</p>"
    )


def _side_lobes(taps: Tensor) -> str:
    level_db = side_lobe_level(taps)
    return (
        f"its highest side lobe lies {-level_db:.1f} dB below its peak"
        if level_db > -100
        else "has no side lobes to speak of"
    )


def cut_width_hz(taps: Tensor) -> float:
    """Full width where the gain of an envelope has fallen to half of that at its centre."""
    gain = torch.fft.rfft(taps.double(), 4 * N_FFT).abs()
    under = int((gain < gain[0] / 2).nonzero()[0])
    part = (gain[under - 1] - gain[0] / 2) / (gain[under - 1] - gain[under])  # by a straight line between two bins
    return 2 * (under - 1 + part.item()) * RATE / (4 * N_FFT)


def _in_time(settings: Cut) -> Chart:
    n_taps, cut = 60 * RATE // 1_000 + 1, settings.envelope()
    whole = envelope(settings.width_hz, n_taps)
    time_ms, kept_ms = ((torch.arange(length) - length // 2) / RATE * 1_000 for length in (n_taps, len(cut)))
    curves = [
        Curve("what the window keeps", kept_ms, cut / whole.max()),
        Curve("all of it", time_ms, whole / whole.max()),
    ]
    return chart(
        "The envelope, and what is left of it",
        curves,
        x="time (ms)",
        y="envelope over its highest",
        x_range=(-30, 30),
        y_range=(0, 1.05),
        marks=(kept_ms[0].item(), kept_ms[-1].item()),
        alt=f"A Gaussian with σ = {sigma_ms(settings.width_hz):.2f} ms, cut to {settings.window_ms} ms.",
    )


def _in_frequency(settings: Cut) -> Chart:
    hz, reach_hz = torch.arange(N_FFT // 2 + 1) * RATE / N_FFT, max(8 * settings.width_hz, 400)
    near = hz <= min(reach_hz, RATE / 2)
    parabola = -20 * torch.log10(torch.tensor(2.0)) * (2 * hz / settings.width_hz).square()
    return chart(
        "Its gain, from the centre upwards",
        [
            Curve("cut", hz[near], gain_db(settings.envelope(), N_FFT)[near].clamp(min=FLOOR_DB)),
            Curve("whole", hz[near], parabola[near].clamp(min=FLOOR_DB)),
        ],
        x="distance from the centre (Hz)",
        y="gain (dB)",
        y_range=(FLOOR_DB, 4),
        alt=f"The whole Gaussian falls as a parabola; cut, {_side_lobes(settings.envelope())}.",
    )


def cut(**settings: Any) -> Live:
    """A Gabor filter cut to a window. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        Cut(**settings),
        cut_shown,
        {"words": LiveText, "time": Lines, "frequency": Lines},
        title="A filter cut short",
        hint="Lengthen the window until the side lobes are gone. Then keep it short, and widen the filter instead.",
        code=_cut_code,
    )


def _cut_code(settings: Cut) -> str:
    half = settings.n_taps() // 2
    return program(
        f"""import torch
from frontear.filterbanks import GaborFilterbank

bank = GaborFilterbank([1000], [{settings.width_hz}], kernel_size=4001, sample_rate={RATE})
long = bank.impulse_responses()[0].detach()
cut = long[2000 - {half} : 2001 + {half}]
gains = {{name: torch.fft.rfft(taps.abs(), {N_FFT}).abs() for name, taps in {{"cut": cut, "whole": long}}.items()}}
hz = torch.arange({N_FFT // 2 + 1}) * {RATE / N_FFT}""",
        line_chart(
            "for name, gain in gains.items():",
            "    chart.add_scatter(x=hz, y=20 * (gain + 1e-6).log10(), name=name)",
            x="distance from the centre (Hz)",
            y="gain (dB)",
            layout=f"xaxis_range=(0, {min(max(8 * settings.width_hz, 400), RATE // 2)}), yaxis_range=({FLOOR_DB:g}, 4)",
        ),
    )


PASS_HZ, STOP_HZ = 1_000, 1_200
PASS_DB, STOP_DB, LONGEST_MS = -1.0, -20.0, 7


@dataclass(frozen=True)
class LetOneThrough(Cut):
    """A Gabor filter that is to let one tone through and not the other."""

    width_hz: int = slider(600, 20, 1_000, step=10, label="Width", unit="Hz")
    window_ms: int = slider(25, 2, 60, label="Window", unit="ms")
    center_hz: int = slider(1_100, 700, 1_500, step=10, label="Centre", unit="Hz")

    def taps(self) -> Tensor:
        """The filter, complex (n_taps,)."""
        time = torch.arange(self.n_taps()) - self.n_taps() // 2
        return torch.polar(self.envelope(), 2 * pi * self.center_hz / RATE * time)


def gain_at_db(taps: Tensor, hz: float) -> float:
    """A filter's gain at one frequency."""
    wave = torch.polar(torch.ones(len(taps)), -2 * pi * hz / RATE * torch.arange(len(taps)))
    return 20 * torch.log10((taps * wave).sum().abs() + 1e-6).item()


def let_one_through_shown(settings: LetOneThrough) -> dict:
    """The gain with both tones marked, the answer to a click, and the tones before and after."""
    taps, (low, high) = settings.taps(), (faded(tone(hz, amplitude=0.25)) for hz in (PASS_HZ, STOP_HZ))
    tones = low + high
    passed, stopped = (gain_at_db(taps, hz) for hz in (PASS_HZ, STOP_HZ))
    hz = torch.arange(4_097) * RATE / 8_192
    near = (hz >= 400) & (hz <= 1_800)
    time_ms = (torch.arange(len(taps)) - len(taps) // 2) / RATE * 1_000
    return {
        "words": f"<p>Gain at {PASS_HZ} Hz: <b>{passed:.1f} dB</b>. At {STOP_HZ} Hz: <b>{stopped:.1f} dB</b>.</p>",
        "frequency": chart(
            "Gain; dotted: the two tones",
            [Curve("gain", hz[near], gain_db(taps)[near])],
            x="frequency (Hz)",
            y="gain (dB)",
            x_range=(400, 1_800),
            y_range=(-60, 4),
            marks=(PASS_HZ, STOP_HZ),
            alt=f"{passed:.1f} dB at {PASS_HZ} Hz and {stopped:.1f} dB at {STOP_HZ} Hz.",
        ),
        "time": chart(
            "Its answer to a click",
            [Curve("filter", time_ms, real_taps(taps))],
            x="time (ms)",
            y="amplitude",
            x_range=(-30, 30),
            alt=f"A wave under a Gaussian, {settings.window_ms} ms long.",
        ),
        "sound": [
            Clip(convolve(tones, real_taps(taps)), RATE, name="through the filter"),
            Clip(tones, RATE, name="both tones"),
        ],
    }


def let_one_through(**settings: Any) -> Live:
    """A filter to be set. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        LetOneThrough(**settings),
        let_one_through_shown,
        {"words": LiveText, "frequency": Lines, "time": Lines, "sound": Player},
        title="One tone through, the other not",
        hint="Does the best centre lie on the tone?",
        code=_one_through_code,
    )


def _one_through_code(settings: LetOneThrough) -> str:
    half = settings.n_taps() // 2
    return program(
        f"""import torch
from frontear.filterbanks import GaborFilterbank

long = GaborFilterbank([{settings.center_hz}], [{settings.width_hz}], kernel_size=4001, sample_rate={RATE})
taps = long.impulse_responses()[0, 2000 - {half} : 2001 + {half}].detach()
gain_db = 20 * torch.log10(torch.fft.fft(taps, {RATE}).abs() + 1e-6)  # one bin per Hz
print(gain_db[{PASS_HZ}].item(), gain_db[{STOP_HZ}].item())""",
        line_chart(
            "chart.add_scatter(y=gain_db)",
            x="frequency (Hz)",
            y="gain (dB)",
            layout="xaxis_range=(400, 1800), yaxis_range=(-60, 4)",
        ),
    )


def lets_one_through(settings: LetOneThrough) -> tuple[bool, str]:
    """Whether a short filter passes the first tone and stops the second, and a sentence that helps: the exercise."""
    passed, stopped = (gain_at_db(settings.taps(), hz) for hz in (PASS_HZ, STOP_HZ))
    measured = f"{passed:.1f} dB at {PASS_HZ} Hz, {stopped:.1f} dB at {STOP_HZ} Hz, {settings.window_ms} ms"
    if passed < PASS_DB:
        return False, f"{measured}: the first tone loses more than {-PASS_DB:g} dB."
    if stopped > STOP_DB:
        return False, f"{measured}: the second tone is still too loud."
    if settings.window_ms > LONGEST_MS:
        return False, f"{measured}: right, but the window is longer than {LONGEST_MS} ms."
    return True, f"{measured}. What did the short window cost? Look at the side lobes."
