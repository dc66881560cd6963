"""Do made voices stand in for people? What `benchmarks/voices_compare.py` measured, drawn."""

from pathlib import Path

from frontear_widgets.core.panel import Panel
from frontear_widgets.lessons.shared.results import Interval, forest
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.charts import Chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

HEADS = ("learned from", "tested on", "right", "95% interval", "speakers")


def made_voices(results: str | Path = RESULTS / "voices.csv") -> Panel:
    """Accuracies with their intervals, one line per way of training. Lesson: notebooks/appendix_sounds.ipynb"""
    rows = read(results)
    told = table(HEADS, map(_told, rows))
    return Panel([LiveText(told), Lines(accuracies(rows), height=300)])


def _told(row: dict) -> list[str]:
    return [
        row["trained_on"],
        row["tested_on"],
        f"{row['accuracy']:.2f}",
        f"{row['low']:.2f} to {row['high']:.2f}",
        f"{row['speakers']}: {row['worst_speaker']:.2f} to {row['best_speaker']:.2f}",
    ]


def accuracies(rows: list[dict]) -> Chart:
    """One line per row from the interval's low to its high end, a dot at the accuracy."""
    return forest(
        {f"{r['trained_on']} → {r['tested_on']}": Interval(r["accuracy"], r["low"], r["high"]) for r in rows},
        title="Digits named rightly, with 95% intervals (0.1 is guessing)",
        what="share named rightly",
        mark=0.1,
        x_range=(0, 1.02),
    )
