"""Panel of lesson 08: the paper's five tables, each row with what it printed and what we have."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import Table, table

from .seeds import Rows, rows, told, values

TABLES = {  # what stands in a row's name, and how many rows the paper has
    "Table 1": ("linear: optimizer, batch, rate, hidden", 4),
    "Table 2": ("1-D convolution, 8 layers: optimizer, batch, rate, dropout", 2),
    "Table 3": ("linear: batch, rate, hidden", 20),
    "Table 4": ("1-D convolution: layers, batch, rate", 14),
    "Table 5": ("1-D convolution, 8 layers: batch, rate, dropout", 16),
}


@dataclass(frozen=True)
class PapersTables:
    """One of the paper's tables."""

    table: str = choice("Table 3", tuple(TABLES), label="Table of the paper")


def papers_tables_shown(settings: PapersTables) -> dict:
    """Losses on validation, the paper's and ours, row by row."""
    by_row = rows(settings.table)
    heads, n = TABLES[settings.table]
    return {
        "words": f"<p><b>{len(by_row)}</b> of {n} rows have a result here. {_likeness(by_row)}</p>",
        "chart": _chart(settings.table, by_row),
        "table": _table(heads, by_row),
    }


def losses(by_row: Rows) -> tuple[list[float], list[float]]:
    """The paper's best loss on validation of each row, and ours, the mean of the seeds."""
    found = [(first(each)["paper_validation_loss"], values(each, "validation_loss")) for each in by_row.values()]
    return [paper for paper, _ in found], [float(np.mean(list(ours.values()))) for _, ours in found]


def first(by_seed: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Any of a row's runs: what the paper printed is the same for all."""
    return next(iter(by_seed.values()))


def rank_correlation(one: list[float], other: list[float]) -> float:
    """Spearman's: 1 if both have the same order, −1 if the reverse."""
    from scipy.stats import rankdata  # takes long to import

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _likeness(by_row: Rows) -> str:
    if len(by_row) < 3:
        return ""
    papers, ours = losses(by_row)
    lower = sum(mine < theirs for mine, theirs in zip(ours, papers, strict=True))
    return (
        f"Our loss is the lower one in {lower}. How alike the rows are ranked: {rank_correlation(papers, ours):.2f}, "
        "which is 1 for the same order and 0 for none."
    )


def _table(heads: str, by_row: Rows) -> str:
    printed = any(first(each)["paper_f1"] is not None for each in by_row.values())
    names = (heads, "paper's loss", "our loss", *(["paper's F1"] if printed else []), "our weighted F1", "AUC", "seeds")
    return table(names, [_row(name, each, printed=printed) for name, each in by_row.items()]) if by_row else ""


def _row(name: str, by_seed: dict[int, dict[str, Any]], *, printed: bool) -> tuple[str, ...]:
    paper = first(by_seed)
    ours = (told(values(by_seed, value)) for value in ("validation_loss", "weighted_f1", "auc"))
    loss, f1, auc = ours
    f1s = (f"{paper['paper_f1']:.3f}", f1) if printed else (f1,)
    return (name, f"{paper['paper_validation_loss']:.3f}", loss, *f1s, auc, str(len(by_seed)))


def _chart(name: str, by_row: Rows) -> Chart:
    papers, ours = losses(by_row)
    ends = [min([*papers, *ours], default=0.3), max([*papers, *ours], default=1.0)]
    return chart(
        f"{name}: loss on validation, ours over the paper's",
        [Curve("a row", papers, ours, "markers"), Curve("as the paper has it", ends, ends)],
        x="the paper's (nats)",
        y="ours (nats)",
        log_axes="xy",
        alt="; ".join(f"{row}: {them:.3f}, ours {us:.3f}" for row, them, us in zip(by_row, papers, ours, strict=True))
        or "Nothing of it has been run",
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
        f"""from frontear_widgets.lessons.speech.measured.papers_tables import losses
from frontear_widgets.lessons.speech.measured.seeds import rows

by_row = rows({settings.table!r})
papers, ours = losses(by_row)
for row, theirs, mine in zip(by_row, papers, ours):
    print(row, "paper:", theirs, "ours:", round(mine, 3))""",
        line_chart('chart.add_scatter(x=papers, y=ours, mode="markers")', x="the paper's (nats)", y="ours (nats)"),
    )
