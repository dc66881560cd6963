"""Panel of lesson 08: one threshold along two curves, and the four numbers called F1 that move with it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch

from frontear.analysis.operating_points import OperatingPoints, Outcome, area_under_roc, operating_points, outcome
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

from .clips import AUDIOSET, JUDGED
from .networks import NETWORKS, recorded_scores

MOST_POINTS = 200  # of a curve
ASKED_RECALL = 0.9  # by the exercise
F1S = {
    "positive": "of clips with speech",
    "macro": "mean of both kinds of clips",
    "weighted": "their mean by number of clips",
    "micro": "of all decisions, the accuracy",
}


@dataclass(frozen=True)
class Threshold:
    """Clips kept for the end, a network, and the probability over which it says speech."""

    clips: str = choice(AUDIOSET, JUDGED, label="Clips")
    network: str = choice("attention", NETWORKS, label="Network")
    threshold: float = slider(0.5, 0.0, 1.0, step=0.01, label="Threshold")

    def outcome(self) -> Outcome:
        """What becomes of the clips."""
        return outcome(*recorded_scores(self.clips, self.network), threshold=self.threshold)


def threshold_shown(settings: Threshold) -> dict:
    """The four F1s in a table, and where the threshold stands on both curves."""
    found, points = settings.outcome(), curves(settings.clips, settings.network)
    return {
        "words": _words(found),
        "f1s": table(("F1", "what it is", "here"), _rows(found)),
        "precision": _precision(points, found),
        "roc": _roc(points, found),
    }


def _words(found: Outcome) -> str:
    n = found.found + found.missed
    return (
        f"<p>Of {n:,} clips with speech <b>{found.found:,}</b> are found (recall {found.recall:.2f}), of "
        f"{found.taken + found.left:,} without it <b>{found.taken:,}</b> are taken for speech (false alarms "
        f"{found.false_alarms:.2f}). {_precise(found)}</p>"
    )


def _precise(found: Outcome) -> str:
    said = found.found + found.taken
    if not said:
        return "Nothing is said to be speech."
    return f"Of the {said:,} said to be speech {found.precision:.2f} are (precision)."


def _rows(found: Outcome) -> list[tuple[str, str, str]]:
    return [(name, what, f"{getattr(found, f'{name}_f1'):.3f}") for name, what in F1S.items()]


@lru_cache(maxsize=3 * len(NETWORKS))
def curves(clips: str, network: str) -> OperatingPoints:
    """All thresholds that make a difference."""
    return operating_points(*recorded_scores(clips, network))


def thinned(points: OperatingPoints) -> OperatingPoints:
    """At most some hundred of them, evenly spread, the ends among them."""
    n = len(points.recall)
    chosen = torch.linspace(0, n - 1, min(n, MOST_POINTS)).round().long()
    return OperatingPoints(*(part[chosen] for part in points))


def _precision(points: OperatingPoints, found: Outcome) -> Chart:
    drawn = thinned(points)
    return _drawn(
        "Precision over recall",
        Curve("every threshold", drawn.recall, drawn.precision),
        (found.recall, found.precision),
        x="recall",
        y="precision",
        alt=f"At this threshold recall {found.recall:.2f} and precision {found.precision:.2f}.",
    )


def _roc(points: OperatingPoints, found: Outcome) -> Chart:
    drawn, area = thinned(points), area_under_roc(points)
    zero = torch.zeros(1)
    line = Curve("every threshold", torch.cat([zero, drawn.false_alarms]), torch.cat([zero, drawn.recall]))
    return _drawn(
        f"ROC: recall over false alarms, the area under it {area:.3f}",
        line,
        (found.false_alarms, found.recall),
        x="false alarms, share of clips without speech",
        y="recall",
        alt=f"Area under the curve {area:.3f}; at this threshold {found.false_alarms:.2f} false alarms.",
    )


def _drawn(title: str, line: Curve, here: tuple[float, float], *, x: str, y: str, alt: str) -> Chart:
    point = Curve("this threshold", [here[0]], [here[1]], "markers")
    return chart(title, [line, point], x=x, y=y, x_range=(0, 1), y_range=(0, 1.02), alt=alt)


def reaches_recall(recall: float = ASKED_RECALL) -> Callable[[Threshold], tuple[bool, str]]:
    """A check for an exercise: as few false alarms as there can be at such a recall, to the slider's hundredth."""

    def check(settings: Threshold) -> tuple[bool, str]:
        found = settings.outcome()
        stands = f"Recall is {found.recall:.3f}, and {found.false_alarms:.3f} of the clips without speech are taken."
        if found.recall < recall:
            return False, f"{stands} Too many are missed: what must a threshold do to find more?"
        scores, truth = recorded_scores(settings.clips, settings.network)
        above = outcome(scores, truth, threshold=settings.threshold + 0.01)
        if above.recall >= recall:
            return False, f"{stands} A higher threshold still finds as many as asked, with fewer false alarms."
        return True, f"{stands} One step higher would find {above.recall:.3f}."

    return check


def threshold(**settings: Any) -> Live:
    """The threshold along both curves. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        Threshold(**settings),
        threshold_shown,
        {
            "words": LiveText,
            "f1s": LiveText,
            "precision": lambda drawn: Lines(drawn, height=230),
            "roc": lambda drawn: Lines(drawn, height=230),
        },
        title="One threshold, four numbers called F1",
        hint="Speech is said where the network's probability is over the threshold. Move it from end to end.",
        code=_code,
    )


def _code(settings: Threshold) -> str:
    return program(
        f"""from frontear.analysis.operating_points import operating_points, outcome
from frontear_widgets.lessons.speech.networks import recorded_scores
from frontear_widgets.lessons.speech.threshold import thinned

scores, speech = recorded_scores({settings.clips!r}, {settings.network!r})
found = outcome(scores, speech, threshold={settings.threshold})
print(found.positive_f1, found.macro_f1, found.weighted_f1, found.micro_f1)
points = thinned(operating_points(scores, speech))  # at most 200 of them""",
        line_chart(
            'chart.add_scatter(x=points.recall, y=points.precision, name="every threshold")',
            'chart.add_scatter(x=[found.recall], y=[found.precision], mode="markers", name="this one")',
            x="recall",
            y="precision",
        ),
    )
