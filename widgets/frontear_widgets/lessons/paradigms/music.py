"""Panel of lesson 06: vertical against horizontal filters, on timbre and on rhythm."""

from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from frontear.analysis.confidence import mean
from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.results import forest
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText

TASKS = ("rhythms", "instruments", "instruments, middle of the note")
DEPTHS = ("one layer", "three layers")
SHAPES = ("vertical", "horizontal", "both")


@dataclass(frozen=True)
class Music:
    """What is to be told apart, and by how deep a network."""

    task: str = choice("rhythms", list(TASKS), label="Tell apart")
    depth: str = choice("one layer", list(DEPTHS), label="Network")


def music(results: str | Path = RESULTS / "music.csv", **settings: Any) -> Live:
    """What `benchmarks/shapes_in_music.py` counted. Lesson: notebooks/06_paradigms.ipynb"""
    rows = read(results)
    return Live(
        Music(**settings),
        lambda settings: music_shown(settings, rows),
        {"words": LiveText, "chart": lambda first: Lines(first, height=240)},
        title="Vertical or horizontal?",
        hint="A dot is one body or drum that was kept away, the mean of three seeds; a line is the 95% interval.",
    )


def by_group(rows: list[dict], *, task: str, depth: str, value: str = "unseen") -> dict[str, dict[str, float]]:
    """For each shape and each group held out the mean of its seeds."""
    own = [row for row in rows if (row["task"], row["depth"]) == (task, depth)]
    groups = sorted({row["held_out"] for row in own})

    def seeds(shape: str, group: str) -> list[float]:
        return [row[value] for row in own if (row["shape"], row["held_out"]) == (shape, group)]

    return {shape: {group: fmean(seeds(shape, group)) for group in groups} for shape in SHAPES}


def music_shown(settings: Music, rows: list[dict]) -> dict:
    """The chart, and the same in words, with what was learned."""
    runs = by_group(rows, task=settings.task, depth=settings.depth)
    learned = by_group(rows, task=settings.task, depth=settings.depth, value="learned")
    dots = {shape: list(own.values()) for shape, own in runs.items()}
    means = {shape: mean(own) for shape, own in dots.items()}
    told = "; ".join(
        f"{shape} <b>{means[shape]}</b> (of what it learned from, {fmean(own.values()):.2f})"
        for shape, own in learned.items()
    )
    chart = forest(
        means,
        dots=dots,
        dot="one drum" if settings.task == "rhythms" else "one body",
        what="share of the unseen named rightly",
        mark=0.25,
        x_range=(0, 1.1),
    )
    return {"words": f"<p>{settings.task}, {settings.depth}: {told}. Guessing gives 0.25.</p>", "chart": chart}
