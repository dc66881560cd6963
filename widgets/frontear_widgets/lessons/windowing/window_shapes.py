"""Panels of lesson 01 on the window itself: its shape and spectrum, and how windows add up."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from frontear.data.clip import Clip
from frontear.dsp import windows
from frontear.dsp.signals import noise, tone
from frontear.dsp.windows import WINDOWS
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

FLOOR_DB = -110.0


@dataclass(frozen=True)
class WindowShape:
    """One window and the FFT it goes into."""

    shape: str = choice("hann", list(WINDOWS), label="Window")
    length_ms: float = slider(25.0, 2.0, 100.0, step=0.5, label="Length", unit="ms")
    std: float = slider(0.4, 0.1, 1.0, step=0.05, label="Deviation", when=lambda s: s.shape == "gaussian")
    beta: float = slider(8.6, 0.0, 20.0, step=0.2, label="Kaiser β", when=lambda s: s.shape == "kaiser")
    zero_padding: int = ladder(1, [1, 2, 4, 8], label="Zero-padding ×")

    def taps(self) -> torch.Tensor:
        """The window at 16 kHz, float32 (length,)."""
        return windows.window(self.shape, round(self.length_ms * RATE / 1_000), std=self.std, beta=self.beta)


def window_shape_shown(settings: WindowShape) -> dict:
    """The window in time, its spectrum with the points an FFT takes of it, and what it costs."""
    taps = settings.taps()
    return {
        "time": _in_time(settings, taps),
        "sound": _through(taps),
        "spectrum": _in_frequency(settings, taps),
        "costs": _costs(taps),
    }


def _through(taps: torch.Tensor) -> Clip:
    """A tone of 1 kHz as long as the window lets it, silence around."""
    burst = tone(1_000, seconds=len(taps) / RATE) * taps
    silent = torch.zeros(RATE // 5)
    return Clip(torch.cat([silent, burst, silent]), RATE, name="a tone through the window")


def _in_time(settings: WindowShape, taps: torch.Tensor) -> Chart:
    time_ms = np.arange(len(taps)) / RATE * 1_000
    return chart(
        "The window in time",
        [Curve(settings.shape, time_ms, taps)],
        x="time (ms)",
        y="weight",
        x_range=(0, 100),
        y_range=(-0.05, 1.08),
        alt=f"A {settings.shape} window of {settings.length_ms:g} ms, {len(taps)} samples at 16 kHz.",
    )


def _in_frequency(settings: WindowShape, taps: torch.Tensor) -> Chart:
    offset_bins, gain_db = windows.response(taps)
    bin_hz, n_fft = RATE / len(taps), len(taps) * settings.zero_padding
    near = offset_bins * bin_hz <= 500
    points_hz = torch.arange(n_fft // 2 + 1) * RATE / n_fft
    points = windows.response(taps, points_per_bin=settings.zero_padding)[1][: int(500 * n_fft / RATE) + 1]
    return chart(
        "Its spectrum: what one pure tone looks like through it",
        [
            Curve("spectrum", offset_bins[near] * bin_hz, gain_db[near].clamp(min=FLOOR_DB)),
            Curve("points of the FFT", points_hz[: len(points)], points.clamp(min=FLOOR_DB), "markers"),
        ],
        x="distance from the tone (Hz)",
        y="gain over the highest (dB)",
        x_range=(-4, 500),
        y_range=(FLOOR_DB, 6),
        alt=f"Main lobe {windows.main_lobe_width(taps) * bin_hz:.4g} Hz wide, side lobes to {_side_lobes(taps)}.",
    )


def _side_lobes(taps: torch.Tensor) -> str:
    return f"{windows.side_lobe_level(taps):.1f} dB"


def _costs(taps: torch.Tensor) -> str:
    width_bins = windows.main_lobe_width(taps)
    return table(
        (),
        [
            ("main lobe, null to null", f"{width_bins:.2f} bins = {width_bins * RATE / len(taps):.4g} Hz"),
            ("highest side lobe", _side_lobes(taps)),
            ("scalloping loss", f"{windows.scalloping_loss(taps):.2f} dB"),
            ("noise bandwidth", f"{windows.noise_bandwidth(taps):.2f} bins"),
        ],
    )


def window_shape(**settings: Any) -> Live:
    """A window in time and in frequency. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        WindowShape(**settings),
        window_shape_shown,
        {"time": Lines, "sound": Player, "spectrum": Lines, "costs": LiveText},
        title="A window and its spectrum",
        hint="Make it longer: the main lobe narrows. Change the shape: narrow lobe or low side lobes, not both.",
        code=_window_shape_code,
    )


