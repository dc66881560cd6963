"""Panel of lesson 07: what a back-end costs by the length of the clips it is made for, and what it does with others."""

import functools
from dataclasses import dataclass
from typing import Any

import torch

from frontear.analysis.costs import Costs, costs
from frontear.models.backends import FIXED_LENGTH
from frontear.models.classifier import Classifier, paradigm_classifier
from frontear_widgets.core.controls import choice, ladder
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

from .recorded_backends import RATE, recorded

SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
KINDS = {
    "feed-forward": "feed-forward",
    "fully-convolutional": "fully-convolutional",
    "recurrent": "recurrent",
    "attention": "attention, as the pools",
}
FIXED = next(iter(FIXED_LENGTH))
WHAT = {
    "parameters": lambda found: found.parameters,
    "million multiply–adds": lambda found: found.multiply_adds / 1e6,
    "megabytes kept while learning": lambda found: found.activation_bytes / 1e6,
}


@dataclass(frozen=True)
class BackendCosts:
    """The length of clips that models are made for, that of a clip they get, and what is drawn."""

    seconds: float = ladder(1.0, SECONDS, label="Made for", unit="s")
    clip_seconds: float = ladder(2.0, SECONDS, label="Gets a clip of", unit="s")
    what: str = choice("parameters", list(WHAT), label="Drawn")


@functools.cache
def cost(backend: str, seconds: float) -> Costs:
    """What the lesson's model costs with a back-end made for clips of that length, and with such a clip."""
    return costs(_made(backend, seconds), seconds=seconds, sample_rate=RATE)


def _made(backend: str, seconds: float) -> Classifier:
    """A model as those of the lesson, before it learns."""
    usual = recorded("attention").settings
    return paradigm_classifier(
        usual.model.paradigm,
        usual.recipe(),
        n_classes=len(recorded("attention").classes),
        width=usual.model.width,
        backend=backend,
        length=round(seconds * RATE),
    )


def backend_costs_shown(settings: BackendCosts) -> dict:
    """Costs over the length, those at the chosen one, and what becomes of a clip of another."""
    return {
        "words": f"{_table(settings.seconds)}<p>{met(settings.seconds, settings.clip_seconds)}</p>",
        "curve": _curve(settings),
    }


def _table(seconds: float) -> str:
    rows = (_row(KINDS[backend], cost(backend, seconds)) for backend in KINDS)
    return table((f"made for {seconds:g} s", *WHAT), rows)


def _row(name: str, found: Costs) -> list[str]:
    return [name, *(f"{count(found):,.{0 if kind == 'parameters' else 1}f}" for kind, count in WHAT.items())]


@functools.cache
def met(seconds: float, clip_seconds: float) -> str:
    """What becomes of a clip of one length in models made for another."""
    if clip_seconds == seconds:
        return "The clip is as long as the models are made for: all of them take it as it is."
    lost = 1 - min(seconds, clip_seconds) / max(seconds, clip_seconds)
    cut, filled = f"cut, and {lost:.0%} of it is gone", f"filled up, and {lost:.0%} of what they hear is silence"
    return (
        f"Those of fixed length say: “{_refusal(seconds, clip_seconds)}”. So the clip is "
        f"{cut if clip_seconds > seconds else filled}. The others take it as it is."
    )


def _refusal(seconds: float, clip_seconds: float) -> str:
    """What a model of fixed length answers to a clip of another."""
    try:
        _made(FIXED, seconds).eval()(torch.zeros(1, round(clip_seconds * RATE)))
    except ValueError as refusal:
        return str(refusal)
    raise AssertionError(f"{FIXED} took a clip of another length")


def _curve(settings: BackendCosts) -> Chart:
    count = WHAT[settings.what]
    values = {name: [count(cost(backend, seconds)) for seconds in SECONDS] for backend, name in KINDS.items()}
    ends = [f"{name} {row[0]:.3g} for {SECONDS[0]:g} s, {row[-1]:.3g} for 60 s" for name, row in values.items()]
    return chart(
        f"{settings.what.capitalize()} by the length of the clip",
        [Curve(name, SECONDS, row, "lines+markers") for name, row in values.items()],
        x="length of the clip (s)",
        y=settings.what,
        log_axes="xy",
        marks=(settings.seconds,),
        alt=f"{settings.what}: {'; '.join(ends)}.",
    )


def backend_costs(**settings: Any) -> Live:
    """Costs by length, and what becomes of other lengths. Lesson: notebooks/07_backends.ipynb"""
    return Live(
        BackendCosts(**settings),
        backend_costs_shown,
        {"words": LiveText, "curve": Lines},
        title="Made for one length, or for any",
        hint="Whose number of parameters depends on the clip's length, and whose work does not?",
        code=_code,
    )


def _code(settings: BackendCosts) -> str:
    told = {
        "parameters": "cost.parameters",
        "million multiply–adds": "cost.multiply_adds / 1e6",
        "megabytes kept while learning": "cost.activation_bytes / 1e6",
    }[settings.what]
    return program(
        f"""from frontear.analysis.costs import costs
from frontear.frontends import log_mel
from frontear.models.classifier import paradigm_classifier

def cost_of(backend, seconds):
    frontend, length = log_mel(sample_rate={RATE}, n_filters=20), round({RATE} * seconds)
    model = paradigm_classifier("small-rectangular", frontend, n_classes=10, width=0.8, backend=backend, length=length)
    return costs(model, seconds=seconds, sample_rate={RATE})""",
        line_chart(
            f"lengths = {SECONDS[::3]}",
            f"for backend in {tuple(KINDS)}:",
            "    found = [cost_of(backend, seconds) for seconds in lengths]",
            f"    chart.add_scatter(x=lengths, y=[{told} for cost in found], name=backend)",
            x="length of the clip (s)",
            y=settings.what,
            layout='xaxis_type="log", yaxis_type="log"',
        ),
    )
