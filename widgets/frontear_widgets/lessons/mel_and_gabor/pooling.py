"""Panel of lesson 04: the energy of one band before and after the low-pass, and what is left at the rate of frames."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from frontear.dsp.convolution import convolve
from frontear.dsp.spectrogram import next_power_of_two
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.initial import initial
from frontear.filterbanks.response import bands
from frontear.layers.pooling import GaussianPooling
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .gabor import RATE, TAPS, as_loud, louder

N_FILTERS = 40
EXCERPT = RATE // 4  # samples that are drawn
N_FFT = 16_384


@dataclass(frozen=True)
class Pooled:
    """One band of a sound, and how its energy is smoothed."""

    name: str = sound_choice("sentence")
    number: int = slider(28, 1, N_FILTERS, label="Filter")
    width: float = slider(0.4, 0.05, 0.5, step=0.01, label="Pooling width")
    hop_ms: int = ladder(10, [1, 2, 5, 10, 20], label="Hop", unit="ms")

    def hop(self) -> int:
        """In samples."""
        return self.hop_ms * RATE // 1_000

    def low_pass(self) -> Tensor:
        """The Gaussian over its sum, (taps,)."""
        layer = GaussianPooling(1, kernel_size=TAPS, hop_length=1)
        layer.width.data.fill_(self.width)
        taps = layer.impulse_responses().detach()[0]
        return taps / taps.sum()


@lru_cache(maxsize=8)
def leaf_start() -> tuple[Tensor, Tensor]:
    """Where LEAF's forty filters start, centres and widths in Hz."""
    return initial("mel", N_FILTERS)


def band_energy(waveform: Tensor, center_hz: float, width_hz: float) -> Tensor:
    """|z|² of a waveform (time,) through a Gabor filter, (time,)."""
    bank = GaborFilterbank([center_hz], [width_hz], kernel_size=TAPS, sample_rate=RATE)
    return convolve(waveform, bank.impulse_responses().detach()[0]).abs().square()


def fluctuation(energy: Tensor) -> Tensor:
    """How strongly an energy (time,) goes up and down at 0 … RATE / 2 Hz, over its mean: (n_fft // 2 + 1,).

    n_fft is N_FFT, or more where the energy is longer.
    """
    hann = torch.hann_window(len(energy))
    mean = (energy * hann).sum() / hann.sum()
    spectrum = torch.fft.rfft((energy - mean) * hann, max(N_FFT, next_power_of_two(len(energy)))).abs()
    return 2 * spectrum / (mean * hann.sum()).clamp(min=1e-20)


def folded(energy: Tensor, hop: int) -> float:
    """The share of the power of an energy's ups and downs that is faster than half the rate of frames."""
    power = fluctuation(energy).double().square()  # a share is no more than 1
    first = round((len(power) - 1) / hop)
    return (power[first:].sum() / power.sum().clamp(min=1e-20)).item()


def pooled_shown(settings: Pooled) -> dict:
    """A quarter of a second of the energy, before and after; how fast it goes up and down; and the band to hear."""
    clip = sound(settings.name)
    center_hz, width_hz = (float(hz[settings.number - 1]) for hz in leaf_start())
    energy = band_energy(clip.waveform, center_hz, width_hz)
    smooth = convolve(energy, settings.low_pass()).clamp(min=0)
    start = _loudest(smooth)
    near, calm = energy[start : start + EXCERPT], smooth[start : start + EXCERPT]
    bank = GaborFilterbank([center_hz], [width_hz], kernel_size=TAPS, sample_rate=RATE)
    cut_hz = bands(bank, sample_rate=RATE).width_hz.item()
    band = 2 * convolve(clip.waveform, bank.impulse_responses().detach()[0]).real
    heard, louder_db = as_loud({"the band": band}, clip)
    words = (
        f"<p>Filter {settings.number}: {center_hz:.0f} Hz, {cut_hz:.0f} Hz wide. At a hop of {settings.hop_ms} ms "
        f"there are {1_000 // settings.hop_ms} values a second, which can follow ups and downs below "
        f"{500 / settings.hop_ms:g} Hz. Faster than that, in the loudest quarter of a second: "
        f"<b>{folded(near, settings.hop()):.0%}</b> of their power before the low-pass, "
        f"<b>{folded(calm, settings.hop()):.1%}</b> after it. "
        f"The band is played {louder(louder_db)} it is.</p>"
    )
    return {
        "words": words,
        "time": _time(settings, near, calm, start),
        "speed": _speed(settings, near, calm),
        "sound": [*heard, replace(clip, name="the sound")],
    }


