"""Panels of lesson 02: a whole filterbank on any sound, and one of its filters alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from frontear.data.clip import Clip
from frontear.dsp.convolution import convolve
from frontear.dsp.scales import SCALES, spaced
from frontear.dsp.signals import from_db, rms, to_db
from frontear.dsp.spectrogram import bin_hz, spectrogram
from frontear.filterbanks import ZeroPhaseFilterbank, empty_filters, mel_matrix
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code, sound
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, line_chart, program

HOP = 160
MOST_LOUDER_DB = 40.0
NORMS = {"equal area": "slaney", "equal height": None}


@dataclass(frozen=True)
class Bank:
    """A bank of triangular filters, and the window and FFT whose energies it sums."""

    name: str = sound_choice()
    scale: str = choice("mel-slaney", list(SCALES), label="Scale")
    n_filters: int = slider(40, 4, 128, label="Filters")
    low_hz: int = slider(60, 0, 2_000, step=10, label="From", unit="Hz")
    high_hz: int = slider(7_800, 1_000, 8_000, step=50, label="To", unit="Hz")
    norm: str | None = choice("slaney", NORMS, label="Filters have")
    n_fft: int = ladder(512, [256, 512, 1_024, 2_048], label="Window", unit="samples")

    def matrix(self, n_fft: int | None = None) -> Tensor:
        """The bank as weights over bins, (n_filters, n_fft // 2 + 1); ValueError where the range is upside down."""
        return mel_matrix(
            n_mels=self.n_filters,
            n_fft=n_fft or self.n_fft,
            low_hz=self.low_hz,
            high_hz=self.high_hz,
            scale=self.scale,
            norm=self.norm,
        )

    def centers_hz(self) -> Tensor:
        """Where the filters peak, (n_filters,)."""
        return spaced(self.scale, self.n_filters + 2, low_hz=self.low_hz, high_hz=self.high_hz)[1:-1]


def bank_shown(settings: Bank) -> dict:
    """The filters, the sound through them, and what their spacing amounts to."""
    clip, matrix = sound(settings.name), settings.matrix()
    framing: dict[str, Any] = {"n_fft": settings.n_fft, "win_length": settings.n_fft, "hop_length": HOP}
    energy = spectrogram(clip.waveform[None], **framing)[0]
    return {
        "words": _bank_words(settings, matrix),
        "filters": _filters_chart(settings, matrix),
        "picture": bank_picture(settings, matrix @ energy, f"{settings.name} through the bank"),
        "sound": clip,
    }


def bank_picture(settings: Bank, energy: Tensor, title: str) -> Picture:
    """Energies (filters, frames) in dB below their highest, each row at its filter's centre."""
    level_db = 10 * torch.log10(energy / energy.max().clamp(min=1e-10) + 1e-8)
    time = Axis.of_frames(HOP / RATE)
    rows = Rows.of_bands(settings.centers_hz(), scale=settings.scale)
    return Picture(level_db, title, time, rows, "dB", -80, 0, name="energy over its highest")


def _bank_words(settings: Bank, matrix: Tensor) -> str:
    centers_hz, empty = settings.centers_hz(), int(empty_filters(matrix).sum())
    below = int((centers_hz < 1_000).sum())
    first, last = (centers_hz[1] - centers_hz[0]).item(), (centers_hz[-1] - centers_hz[-2]).item()
    warning = (
        f' <span class="frontear-bad">{empty} of them lie between two bins of the FFT and hear nothing.</span>'
        if empty
        else ""
    )
    return (
        f"<p>{below} of {settings.n_filters} filters lie below 1 kHz. The lowest two are {first:.0f} Hz apart, "
        f"the highest two {last:.0f} Hz; bins of the FFT are {RATE / settings.n_fft:.4g} Hz apart.{warning}</p>"
    )


def _filters_chart(settings: Bank, matrix: Tensor) -> Chart:
    hz, gain = bin_hz(settings.n_fft, sample_rate=RATE), matrix / matrix.max()
    gap = torch.full((len(matrix), 1), torch.nan)  # lifts the pen between filters
    x, y = (torch.cat([part, gap], 1).flatten() for part in (hz.expand(len(matrix), -1), gain))
    drawn = torch.isnan(y) | (y > 0) | torch.roll(y > 0, 1) | torch.roll(y > 0, -1)
    return chart(
        "The filters, as weights on the bins of the FFT",
        [Curve("filters", x[drawn], y[drawn])],
        x="frequency (Hz)",
        y="weight over the highest",
        x_range=(0, RATE / 2),
        y_range=(-0.03, 1.05),
        alt=f"{settings.n_filters} triangles from {settings.low_hz} to {settings.high_hz} Hz, {settings.scale}.",
    )


def bank(**settings: Any) -> Live:
    """A filterbank and what it makes of any sound. Lesson: notebooks/02_filtering.ipynb"""
    return Live(
        Bank(**settings),
        bank_shown,
        {"words": LiveText, "filters": Lines, "picture": HeatMap, "sound": Player},
        title="A bank of filters",
        hint="Change the scale and see where the filters crowd. Ask for more than the FFT has bins for.",
        code=bank_code,
    )


def bank_code(settings: Bank) -> str:
    """The lines that compute the bank's energies, and their picture."""
    ends = f"low_hz={settings.low_hz}, high_hz={settings.high_hz}"
    return program(
        code(settings.name),
        f"""from frontear.dsp.scales import spaced
from frontear.dsp.spectrogram import spectrogram
from frontear.filterbanks import mel_matrix

matrix = mel_matrix(n_mels={settings.n_filters}, n_fft={settings.n_fft}, scale="{settings.scale}",
                    {ends}, norm={settings.norm!r})
energy = matrix @ spectrogram(heard.waveform[None], n_fft={settings.n_fft},
                              win_length={settings.n_fft}, hop_length={HOP})[0]
level_db = 10 * (energy / energy.max() + 1e-8).log10()
center_hz = spaced("{settings.scale}", {settings.n_filters + 2}, {ends})[1:-1]""",
        heat_map(
            "level_db",
            f"{frames(HOP / RATE)}, y=center_hz, zmin=-80, zmax=0",
            y="centre of the filter (Hz)",
            colour="energy over its highest (dB)",
        ),
    )


@dataclass(frozen=True)
class OneFilter:
    """One filter of a bank."""

    name: str = sound_choice()
    scale: str = choice("mel-slaney", list(SCALES), label="Scale")
    n_filters: int = slider(40, 4, 128, label="Filters")
    number: int = slider(21, 1, 128, label="Number")

    def bank(self) -> Bank:
        """The bank it belongs to, finely drawn."""
        return Bank(scale=self.scale, n_filters=self.n_filters, norm=None, n_fft=2_048)


def one_filter_shown(settings: OneFilter) -> dict:
    """The filter in frequency and in time, and the sound through it."""
    if settings.number > settings.n_filters:
        raise ValueError(f"there is no filter {settings.number} in this bank; allowed: 1 to {settings.n_filters}")
    whole, index = settings.bank(), settings.number - 1
    weights, clip = whole.matrix()[index : index + 1], sound(settings.name)
    taps, center_hz = ZeroPhaseFilterbank(weights).impulse_responses()[0], whole.centers_hz()[index].item()
    long_ms = _ringing_ms(taps)
    through = convolve(clip.waveform, taps)
    louder_db = min(to_db(rms(clip.waveform) / rms(through).clamp(min=1e-9)).item(), MOST_LOUDER_DB)
    words = (
        f"<p>Filter {settings.number} of {settings.n_filters} is centred at {center_hz:.0f} Hz. Nine tenths of its "
        f"answer to a click come within {long_ms:.1f} ms. The band is played {louder_db:.0f} dB louder than it is.</p>"
    )
    time_ms = (np.arange(len(taps)) - len(taps) // 2) / RATE * 1_000
    near = np.abs(time_ms) <= 40
    filtered = Clip(through * from_db(louder_db), RATE, name="through the filter")
    return {
        "words": words,
        "frequency": chart(
            "In frequency",
            [Curve("gain", bin_hz(whole.n_fft, sample_rate=RATE), 10 * torch.log10(weights[0] + 1e-9))],
            x="frequency (Hz)",
            y="gain (dB)",
            x_range=(0, RATE / 2),
            y_range=(-60, 4),
            alt=f"A filter around {center_hz:.0f} Hz.",
        ),
        "time": chart(
            "In time: its answer to a click",
            [Curve("impulse response", time_ms[near], taps[torch.from_numpy(near)])],
            x="time (ms)",
            y="amplitude",
            x_range=(-40, 40),
            alt=f"A wave at {center_hz:.0f} Hz that swells and fades within about {long_ms:.0f} ms.",
        ),
        "sound": [filtered, clip],
    }


def _ringing_ms(taps: Tensor) -> float:
    """How long the middle nine tenths of the energy take."""
    share = taps.square().cumsum(0) / taps.square().sum()
    return int(((share > 0.05) & (share < 0.95)).sum()) / RATE * 1_000


def one_filter(**settings: Any) -> Live:
    """One filter seen in time and in frequency, and heard. Lesson: notebooks/02_filtering.ipynb"""
    return Live(
        OneFilter(**settings),
        one_filter_shown,
        {"words": LiveText, "frequency": Lines, "time": Lines, "sound": Player},
        title="One filter of the bank",
        hint="Walk up the bank with the last slider, sound looping. Narrow filters ring long, wide ones are short.",
        code=_one_filter_code,
    )


def _one_filter_code(settings: OneFilter) -> str:
    return program(
        code(settings.name),
        f"""import torch
from frontear.filterbanks import ZeroPhaseFilterbank, mel_matrix

matrix = mel_matrix(n_mels={settings.n_filters}, n_fft=2048, scale="{settings.scale}", high_hz=7800, norm=None)
filters = ZeroPhaseFilterbank(matrix[{settings.number - 1}:{settings.number}])
through = filters(heard.waveform[None])  # (1, 1, time)
taps = filters.impulse_responses()[0]
time_ms = (torch.arange(len(taps)) - len(taps) // 2) / {RATE // 1_000}""",
        line_chart(
            "chart.add_scatter(x=time_ms, y=taps)", x="time (ms)", y="amplitude", layout="xaxis_range=(-40, 40)"
        ),
    )
