"""Panel of lesson 10: a record under mel, linear, logarithmic and LEAF banks, and in which band its waves live."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from frontear.data import Signal
from frontear.frontends import Frontend, leaf, log_mel
from frontear.frontends.base import samples
from frontear_widgets.core.controls import control_field, slider
from frontear_widgets.core.live import Live
from frontear_widgets.core.panel import GrowingList
from frontear_widgets.core.tabs import Tab
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.program import frames, heat_map, program

from .records import REGULAR, record, record_choice, record_code
from .slow_runs import SLOW_RUNS, frontend_code
from .waves import waves

BANKS = {"linear": "linear", "mel": "mel-htk", "logarithmic": "log"}
LEAF = "LEAF, before it learns"
SHOWN = 12.0  # seconds of a heart's picture
MOST_FRAMES = 600
SLOWEST = 10.0  # numbers a second: below, no bank of this panel can be laid


def bank_names() -> list[str]:
    """Those that are laid by the controls, then those that a run has learned."""
    return [*BANKS, LEAF, *SLOW_RUNS.names()]


@dataclass(frozen=True)
class Bands:
    """A record and a bank."""

    record: str = record_choice(REGULAR)
    bank: str = control_field("linear", lambda: GrowingList(bank_names, SLOW_RUNS, "own"), "Bank", "")
    n_filters: int = slider(16, 4, 40, label="Filters", when=lambda bands: bands.laid)
    low_hz: float = slider(0.5, 0.0, 80.0, step=0.5, label="From", unit="Hz", when=lambda bands: bands.laid)
    high_hz: float = slider(40.0, 1.0, 150.0, step=0.5, label="To", unit="Hz", when=lambda bands: bands.laid)
    window_ms: int = slider(250, 50, 2_000, step=50, label="Window", unit="ms", when=lambda bands: bands.laid)

    @property
    def laid(self) -> bool:
        """Whether the controls say where the filters are; else a run has learned it."""
        return self.bank in (*BANKS, LEAF)

    def ends(self) -> tuple[float, float]:
        """Where the bank begins and ends in Hz: of one that has learned, half a width beyond its outermost centres."""
        if self.laid:
            return self.low_hz, self.high_hz
        found = SLOW_RUNS[self.bank].frontend_at(-1).spec.bands()
        low, high = found.center_hz - found.width_hz / 2, found.center_hz + found.width_hz / 2
        return max(low.min().item(), 0.0), high.max().item()

    def build(self, sample_rate: float, hop_ms: float) -> Frontend:
        """The front-end. Raises ValueError for a bank that cannot be, or was learned at another rate."""
        if not self.laid:
            learned = SLOW_RUNS[self.bank].frontend_at(-1)
            if learned.spec.sample_rate != sample_rate:
                raise ValueError(
                    f"got the bank of {self.bank!r}, which learned at {learned.spec.sample_rate:g} Hz, allowed for "
                    f"this record is one of {sample_rate:g} Hz"
                )
            return learned
        recipe = leaf if self.bank == LEAF else log_mel
        return recipe(**self._told(sample_rate, hop_ms))

    def _told(self, sample_rate: float, hop_ms: float) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("n_filters", "low_hz", "high_hz", "window_ms")}
        told |= {"sample_rate": sample_rate, "hop_ms": hop_ms, "scale": BANKS.get(self.bank, "linear")}
        return told | ({"uncut": True} if self.bank == LEAF else {})

    def code(self, sample_rate: float, hop_ms: float) -> str:
        """The words of Python that build it."""
        recipe = "leaf" if self.bank == LEAF else "log_mel"
        told = self._told(sample_rate, hop_ms).items()
        return f"{recipe}({', '.join(f'{option}={value!r}' for option, value in told)})"


@torch.no_grad()
def bands_shown(settings: Bands) -> dict:
    """What the bank makes of the record, and of which of its waves it keeps how much."""
    signal = record(settings.record)
    if signal.sample_rate < SLOWEST:
        raise ValueError(
            f"got {signal.sample_rate:g} numbers a second in {signal.name!r}, allowed here are {SLOWEST:g} or more"
        )
    ends = settings.ends()
    return {
        "words": told(kept(signal, *ends), *ends),
        "picture": picture(signal, settings),
        "spectra": spectra(signal, settings),
    }


def excerpt(signal: Signal) -> Tensor:
    """What is pictured: of a heart its first seconds, of an earthquake all; mean 0, rms 1, as networks are given it."""
    length = signal.waveform.shape[-1] if "P" in signal.marks else round(SHOWN * signal.sample_rate)
    part = signal.channels[-1][:length]
    part = part - part.mean()
    return part / part.square().mean().sqrt().clamp(min=1e-9)


def hop_ms(signal: Signal, window_ms: float) -> float:
    """A fifth of a window, or what gives so many frames as a picture may have."""
    return max(window_ms / 5, 1_000 * len(excerpt(signal)) / signal.sample_rate / MOST_FRAMES)


def picture(signal: Signal, settings: Bands) -> Picture:
    """The features."""
    frontend = settings.build(signal.sample_rate, hop_ms(signal, settings.window_ms))
    values = frontend(excerpt(signal)[None])[0]
    low, high = values.min().item(), values.max().item()
    spec = frontend.spec
    time = Axis.of_frames(spec.hop_seconds)
    title = f"The record through {spec.n_rows} filters, {settings.bank}"
    return Picture(values, title, time, Rows.of(spec), spec.unit, low, max(high, low + 1e-6), name="feature")


@lru_cache(maxsize=16)
def _spectra(name: str) -> dict[str, tuple[Tensor, Tensor]]:
    return waves(record(name))


def kept(signal: Signal, low_hz: float, high_hz: float) -> dict[str, float]:
    """Of each wave which share of its energy lies within the band."""
    shares = {}
    for name, (hz, energy) in _spectra(signal.name).items():
        inside = (hz >= low_hz) & (hz <= high_hz)
        shares[name] = (energy[inside].sum() / energy.sum().clamp(min=1e-30)).item()
    return shares


def spectra(signal: Signal, settings: Bands) -> Chart:
    """The energy of each wave over frequency, each by its own largest; the bank's ends are marked."""
    curves = [
        Curve(name, hz, 10 * torch.log10(energy / energy.max().clamp(min=1e-30) + 1e-6))
        for name, (hz, energy) in _spectra(signal.name).items()
    ]
    most = min(signal.sample_rate / 2, 150.0)
    peaks = {name: hz[energy.argmax()].item() for name, (hz, energy) in _spectra(signal.name).items()}
    return chart(
        "In which band its waves live",
        curves,
        x="frequency (Hz)",
        y="energy (dB over its largest)",
        x_range=(0, min(most, 60.0)),
        y_range=(-40, 2),
        marks=settings.ends(),
        alt="; ".join(f"{name} has most at {peak:.1f} Hz" for name, peak in peaks.items()),
    )


