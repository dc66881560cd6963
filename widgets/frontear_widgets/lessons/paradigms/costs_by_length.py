"""Panel of lesson 06: what each paradigm costs, second by second of sound."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from frontear.analysis.cost_growth import Growth, growth
from frontear.analysis.costs import Costs
from frontear.frontends import log_mel
from frontear.models.classifier import Classifier, paradigm_classifier, width_for
from frontear.models.paradigms import PARADIGMS
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import drawn
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import Table, table

HOP = 160  # samples at which costs are told; another hop has other frames to the second, each as dear
LITERATURE, CLASS, EQUAL = "as in the literature", "small, for class", "equally many parameters"
PRESET = dict.fromkeys(PARADIGMS, "elmarc") | {"single-shape-horizontal": "cbmi"}
MEMORY, PRODUCTS, PARAMETERS = "memory for training", "multiply–adds of one clip", "parameters"
UNITS = {MEMORY: " (GB)", PRODUCTS: " (millions)", PARAMETERS: ""}
LIMITS_GB = {"12 GB: the review's card": 12, "2 GB: the most that Binder gives": 2}
BUDGETS = {f"{budget:,}": budget for budget in (25_000, 50_000, 100_000, 200_000, 400_000)}
SECONDS = np.geomspace(1, 60, 40)
SMALL, OTHERS = "small-rectangular", ("single-shape-vertical", "many-shapes", "single-shape-horizontal")


@dataclass(frozen=True)
class CostsByLength:
    """Sizes of the networks, what is drawn, and how much sound there is in what resolution."""

    sizes: str = choice(LITERATURE, [LITERATURE, CLASS, EQUAL], label="Networks")
    budget: int = choice(100_000, BUDGETS, label="Parameters", when=lambda settings: settings.sizes == EQUAL)
    what: str = choice(MEMORY, [MEMORY, PRODUCTS, PARAMETERS], label="Drawn")
    seconds: int = slider(10, 1, 60, label="Sound lasts", unit="s")
    batch_size: int = ladder(16, [1, 2, 4, 8, 16, 32, 64], label="Batch", unit="clips")
    n_bands: int = choice(96, [40, 64, 96, 128], label="Mel bands")
    hop_ms: int = slider(10, 5, 20, label="Hop", unit="ms")
    sample_rate: int = ladder(12_000, [8_000, 12_000, 16_000], label="Sample rate", unit="Hz")


@dataclass(frozen=True)
class Priced:
    """A paradigm's costs, at so many samples (of its own, or as a spectrogram has in its hops) to the second."""

    line: Growth
    rate: float

    def at(self, seconds: float, *, batch_size: int) -> Costs:
        """Costs of a batch of clips."""
        return self.line.at(seconds * self.rate, batch_size=batch_size)

    def training_bytes(self, seconds: float, *, batch_size: int) -> float:
        """All that a step of training holds: the maps, and four numbers for each weight."""
        return self.at(seconds, batch_size=batch_size).activation_bytes + self.weights_bytes

    def longest_s(self, kept_bytes: float, *, batch_size: int) -> float:
        """How long clips may be for a step of training to fit."""
        return self.line.longest(kept_bytes - self.weights_bytes, batch_size=batch_size) / self.rate

    @property
    def weights_bytes(self) -> int:
        """Of each weight itself, its gradient, and the two averages that Adam keeps, in float32."""
        return 4 * 4 * self.line.short.parameters


def priced(settings: CostsByLength) -> dict[str, Priced]:
    """All paradigms at this resolution."""
    return {name: _priced(name, settings) for name in PARADIGMS}


def _priced(name: str, settings: CostsByLength) -> Priced:
    hears = PARADIGMS[name].takes == "waveform"
    line = _line(name, settings.sizes, settings.budget if settings.sizes == EQUAL else 0, settings.n_bands)
    return Priced(line, settings.sample_rate if hears else HOP * 1_000 / settings.hop_ms)


