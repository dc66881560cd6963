"""What moving the filters was worth: what `benchmarks/record_runs.py` counted, as a table."""

from pathlib import Path
from statistics import fmean

from frontear_widgets.core.panel import Panel
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table


def moving_filters(task: str, results: str | Path = RESULTS / "learning.csv") -> Panel:
    """Accuracies on the unseen of one task, a row for each way of learning. Lesson: notebooks/05_learning.ipynb"""
    return Panel([LiveText(ways_told([row for row in read(results) if row["task"] == task]))])


def ways_told(rows: list[dict]) -> str:
    """Each way with the accuracy of every seed, and how far its filters have moved on average."""
    ways = dict.fromkeys(row["way"] for row in rows)
    heads = ("way", "unseen named rightly, by seed", "centres moved")
    return table(heads, (_told(way, [row for row in rows if row["way"] == way]) for way in ways))


def _told(way: str, rows: list[dict]) -> tuple[str, str, str]:
    right = ", ".join(f"{row['unseen']:.0%}" for row in rows)
    moved = f"{fmean(row['hz'] for row in rows):.3g} Hz, {fmean(row['widths'] for row in rows):.2g} widths"
    return way, right, moved