def told(shares: dict[str, float], low_hz: float, high_hz: float) -> str:
    """The shares in a sentence."""
    parts = ", ".join(f"of {escaped(wave)} <b>{share:.0%}</b>" for wave, share in shares.items())
    return f"<p>Between {low_hz:.3g} and {high_hz:.3g} Hz lies {parts} of the energy.</p>"


def bands(**settings: Any) -> Live:
    """A record under any bank, and where its waves live. Lesson: notebooks/10_beyond_audio.ipynb"""
    return Live(
        Bands(**settings),
        bands_shown,
        {
            "words": LiveText,
            "picture": Tab("Through the bank", lambda first: HeatMap(first, height=300)),
            "spectra": Tab("In which band its waves live", Lines),
        },
        title="A record through a bank",
        hint="Begin with the tab “In which band its waves live”, then narrow the bank to one wave and look at the "
        "other tab. The record is given with a mean of 0 and an RMS of 1. What a run has learned is among the banks: "
        "recorded ones, and yours of “Your own run” below.",
        code=bands_code,
    )


def bands_code(settings: Bands) -> str:
    """The lines that give the record to the bank."""
    signal = record(settings.record)
    if settings.laid:
        hop = hop_ms(signal, settings.window_ms)
        hop_seconds = samples(hop, signal.sample_rate) / signal.sample_rate
        recipe = "leaf" if settings.bank == LEAF else "log_mel"
        bank = f"""from frontear.frontends import {recipe}

frontend = {settings.code(signal.sample_rate, hop)}"""
    else:
        hop_seconds = SLOW_RUNS[settings.bank].frontend_at(-1).spec.hop_seconds
        bank = frontend_code(settings.bank)
    return program(
        record_code(settings.record),
        bank,
        f"""part = signal.channels[-1][:{len(excerpt(signal))}]
part = part - part.mean()
features = frontend((part / part.square().mean().sqrt())[None])[0].detach()""",
        heat_map("features", f"{frames(hop_seconds)}, y=frontend.spec.center_hz", y="centre (Hz)", colour="feature"),
    )


QRS, LEAST, T, MOST = "QRS", 0.8, "T", 0.25


def keeps_qrs(settings: Bands) -> tuple[bool, str]:
    """Whether the bank keeps the QRS and leaves T out: lesson 10's exercise."""
    if settings.record != REGULAR:
        return False, f"This is about {REGULAR!r}; choose it first."
    shares = kept(record(settings.record), settings.low_hz, settings.high_hz)
    seen = f"Of QRS you keep {shares[QRS]:.0%}, of T {shares[T]:.0%}"
    if shares[QRS] < LEAST:
        return False, f"{seen}: too little of QRS. Where has it its energy?"
    if shares[T] > MOST:
        return False, f"{seen}: too much of T. Where has it its energy?"
    return True, f"{seen}. T is long and so lies low, QRS is short and so reaches high: length and band are one thing."
