"""Tables of lesson 08: rows of `benchmarks/speech_compare.py`, beside what a paper printed and beside one another."""

from typing import Any

from frontear_widgets.core.panel import Panel
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from .seeds import BySeed, Rows, paired, quiet, rows, told, values

CHOSEN = "weighted_f1_at_threshold"


def rows_of(*parts: str, beside: str = "") -> Panel:
    """The rows of parts of `benchmarks/speech_compare.py` that have been run, beside what the paper printed.

    Args:
        *parts: As the benchmark names them; those of which nothing has been run are named below the tables.
        beside: A row of each part, off whose weighted F1 the others' is taken, seed by seed; empty for none.

    Lesson: notebooks/08_speech.ipynb
    """
    by_part = {part: rows(part) for part in parts}
    tables = [_part(part, by_row, beside) for part, by_row in by_part.items() if by_row]
    waiting = [part for part, by_row in by_part.items() if not by_row]
    words = [quiet(f"Not run yet: {'; '.join(waiting)}.")] if waiting else []
    return Panel([LiveText("".join([*tables, *words]))])


def _part(part: str, by_row: Rows, beside: str) -> str:
    other = values(by_row.get(beside, {}), "weighted_f1")
    printed = any(row["paper_f1"] is not None for by_seed in by_row.values() for row in by_seed.values())
    against = [f"against {beside}"] if other else []
    heads = (part, "weighted F1", *against, "at a chosen threshold", "positive F1", "AUC", "seeds")
    shown = [
        (name, *_cells(name, by_seed, other, beside), *([_paper(by_seed)] if printed else []))
        for name, by_seed in by_row.items()
    ]
    against = f" Against {beside}: the weighted F1 minus that of {beside}, from runs of equal seeds." if other else ""
    words = "Weighted F1 at a half, and at the threshold that was best on the clips for validation."
    return table((*heads, *(["paper's F1"] if printed else [])), shown) + quiet(words + against)


def _cells(name: str, by_seed: dict[int, dict[str, Any]], other: BySeed, beside: str) -> list[str]:
    f1s = values(by_seed, "weighted_f1")
    less = [told({} if name == beside else paired(f1s, other), sign="+")] if other else []
    return [
        told(f1s),
        *less,
        *(told(values(by_seed, value)) for value in (CHOSEN, "positive_f1", "auc")),
        str(len(by_seed)),
    ]


def _paper(by_seed: dict[int, dict[str, Any]]) -> str:
    printed = next(iter(by_seed.values()))["paper_f1"]
    return "–" if printed is None else f"{printed:g}"
