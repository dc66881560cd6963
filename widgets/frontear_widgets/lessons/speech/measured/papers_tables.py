"""Panel of lesson 08: the paper's five tables, each row with what it printed and what we have."""

from dataclasses import dataclass
from functools import lru_cache
from math import log
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np

from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.results import read
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import Table, table

from ..clips import FOLDER
from ..networks import audioset_labels
from .seeds import BySeed, rows, told, values

TABLES = {  # what stands in a row's name
    "Table 1": "linear: optimizer, batch, rate, hidden",
    "Table 2": "1-D convolution, 8 layers: optimizer, batch, rate, dropout",
    "Table 3": "linear: batch, rate, hidden",
    "Table 4": "1-D convolution: layers, batch, rate",
    "Table 5": "1-D convolution, 8 layers: batch, rate, dropout",
}
MARKED = "lines+markers"
GUESSING = 0.51  # AUC up to which a network says the same of all clips


@dataclass(frozen=True)
class PapersTables:
    """One of the paper's tables."""

    table: str = choice("Table 3", tuple(TABLES), label="Table of the paper")


class PapersRow(NamedTuple):
    """A row as the paper has it: settings, loss on validation and F1, None where none; and our runs of it, by seed."""

    name: str
    loss: float
    f1: float | None
    runs: dict[int, dict[str, Any]]

    def ours(self, measure: str) -> BySeed:
        """A measure of our runs."""
        return values(self.runs, measure)


def papers_rows(name: str) -> list[PapersRow]:
    """All rows of a table, in the paper's order, whether they have been run or not."""
    run = rows(name)
    return [
        PapersRow(row["row"], row["paper_validation_loss"], row["paper_f1"], run.get(row["row"], {}))
        for row in _printed()
        if row["part"] == name
    ]


def papers_tables_shown(settings: PapersTables) -> dict:
    """Losses on validation, the paper's and ours, row by row."""
    found = papers_rows(settings.table)
    return {
        "words": _words([row for row in found if row.runs], len(found)),
        "chart": _chart(settings.table, found),
        "table": _table(TABLES[settings.table], found),
    }


def losses(found: list[PapersRow]) -> tuple[list[float], list[float]]:
    """The paper's loss on validation of each row, and ours, the mean of the seeds; not a number where there is none."""
    ours = [fmean(row.ours("validation_loss").values()) if row.runs else float("nan") for row in found]
    return [row.loss for row in found], ours


def rank_correlation(one: list[float], other: list[float]) -> float:
    """Spearman's: 1 if both have the same order, −1 if the reverse, 0 where one has none."""
    if min(len(set(one)), len(set(other))) < 2:
        return 0.0
    from scipy.stats import rankdata  # takes long to import

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


@lru_cache(maxsize=1)
def blind_loss() -> float:
    """The loss of who knows how many clips have speech and says this of every one of them, in nats."""
    share = audioset_labels()[:, 0].double().mean().item()
    return -share * log(share) - (1 - share) * log(1 - share)


def died(found: list[PapersRow]) -> int:
    """How many rows are runs that tell no clip from another."""
    return sum(all(auc < GUESSING for auc in row.ours("auc").values()) for row in found if row.runs)


@lru_cache(maxsize=1)
def _printed() -> list[dict[str, Any]]:
    return read(FOLDER / "paper.csv")


def _words(run: list[PapersRow], n: int) -> str:
    few = f"<b>{len(run)}</b> of {n} rows have a result here."
    if len(run) < 3:
        return f"<p>{few}</p>"
    papers, ours = losses(run)
    gone = died(run)
    dead = f" In <b>{gone}</b> our network says the same of every clip." if gone else ""
    lower = sum(mine < theirs for mine, theirs in zip(ours, papers, strict=True))
    return (
        f"<p>{few} Our loss is the lower one in {lower}. How alike the rows are ranked: "
        f"{rank_correlation(papers, ours):.2f}, which is 1 for the same order and 0 for none.{dead}</p>"
    )


def _table(heads: str, found: list[PapersRow]) -> str:
    printed = any(row.f1 is not None for row in found)
    names = (heads, "paper's loss", "our loss", *(["paper's F1"] if printed else []), "our weighted F1", "AUC", "seeds")
    return table(names, [_row(row, printed=printed) for row in found])


def _row(row: PapersRow, *, printed: bool) -> tuple[str, ...]:
    loss, f1, auc = (told(row.ours(measure)) for measure in ("validation_loss", "weighted_f1", "auc"))
    f1s = ("–" if row.f1 is None else f"{row.f1:g}", f1) if printed else (f1,)
    return (row.name.replace("1e-05", "0.00001"), f"{row.loss:g}", loss, *f1s, auc, str(len(row.runs)))


def _chart(name: str, found: list[PapersRow]) -> Chart:
    papers, ours = losses(found)
    run = [place for place, row in enumerate(found) if row.runs]
    mine = [Curve("ours", [place + 1 for place in run], [ours[place] for place in run], "markers")] if run else []
    return chart(
        f"{name}: loss on validation, row by row",
        [
            Curve("the paper's", range(1, len(found) + 1), papers, MARKED),
            Curve("the same of every clip", (1, len(found)), (blind_loss(),) * 2),
            *mine,
        ],
        x="row, in the paper's order",
        y="loss on validation (nats)",
        log_axes="y",
        alt="; ".join(f"{row.name}: {row.loss:.3f}, ours {us:.3f}" for row, us in zip(found, ours, strict=True)),
    )


def papers_tables(**settings: Any) -> Live:
    """The paper's five tables beside ours. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        PapersTables(**settings),
        papers_tables_shown,
        {"words": LiveText, "chart": lambda drawn: Lines(drawn, height=300), "table": Table},
        title="The paper's tables, run again",
        hint="Each row is a run with the paper's settings on the numbers as they are. It tells no number of epochs: "
        "here a run ends when two have not been better, at the latest after sixteen.",
        code=_code,
    )


def _code(settings: PapersTables) -> str:
    return program(
        f"""from frontear_widgets.lessons.speech.measured.papers_tables import blind_loss, losses, papers_rows

found = papers_rows({settings.table!r})
papers, ours = losses(found)
for row, loss in zip(found, ours):
    print(row.name, "paper:", row.loss, "ours:", round(loss, 3))
places = list(range(1, len(found) + 1))
run = [place for place in places if found[place - 1].runs]""",
        line_chart(
            'chart.add_scatter(x=places, y=papers, name="the paper\'s")',
            'chart.add_scatter(x=[1, len(found)], y=[blind_loss()] * 2, name="the same of every clip")',
            "if run:",
            "    mine = [ours[place - 1] for place in run]",
            '    chart.add_scatter(x=run, y=mine, mode="markers", name="ours")',
            x="row, in the paper's order",
            y="loss on validation (nats)",
            layout='yaxis_type="log"',
        ),
    )