def _loudest(smooth: Tensor) -> int:
    """Where the excerpt starts that has the highest value in its middle."""
    return min(max(int(smooth.argmax()) - EXCERPT // 2, 0), max(len(smooth) - EXCERPT, 0))


def _time(settings: Pooled, near: Tensor, calm: Tensor, start: int) -> Chart:
    seconds, peak = (start + torch.arange(len(near))) / RATE, near.max().clamp(min=1e-12)
    first = -start % settings.hop()
    kept = slice(first, None, settings.hop())
    return chart(
        "The energy of one band",
        [
            Curve("|z|²", seconds, near / peak),
            Curve("after the low-pass", seconds, calm / peak),
            Curve("kept of |z|²", seconds[kept], near[kept] / peak, "markers"),
            Curve("kept after the low-pass", seconds[kept], calm[kept] / peak, "markers"),
        ],
        x="time (s)",
        y="energy over its highest",
        y_range=(-0.03, 1.05),
        alt=f"The energy goes up and down; smoothed, {int(len(near) / settings.hop())} values tell its course.",
    )


def _speed(settings: Pooled, near: Tensor, calm: Tensor) -> Chart:
    hz = torch.arange(N_FFT // 2 + 1) * RATE / N_FFT
    shown = hz <= 600
    curves = {"before": fluctuation(near), "after": fluctuation(calm)}
    return chart(
        "How fast it goes up and down; dotted: half the rate of frames",
        [Curve(name, hz[shown], 20 * torch.log10(strength[shown] + 1e-4)) for name, strength in curves.items()],
        x="ups and downs per second (Hz)",
        y="strength over the mean (dB)",
        x_range=(0, 600),
        y_range=(-80, 8),
        marks=(500 / settings.hop_ms,),
        alt=f"Before: to the width of the filter. After: {folded(calm, settings.hop()):.1%} above the dotted line.",
    )


def pooled(**settings: Any) -> Live:
    """Why a low-pass after a band-pass? Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        Pooled(**settings),
        pooled_shown,
        {"words": LiveText, "time": Lines, "speed": Lines, "sound": Player},
        title="The energy of one band",
        hint="Make the pooling narrow and watch what the kept values miss. Which hop would do without a low-pass?",
        code=_code,
    )


def _code(settings: Pooled) -> str:
    own = f"[{settings.number - 1}:{settings.number}]"
    return program(
        code(settings.name),
        f"""import torch
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.initial import initial
from frontear.layers.energy import SquaredModulus
from frontear.layers.pooling import GaussianPooling

center_hz, width_hz = initial("mel", {N_FILTERS})  # where LEAF starts
bank = GaborFilterbank(center_hz{own}, width_hz{own}, kernel_size={TAPS}, sample_rate={RATE})
pooling = GaussianPooling(1, kernel_size={TAPS}, hop_length=1)
pooling.width.data.fill_({settings.width})
with torch.no_grad():
    energy = SquaredModulus()(bank(heard.waveform[None]))
    smooth = pooling(energy)[0, 0] / pooling.impulse_responses().sum()
start = min(max(int(smooth.argmax()) - {EXCERPT // 2}, 0), max(len(smooth) - {EXCERPT}, 0))  # where it is loudest
before, after = energy[0, 0, start : start + {EXCERPT}], smooth[start : start + {EXCERPT}]
seconds = (start + torch.arange(len(before))) / {RATE}
kept = slice(-start % {settings.hop()}, None, {settings.hop()})  # one value for every hop""",
        line_chart(
            'chart.add_scatter(x=seconds, y=before / before.max(), name="|z|²")',
            'chart.add_scatter(x=seconds, y=after / before.max(), name="after the low-pass")',
            "chart.add_scatter(x=seconds[kept], y=after[kept] / before.max(), "
            'name="kept after the low-pass", mode="markers")',
            x="time (s)",
            y="energy over its highest",
        ),
    )
