"""Panel of lesson 08: the seconds in another order, and what each network makes of it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from frontear.analysis.operating_points import area_under_roc, operating_points, outcome
from frontear.data.tagged_examples import TaggedExamples
from frontear.training.scoring import scores
from frontear.training.tagging.embedding_changes import ORDERS, reordered
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import Table, table

from .clips import MADE, SECONDS, evaluation
from .networks import NETWORKS, recorded, recorded_scores

AS_IT_IS, REVERSED, SHUFFLED, ONE = ORDERS


@dataclass(frozen=True)
class SecondsOrder:
    """An order of the ten seconds, and which one fills the clip where only one does, counted from 1."""

    order: str = choice(REVERSED, ORDERS, label="Order of the seconds")
    second: int = slider(5, 1, SECONDS, label="The second that is left", when=lambda settings: settings.order == ONE)

    def clips(self) -> TaggedExamples:
        """The clips in this order."""
        return reordered(evaluation(), self.order, second=self.second - 1)


@dataclass(frozen=True)
class Judged:
    """A network's AUC and positive F1 at a half, and of how many clips it says something else than in their order."""

    auc: float
    positive_f1: float
    changed: int


@lru_cache(maxsize=100)
def judged(settings: SecondsOrder, network: str) -> Judged:
    """What a recorded network makes of made scenes in this order."""
    before, truth = recorded_scores(MADE, network)
    said = scores(recorded(network).model, settings.clips())[:, 0]
    area = area_under_roc(operating_points(said, truth))
    return Judged(area, outcome(said, truth).positive_f1, int(((said > 0) != (before > 0)).sum()))


def seconds_order_shown(settings: SecondsOrder) -> dict:
    """All six networks, with their seconds in order and in this one."""
    found = {network: judged(settings, network) for network in NETWORKS}
    usual = {network: judged(SecondsOrder(AS_IT_IS), network) for network in NETWORKS}
    blind = [network for network, each in found.items() if each.changed == 0]
    n = len(evaluation())
    return {
        "words": f"<p>Of the {n} clips kept for the end, every answer stays what it was: "
        f"<b>{', '.join(blind) or 'with none of the six'}</b>.</p>",
        "table": table(
            ("", "AUC", "in this order", "positive F1", "in this order", f"other answers, of {n}"),
            [_row(network, usual[network], found[network]) for network in NETWORKS],
        ),
        "chart": _chart(usual, found),
    }


def _row(network: str, usual: Judged, found: Judged) -> tuple[str, ...]:
    shown = (usual.auc, found.auc, usual.positive_f1, found.positive_f1)
    return (network, *(f"{value:.3f}" for value in shown), str(found.changed))


def _chart(usual: dict[str, Judged], found: dict[str, Judged]) -> Chart:
    names = list(reversed(NETWORKS))
    curves = [
        Curve(name, [each[network].auc for network in names], range(len(names)), "markers")
        for name, each in (("seconds as they were", usual), ("in this order", found))
    ]
    told = "; ".join(f"{network}: {usual[network].auc:.3f} and {found[network].auc:.3f}" for network in NETWORKS)
    return chart(
        "Area under the ROC curve, in order and in this order",
        curves,
        x="AUC: 0.5 is guessing",
        y="",
        y_names=names,
        x_range=(0.4, 1),
        y_range=(-0.5, len(names) - 0.5),
        marks=(0.5,),
        alt=told,
    )


def seconds_order(**settings: Any) -> Live:
    """The seconds in another order. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        SecondsOrder(**settings),
        seconds_order_shown,
        {"words": LiveText, "chart": Lines, "table": Table},
        title="The seconds in another order",
        hint="Reversed: the last second first. Shuffled: every clip in an order of its own. One second: it stands ten "
        "times in a row, and the other nine are gone.",
        code=_code,
    )


def _code(settings: SecondsOrder) -> str:
    second = f", second={settings.second - 1}" if settings.order == ONE else ""
    return program(
        f"""from frontear.training.tagging.embedding_changes import reordered
from frontear.analysis.operating_points import area_under_roc, operating_points
from frontear.training.scoring import scores
from frontear_widgets.lessons.speech.clips import evaluation
from frontear_widgets.lessons.speech.networks import NETWORKS, recorded

clips, names, areas = reordered(evaluation(), {settings.order!r}{second}), list(reversed(NETWORKS)), []
for name in names:
    there, here = (scores(recorded(name).model, each)[:, 0] for each in (evaluation(), clips))
    areas.append(area_under_roc(operating_points(here, clips.labels[:, 0])))
    print(name, "other answers:", int(((there > 0) != (here > 0)).sum()))""",
        line_chart(
            'chart.add_scatter(x=areas, y=list(range(len(names))), mode="markers")',
            x="AUC in this order",
            y="",
            layout="yaxis_ticktext=names, yaxis_tickvals=list(range(len(names)))",
        ),
    )
