"""What moving the filters was worth: what `benchmarks/record_runs.py` counted, as a table."""

import csv
import html
from pathlib import Path
from statistics import fmean

from ipywidgets import VBox

from frontear_widgets.core.live_text import LiveText
from frontear_widgets.results import RESULTS


def moving_filters(task: str, results: str | Path = RESULTS / "learning.csv") -> VBox:
    """Accuracies on the unseen of one task, a row for each way of learning. Lesson: notebooks/05_learning.ipynb"""
    return VBox([LiveText(table([row for row in read(results) if row["task"] == task]))]).add_class("frontear-panel")


def read(results: str | Path) -> list[dict]:
    """The rows of the results, numbers as numbers."""
    with open(results, encoding="utf-8", newline="") as file:
        return [row | {name: float(row[name]) for name in ("unseen", "hz", "widths")} for row in csv.DictReader(file)]


def table(rows: list[dict]) -> str:
    """Each way with the accuracy of every seed, and how far its filters have moved on average."""
    names = "".join(f"<th>{name}</th>" for name in ("way", "unseen named rightly, by seed", "centres moved"))
    ways = dict.fromkeys(row["way"] for row in rows)
    return f"<table><tr>{names}</tr>{''.join(_row(way, [r for r in rows if r['way'] == way]) for way in ways)}</table>"


def _row(way: str, rows: list[dict]) -> str:
    right = ", ".join(f"{row['unseen']:.0%}" for row in rows)
    moved = f"{fmean(row['hz'] for row in rows):.3g} Hz, {fmean(row['widths'] for row in rows):.2g} widths"
    return f"<tr><td>{html.escape(way)}</td><td>{right}</td><td>{moved}</td></tr>"