@lru_cache(maxsize=256)
def _line(name: str, sizes: str, budget: int, n_bands: int) -> Growth:
    width = _width(name, budget, n_bands) if sizes == EQUAL else 1.0
    made = model(name, PRESET[name] if sizes == LITERATURE else "class", n_bands, width)
    return growth(made, step=made.hop_length * made.body.stride)


def model(name: str, preset: str, n_bands: int, width: float = 1.0) -> Classifier:
    """The network, with shapes and without values."""
    frontend = log_mel(n_filters=n_bands) if PARADIGMS[name].takes == "spectrogram" else None
    with torch.device("meta"):
        return paradigm_classifier(name, frontend, n_classes=10, preset=preset, width=width)


def costs_by_length_shown(settings: CostsByLength) -> dict:
    """The curves, the claim in numbers, and a table of all costs at the chosen length."""
    found = priced(settings)
    return {"words": _words(settings, found), "curves": _curves(settings, found), "table": _table(settings, found)}


def ratios(found: dict[str, Priced], seconds: float, batch_size: int) -> dict[str, float]:
    """How many times as much small rectangular filters need as each other kind that looks at a spectrogram."""
    needed = {name: found[name].training_bytes(seconds, batch_size=batch_size) for name in (SMALL, *OTHERS)}
    return {name: needed[SMALL] / needed[name] for name in OTHERS}


def _words(settings: CostsByLength, found: dict[str, Priced]) -> str:
    vertical, many, horizontal = ratios(found, settings.seconds, settings.batch_size).values()
    minute = ratios(found, 60, settings.batch_size)["single-shape-vertical"]
    need = found[SMALL].training_bytes(settings.seconds, batch_size=settings.batch_size)
    small, tall = (
        _fits(found[name].longest_s(12e9, batch_size=settings.batch_size)) for name in (SMALL, "single-shape-vertical")
    )
    note = " The horizontal one of the literature is a small network of 32 filters." * (settings.sizes == LITERATURE)
    return (
        f"<p>At {settings.seconds} s small rectangular filters need {_bytes(need)}: <b>{vertical:.2f} times</b> what "
        f"vertical ones do, {many:.2f} times many shapes, {horizontal:.2g} times horizontal ones; at 60 s "
        f"{minute:.2f} times vertical ones, for all maps grow evenly. But 12 GB last for clips of {small} with small "
        f"filters, of {tall} with vertical ones.{note}</p>"
    )


def _curves(settings: CostsByLength, found: dict[str, Priced]) -> Chart:
    curves = [_curve(settings, name, each) for name, each in found.items()]
    told = "; ".join(f"{curve.name} {np.interp(settings.seconds, curve.x, curve.y):.3g}" for curve in curves)
    kind = "level lines" if settings.what == PARAMETERS else "lines that rise evenly"
    drawn = chart(
        f"{settings.what.capitalize()}, by the length of the sound",
        curves,
        x="length of the sound (s)",
        y=settings.what + UNITS[settings.what],
        x_range=(0, float(np.log10(60))),
        log_axes="xy",
        marks=(settings.seconds,),
        alt=f"Seven {kind}, at {settings.seconds} s{UNITS[settings.what]}: {told}.",
    )
    drawn.figure["layout"]["xaxis"]["tickvals"] = [1, 2, 5, 10, 20, 60]
    if settings.what == MEMORY:
        drawn.figure["layout"]["shapes"] += [_level(limit) for limit in LIMITS_GB.values()]
        drawn.figure["layout"]["annotations"] = [_named(name, limit) for name, limit in LIMITS_GB.items()]
    return drawn


def _level(height: float) -> dict:
    line = {"dash": "dot", "color": "#888888", "width": 1.5}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": height, "y1": height, "line": line}


def _named(name: str, height: float) -> dict:
    place = {"xref": "paper", "x": 0.01, "y": float(np.log10(height)), "xanchor": "left", "yanchor": "bottom"}
    return {"text": drawn(name), "showarrow": False, **place}


