"""Panel of lesson 04: a filter's envelope and the pooling behind it, together beside the window they stand for."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.convolution import convolve
from frontear.dsp.windows import window
from frontear.filterbanks import GaborFilterbank
from frontear.layers.pooling import GaussianPooling
from frontear_widgets.core.controls import slider, timeline
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

from .gabor import RATE, TAPS
from .pooling import N_FILTERS, leaf_start

WINDOW = 400  # samples of the Hann window, 25 ms
HALF = TAPS // 2  # the pooling's width is a share of these
TIME = torch.arange(-2 * HALF, 2 * HALF + 1)  # as far as two kernels reach, in samples


@dataclass(frozen=True)
class WindowParts:
    """One of LEAF's filters, and how wide its pooling is."""

    number: int = slider(20, 1, N_FILTERS, label="Filter")
    percent: int = timeline(40, 5, 50, label="Pooling width, of half a window", unit="%")

    def pooling(self) -> Tensor:
        """How much an energy counts, by its distance from a frame's middle, (801,) of sum 1."""
        layer = GaussianPooling(1, kernel_size=TAPS, hop_length=1)
        layer.width.data.fill_(self.percent / 100)
        return _weights(layer.impulse_responses().detach()[0])

    def together(self) -> Tensor:
        """How much a frame holds of a click, by the click's distance from the frame's middle, (801,) of sum 1."""
        heard = response_energy(self.number)[HALF:-HALF]
        return convolve(self.pooling(), heard).clamp(min=0)


@lru_cache(maxsize=N_FILTERS)
def response_energy(number: int) -> Tensor:
    """The energy with which a filter answers a click, its squared envelope, (801,) of sum 1."""
    center_hz, width_hz = (hz[number - 1 : number] for hz in leaf_start())
    bank = GaborFilterbank(center_hz, width_hz, kernel_size=TAPS, sample_rate=RATE)
    return _weights(bank.impulse_responses().detach()[0].abs().square())


def squared_window() -> Tensor:
    """How much of a click's energy a frame of an STFT with a Hann window holds, (801,) of sum 1."""
    return _weights(F.pad(window("hann", WINDOW).square(), (0, TAPS - WINDOW)))


def _weights(taps: Tensor) -> Tensor:
    return F.pad(taps / taps.sum(), (HALF, HALF))


def deviation(weights: Tensor) -> float:
    """Standard deviation about the middle, in samples."""
    return (weights * TIME.square()).sum().sqrt().item()


def shared(one: Tensor, other: Tensor) -> float:
    """The share of their weights that two have in common, 1 where they are the same."""
    return torch.minimum(one, other).sum().item()


def window_parts_shown(settings: WindowParts) -> dict:
    """What each part weighs and both together, over time, and how long they are."""
    return {"chart": _chart(settings), "words": _words(settings)}


def _chart(settings: WindowParts) -> Chart:
    parts = {
        "window², of mel": squared_window(),
        "filter and pooling together": settings.together(),
        "the filter's envelope²": response_energy(settings.number),
        "pooling": settings.pooling(),
    }
    return chart(
        "How much a moment counts in a frame",
        [Curve(name, 1_000 * TIME / RATE, weights / weights.max()) for name, weights in parts.items()],
        x="time from the frame's middle (ms)",
        y="weight over its highest",
        x_range=(-20, 20),
        y_range=(0, 1.05),
        alt="; ".join(f"{name}: σ is {deviation(weights):.0f} samples" for name, weights in parts.items()) + ".",
    )


def _words(settings: WindowParts) -> str:
    width, hann, together = settings.percent / 100, squared_window(), settings.together()
    rows = (
        ("the filter's envelope²", deviation(response_energy(settings.number))),
        (f"pooling: {width:.2f} · {HALF} = {width * HALF:.0f}, cut to {TAPS} taps", deviation(settings.pooling())),
        ("together: the root of the sum of both squares", deviation(together)),
        (f"window²: Hann, {WINDOW} samples", deviation(hann)),
    )
    told = ((name, f"{sigma:.1f}", f"{1_000 * sigma / RATE:.1f}") for name, sigma in rows)
    center_hz, width_hz = (hz[settings.number - 1].item() for hz in leaf_start())
    return (
        f"<p>Filter {settings.number}, {center_hz:.0f} Hz, {width_hz:.0f} Hz wide before it is cut. Together and "
        f"window² share <b>{shared(together, hann):.0%}</b> of their weights.</p>"
        f"{table(('what weighs energies in time', 'σ (samples)', 'σ (ms)'), told)}"
    )


def window_parts(**settings: Any) -> Live:
    """Filter and pooling, and the window that they stand for. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        WindowParts(**settings),
        window_parts_shown,
        {"chart": Lines, "words": LiveText},
        title="Where the window went",
        hint="Play it: where do filter and pooling together lie on window²? Then try filter 1, the longest, and 40.",
        code=_code,
    )


def _code(settings: WindowParts) -> str:
    own = f"[{settings.number - 1}:{settings.number}]"
    return program(
        f"""import torch
from frontear.dsp.windows import window
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.initial import initial
from frontear.layers.energy import SquaredModulus
from frontear.layers.pooling import GaussianPooling

center_hz, width_hz = initial("mel", {N_FILTERS})  # where LEAF starts
bank = GaborFilterbank(center_hz{own}, width_hz{own}, kernel_size={TAPS}, sample_rate={RATE})
pooling = GaussianPooling(1, kernel_size={TAPS}, hop_length=1)
pooling.width.data.fill_({settings.percent / 100})
click = torch.zeros(1, {len(TIME)})
click[0, {2 * HALF}] = 1
with torch.no_grad():
    together = pooling(SquaredModulus()(bank(click)))[0, 0]
hann = window("hann", {WINDOW}).square()""",
        line_chart(
            f"chart.add_scatter(x=(torch.arange({WINDOW}) - {WINDOW // 2}) / {RATE // 1_000}, y=hann, "
            'name="window², of mel")',
            f"chart.add_scatter(x=(torch.arange({len(TIME)}) - {2 * HALF}) / {RATE // 1_000}, "
            'y=together / together.max(), name="filter and pooling together")',
            x="time from the frame's middle (ms)",
            y="weight over its highest",
            layout="xaxis_range=(-20, 20)",
        ),
    )
