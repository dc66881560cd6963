"""Do made voices stand in for people? What `benchmarks/voices_compare.py` measured, drawn."""

import csv
import html
from pathlib import Path

from ipywidgets import VBox

from frontear_widgets.core.charts import Curve, chart
from frontear_widgets.core.lines import Lines
from frontear_widgets.core.live_text import LiveText
from frontear_widgets.results import RESULTS


def made_voices(results: str | Path = RESULTS / "voices.csv") -> VBox:
    """Accuracies with their intervals, one line per way of training. Lesson: notebooks/appendix_sounds.ipynb"""
    rows = read(results)
    return VBox([LiveText(table(rows)), Lines(forest(rows), height=300)]).add_class("frontear-panel")


def read(results: str | Path) -> list[dict]:
    """The rows of the results, numbers as numbers."""
    with open(results, encoding="utf-8", newline="") as file:
        return [
            row | {name: float(row[name]) for name in ("accuracy", "low", "high", "worst_speaker", "best_speaker")}
            for row in csv.DictReader(file)
        ]


def table(rows: list[dict]) -> str:
    """The rows as an HTML table."""
    cells = "".join(
        f"<tr><td>{html.escape(row['trained_on'])}</td><td>{html.escape(row['tested_on'])}</td>"
        f"<td>{row['accuracy']:.2f}</td><td>{row['low']:.2f} to {row['high']:.2f}</td>"
        f"<td>{row['speakers']}: {row['worst_speaker']:.2f} to {row['best_speaker']:.2f}</td></tr>"
        for row in rows
    )
    names = "".join(f"<th>{name}</th>" for name in ("learned from", "tested on", "right", "95 % interval", "speakers"))
    return f"<table><tr>{names}</tr>{cells}</table>"


def forest(rows: list[dict]):
    """One line per row from the interval's low to its high end, a dot at the accuracy."""
    curves = []
    for place, row in zip(reversed(range(len(rows))), rows, strict=True):
        name = f"{row['trained_on']} → {row['tested_on']}"
        ends = [row["low"], row["accuracy"], row["high"]]
        curves.append(Curve(name, ends, [place] * 3, "lines+markers", "solid"))
    told = "; ".join(f"{curve.name}: {curve.x[1]:.2f} ({curve.x[0]:.2f} to {curve.x[2]:.2f})" for curve in curves)
    return chart(
        "Digits named rightly, with 95 % intervals (0.1 is guessing)",
        curves,
        x="share named rightly",
        y="",
        x_range=(0, 1.02),
        y_range=(-0.6, len(rows) - 0.4),
        marks=(0.1,),
        alt=told,
    )
