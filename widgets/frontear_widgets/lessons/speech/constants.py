"""Panel of lesson 08: a constant added to all numbers, what 8 bits cut off of it, and what louder really does."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from frontear.analysis.operating_points import area_under_roc, operating_points, outcome
from frontear.dsp.signals import from_db
from frontear.training.scoring import scores
from frontear.training.tagging.embedding_changes import at_ends, with_constant
from frontear_widgets.core.controls import choice, slider, switch
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program

from .clips import SECONDS, evaluation, heard, numbers
from .networks import NETWORKS, recorded

CONSTANTS = tuple(range(-100, 101, 20))


@dataclass(frozen=True)
class Constant:
    """What is added to every number, whether the rest is cut off, and the network that is asked."""

    network: str = choice("linear", NETWORKS, label="Network")
    amount: int = slider(30, -100, 100, label="Added to every number")
    clipped: bool = switch(True, label="Cut off below 0 and over 255")


def constant_shown(settings: Constant) -> dict:
    """How well the network still tells speech, at this constant and at others."""
    clips = with_constant(evaluation(), settings.amount, clipped=settings.clipped)
    truth = clips.labels[:, 0]
    answers = scores(recorded(settings.network).model, clips)[:, 0]
    found, share = outcome(answers, truth), at_ends(clips.inputs) if settings.clipped else 0.0
    area = area_under_roc(operating_points(answers, truth))
    return {
        "words": f"<p>With {settings.amount:+d} on every number {settings.network} says speech of "
        f"<b>{found.found + found.taken:,}</b> of {len(clips):,} clips: recall {found.recall:.2f}, precision "
        f"{found.precision:.2f}, AUC {area:.3f}. <b>{share:.1%}</b> of the numbers are at 0 or 255 and may stand for "
        f"anything beyond; without a constant it is {at_ends(evaluation().inputs):.1%}.</p>",
        "curve": _curve(settings),
    }


@lru_cache(maxsize=2 * len(NETWORKS))
def areas(network: str, clipped: bool) -> list[float]:
    """The AUC of a recorded network at each of `CONSTANTS`."""
    moved = (with_constant(evaluation(), amount, clipped=clipped) for amount in CONSTANTS)
    return [
        area_under_roc(operating_points(scores(recorded(network).model, each)[:, 0], each.labels[:, 0]))
        for each in moved
    ]


def _curve(settings: Constant) -> Chart:
    found = areas(settings.network, settings.clipped)
    return chart(
        f"{settings.network}: AUC with a constant on every number",
        [Curve("AUC", CONSTANTS, found, "lines+markers")],
        x="added to every number",
        y="AUC",
        y_range=(0.4, 1),
        marks=(settings.amount,),
        alt="; ".join(f"{amount}: {area:.3f}" for amount, area in zip(CONSTANTS, found, strict=True)),
    )


def constant(**settings: Any) -> Live:
    """A constant on all numbers. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        Constant(**settings),
        constant_shown,
        {"words": LiveText, "curve": Lines},
        title="A constant on every number",
        hint="The paper made more clips with speech by adding and taking off a constant, cut off at 0 and 255.",
        code=_constant_code,
    )


def _constant_code(settings: Constant) -> str:
    return program(
        f"""from frontear.training.tagging.embedding_changes import with_constant
from frontear.analysis.operating_points import area_under_roc, operating_points
from frontear.training.scoring import scores
from frontear_widgets.lessons.speech.clips import evaluation
from frontear_widgets.lessons.speech.networks import recorded

constants, areas = {list(CONSTANTS)}, []
for amount in constants:
    clips = with_constant(evaluation(), amount, clipped={settings.clipped})
    answers = scores(recorded({settings.network!r}).model, clips)[:, 0]
    areas.append(area_under_roc(operating_points(answers, clips.labels[:, 0])))""",
        line_chart("chart.add_scatter(x=constants, y=areas)", x="added to every number", y="AUC"),
    )


@dataclass(frozen=True)
class Louder:
    """A made scene, one of its seconds from 1, and by how much it is made louder."""

    number: int = slider(1, 1, 20, label="Scene")
    second: int = slider(5, 1, SECONDS, label="Second")
    gain_db: float = slider(10.0, -20.0, 20.0, step=1.0, label="Louder by", unit="dB")


def moved_by_gain(settings: Louder) -> tuple[Tensor, Tensor]:
    """The 128 numbers of the second as it is and at the other level, before they are rounded and cut off: float."""
    waveform = heard(settings.number - 1).waveform
    sounds = torch.stack([waveform, waveform * from_db(settings.gain_db)])
    before, after = numbers().levels(sounds)[:, settings.second - 1]
    return before, after


def louder_shown(settings: Louder) -> dict:
    """By how much each of the 128 numbers moves, if all that changes is the level."""
    before, after = moved_by_gain(settings)
    moves = after - before
    up, down = (int((sign * moves > 1).sum()) for sign in (1, -1))
    return {
        "words": f"<p>{settings.gain_db:+g} dB: <b>{up}</b> of the 128 numbers rise by more than 1, <b>{down}</b> "
        f"fall, the furthest by {moves.abs().max():.0f}. A constant would move all of them alike.</p>",
        "moves": chart(
            "By how much each number moves",
            [
                Curve(f"{settings.gain_db:+g} dB", range(1, 129), moves, "markers"),
                Curve("a constant", (1, 128), (30, 30)),
            ],
            x="number, by how much of the variance it has",
            y="moved by",
            alt=f"{up} numbers rise by more than 1, {down} fall",
        ),
    }


def louder(**settings: Any) -> Live:
    """What a level does to the numbers. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        Louder(**settings),
        louder_shown,
        {"words": LiveText, "moves": Lines},
        title="What louder does to the numbers",
        hint="A made scene, described anew at another level.",
        code=_louder_code,
    )


def _louder_code(settings: Louder) -> str:
    return program(
        f"""import torch
from frontear.dsp.signals import from_db
from frontear_widgets.lessons.speech.clips import heard, numbers

waveform = heard({settings.number - 1}).waveform
sounds = torch.stack([waveform, waveform * from_db({settings.gain_db:g})])
before, after = numbers().levels(sounds)[:, {settings.second - 1}]""",
        line_chart("chart.add_scatter(y=after - before)", x="number", y="moved by"),
    )