def _window_shape_code(settings: WindowShape) -> str:
    length = len(settings.taps())
    own = {"gaussian": f", std={settings.std}", "kaiser": f", beta={settings.beta}"}.get(settings.shape, "")
    return program(
        f"""from frontear.dsp import windows

taps = windows.window("{settings.shape}", {length}{own})
print(windows.main_lobe_width(taps), windows.side_lobe_level(taps), windows.scalloping_loss(taps))
offset_bins, gain_db = windows.response(taps)""",
        line_chart(
            f"chart.add_scatter(x=offset_bins * {RATE / length:.6g}, y=gain_db)",
            x="distance from the tone (Hz)",
            y="gain over the highest (dB)",
            layout=f"xaxis_range=(0, 500), yaxis_range=({FLOOR_DB:g}, 6)",
        ),
    )


@dataclass(frozen=True)
class Overlap:
    """Windows one after another."""

    shape: str = choice("hann", list(WINDOWS), label="Window")
    length_ms: int = slider(32, 8, 64, step=2, label="Length", unit="ms")
    hop_ms: int = slider(16, 2, 64, step=1, label="Hop", unit="ms")


def overlap_shown(settings: Overlap) -> dict:
    """A fifth of a second of overlapping windows, their sum and the sum of their squares."""
    length, hop = settings.length_ms * RATE // 1_000, settings.hop_ms * RATE // 1_000
    taps = windows.window(settings.shape, length)
    total, squares = torch.zeros(RATE // 5), torch.zeros(RATE // 5)
    starts = range(0, len(total) - length + 1, hop)
    for start in starts:
        total[start : start + length] += taps
        squares[start : start + length] += taps.square()
    time_ms = np.arange(len(total)) / RATE * 1_000
    shown = [Curve("sum", time_ms, total), Curve("sum of squares", time_ms, squares)] + [
        Curve(f"window {number}", time_ms[start : start + length], taps) for number, start in enumerate(starts[:3], 1)
    ]
    plain = _in_words(windows.overlap_add_flatness(taps, hop_length=hop))
    squared = _in_words(windows.overlap_add_flatness(taps.square(), hop_length=hop) / 2)  # decibels of energy
    alt = f"The sum varies by {plain}, the sum of squares by {squared}."
    return {
        "sound": Clip(noise(seconds=1.0) * _steady_sum(taps, hop), RATE, name="steady noise, cut and added up again"),
        "sum": chart("Windows and their sums", shown, x="time (ms)", y="weight", alt=alt),
        "words": f"<p>Overlap {max(1 - hop / length, 0):.0%}. The sum, which counts when pieces are added up again, "
        f"varies by <b>{plain}</b>. The sum of squares, which counts for energies, varies by <b>{squared}</b>.</p>",
    }


def _steady_sum(taps: torch.Tensor, hop: int) -> torch.Tensor:
    """One second of the windows' sum, far from its ends, as a gain of 1 on average."""
    missing = -len(taps) % hop
    total = torch.nn.functional.pad(taps, (0, missing)).view(-1, hop).sum(0)
    return (total / total.mean()).repeat(RATE // hop + 1)[:RATE]


def _in_words(ripple_db: float) -> str:
    return f"{ripple_db:.2f} dB" if ripple_db < 200 else "more than can be said: some samples are never seen"


def overlap(**settings: Any) -> Live:
    """How windows share out the samples between them. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        Overlap(**settings),
        overlap_shown,
        {"sum": Lines, "words": LiveText, "sound": Player},
        title="Do all samples count the same?",
        hint="Look for hops that make one sum flat, then both. A hop longer than the window skips samples.",
        code=_overlap_code,
    )


def _overlap_code(settings: Overlap) -> str:
    length, hop = settings.length_ms * RATE // 1_000, settings.hop_ms * RATE // 1_000
    return program(
        f"""import torch
from frontear.dsp import windows

taps = windows.window("{settings.shape}", {length})
print(windows.overlap_add_flatness(taps, hop_length={hop}), "dB")
total, squares = torch.zeros(2, {RATE // 5})
for start in range(0, len(total) - {length - 1}, {hop}):
    total[start : start + {length}] += taps
    squares[start : start + {length}] += taps.square()
time_ms = torch.arange(len(total)) / {RATE // 1_000}""",
        line_chart(
            'chart.add_scatter(x=time_ms, y=total, name="sum")',
            'chart.add_scatter(x=time_ms, y=squares, name="sum of squares")',
            x="time (ms)",
            y="weight",
        ),
    )