def _curve(settings: CostsByLength, name: str, each: Priced) -> Curve:
    dash = "dash" if PARADIGMS[name].takes == "waveform" else "solid"
    told = {
        MEMORY: lambda seconds: each.training_bytes(seconds, batch_size=settings.batch_size) / 1e9,
        PRODUCTS: lambda seconds: each.at(seconds, batch_size=1).multiply_adds / 1e6,
        PARAMETERS: lambda _: each.line.short.parameters,
    }[settings.what]
    return Curve(name, SECONDS, np.array([told(seconds) for seconds in SECONDS]), dash=dash)


def _table(settings: CostsByLength, found: dict[str, Priced]) -> str:
    heads = ("", "learned", "products", "memory", "12 GB", "2 GB")
    rows = (_row(settings, name, each) for name, each in found.items())
    return (
        f"{table(heads, rows)}"
        f'<p class="frontear-quiet">Learned numbers; multiply–adds of one clip of {settings.seconds} s; memory for a '
        f"step of training with a batch of {settings.batch_size}, which is the maps that the gradients need and four "
        "numbers for each learned one; and how long clips may be for 12 GB, or 2, to last.</p>"
    )


def _row(settings: CostsByLength, name: str, each: Priced) -> tuple[str, ...]:
    batch_size = settings.batch_size
    return (
        name,
        _count(each.line.short.parameters),
        _count(each.at(settings.seconds, batch_size=1).multiply_adds),
        _bytes(each.training_bytes(settings.seconds, batch_size=batch_size)),
        *(_fits(each.longest_s(1e9 * limit, batch_size=batch_size)) for limit in LIMITS_GB.values()),
    )


def _count(number: float) -> str:
    if number >= 1e9:
        return f"{number / 1e9:,.1f} G"
    return f"{number / 1e6:,.3g} M" if number >= 1e6 else f"{number:,}"


def _bytes(number: float) -> str:
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{number / 1e6:,.0f} MB"


def _fits(seconds: float) -> str:
    if seconds >= 120:
        return f"{seconds / 60:,.0f} min"
    return f"{seconds:.3g} s" if seconds else "never"


def costs_by_length(**settings: Any) -> Live:
    """What each paradigm costs, by the length of the sound. Lesson: notebooks/06_paradigms.ipynb"""
    return Live(
        CostsByLength(**settings),
        costs_by_length_shown,
        {"words": LiveText, "curves": lambda first: Lines(first, height=420), "table": Table},
        title="What it costs to listen longer",
        hint="Dashed: networks that hear the waveform; solid: those that look at a spectrogram. Where does each cross "
        "the dotted lines? Halve the batch; take frames half as often.",
        code=_code,
    )


def _code(settings: CostsByLength) -> str:
    preset = "class" if settings.sizes != LITERATURE else PRESET[SMALL]
    width = "" if settings.sizes != EQUAL else f", width={_width(SMALL, settings.budget, settings.n_bands):.6f}"
    numbers = f"sample_rate={settings.sample_rate}, n_filters={settings.n_bands}, hop_ms={settings.hop_ms}"
    batch_size, told = {
        MEMORY: (settings.batch_size, "(cost.activation_bytes + 16 * cost.parameters) / 1e9"),
        PRODUCTS: (1, "cost.multiply_adds / 1e6"),
        PARAMETERS: (1, "cost.parameters"),
    }[settings.what]
    return program(
        f"""from frontear.analysis.cost_growth import growth
from frontear.frontends import log_mel
from frontear.models.classifier import paradigm_classifier

frontend = log_mel({numbers})
model = paradigm_classifier("{SMALL}", frontend, n_classes=10, preset="{preset}"{width})
grown = growth(model, step=model.hop_length * model.body.stride)
seconds = [1, 2, 5, 10, 20, 30, 45, 60]
costs = [grown.at({settings.sample_rate} * length, batch_size={batch_size}) for length in seconds]""",
        line_chart(
            f'chart.add_scatter(x=seconds, y=[{told} for cost in costs], name="{SMALL}")',
            x="length of the sound (s)",
            y=f"{settings.what}{UNITS[settings.what]}",
        ),
    )


@lru_cache(maxsize=256)
def _width(name: str, budget: int, n_bands: int) -> float:
    """How wide a network of that many parameters is."""
    return width_for(budget, lambda width: model(name, "class", n_bands, width))
