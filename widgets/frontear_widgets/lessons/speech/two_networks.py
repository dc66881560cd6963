"""Panel of lesson 08: two networks on the same clips, each with its interval, and the interval of their difference."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from frontear.analysis.label_ceiling import weighted_f1_difference, weighted_f1_interval
from frontear.analysis.operating_points import outcome
from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.program import line_chart, program

from .clips import AUDIOSET, JUDGED
from .networks import NETWORKS, recorded_scores


@dataclass(frozen=True)
class TwoNetworks:
    """Clips kept for the end, and the two networks."""

    clips: str = choice(AUDIOSET, JUDGED, label="Clips")
    first: str = choice("attention", NETWORKS, label="One network")
    second: str = choice("linear", NETWORKS, label="Another")


class Between(NamedTuple):
    """A value, and the middle 95% of what it is on clips drawn again."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@lru_cache(maxsize=3 * len(NETWORKS))
def alone(clips: str, network: str) -> Between:
    """The weighted F1 of a network at a threshold of a half."""
    scores, speech = recorded_scores(clips, network)
    return Between(outcome(scores, speech).weighted_f1, *weighted_f1_interval(scores > 0, speech))


@lru_cache(maxsize=3 * len(NETWORKS) ** 2)
def difference(clips: str, first: str, second: str) -> Between:
    """How far the one is above the other, clip by clip."""
    (one, speech), (other, _) = (recorded_scores(clips, network) for network in (first, second))
    ends = weighted_f1_difference(one > 0, other > 0, speech)
    return Between(alone(clips, first).value - alone(clips, second).value, *ends)


def two_networks_shown(settings: TwoNetworks) -> dict:
    """Both with their intervals, and the difference with its own."""
    networks = (settings.first, settings.second)
    found = {network: alone(settings.clips, network) for network in networks}
    between = difference(settings.clips, *networks)
    return {
        "words": f"<p>Weighted F1: {', '.join(f'{escaped(name)} <b>{each}</b>' for name, each in found.items())}. "
        f"{settings.first} minus {settings.second}: <b>{_signed(between)}</b>. {_judged(settings, between)}</p>",
        "alone": _chart("Weighted F1 of each", found, x="weighted F1"),
        "difference": _chart(
            f"{settings.first} minus {settings.second}",
            {"difference": between},
            x="difference of weighted F1, on the same clips",
            marks=(0.0,),
        ),
    }


def _signed(each: Between) -> str:
    return " to ".join(f"{end:+.3f}" for end in (each.low, each.high))


def _judged(settings: TwoNetworks, between: Between) -> str:
    if settings.first == settings.second:
        return "That is one network, and a difference of nothing."
    if between.low <= 0 <= between.high:
        return "0 lies within: on these clips the two cannot be told apart."
    return f"0 lies outside: {settings.first if between.value > 0 else settings.second} is better on such clips."


def _chart(title: str, found: dict[str, Between], *, x: str, marks: tuple[float, ...] = ()) -> Chart:
    """Each a line from the one end to the other, with its middle marked, the first at the top."""
    ends = [end for each in found.values() for end in each[1:]] + list(marks)
    margin = (max(ends) - min(ends)) / 10 or 0.01
    curves = [
        Curve(name, (each.low, each.value, each.high), (place,) * 3, "lines+markers")
        for place, (name, each) in zip(range(len(found) - 1, -1, -1), found.items(), strict=True)
    ]
    return chart(
        title,
        curves,
        x=x,
        y="",
        x_range=(min(ends) - margin, max(ends) + margin),
        y_names=list(reversed(found)),
        y_range=(-0.5, len(found) - 0.5),
        marks=marks,
        alt="; ".join(f"{name}: {each}" for name, each in found.items()),
    )


def two_networks(**settings: Any) -> Live:
    """Two networks compared on the same clips. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        TwoNetworks(**settings),
        two_networks_shown,
        {
            "words": LiveText,
            "alone": lambda drawn: Lines(drawn, height=190),
            "difference": lambda drawn: Lines(drawn, height=150),
        },
        title="Two networks on the same clips",
        hint="In brackets the middle 95% of what comes out if as many clips are drawn again and again from these.",
        code=_code,
    )


def _code(settings: TwoNetworks) -> str:
    return program(
        f"""from frontear.analysis.label_ceiling import weighted_f1_difference, weighted_f1_interval
from frontear.analysis.operating_points import outcome
from frontear_widgets.lessons.speech.networks import recorded_scores

one, speech = recorded_scores({settings.clips!r}, {settings.first!r})
other, _ = recorded_scores({settings.clips!r}, {settings.second!r})
print("the one minus the other:", weighted_f1_difference(one > 0, other > 0, speech))
both = []
for scores in (one, other):
    low, high = weighted_f1_interval(scores > 0, speech)
    both.append((low, outcome(scores, speech).weighted_f1, high))""",
        line_chart(
            f'chart.add_scatter(x=both[0], y=[1, 1, 1], name="{settings.first}")',
            f'chart.add_scatter(x=both[1], y=[0, 0, 0], name="{settings.second}")',
            x="weighted F1",
            y="",
        ),
    )
