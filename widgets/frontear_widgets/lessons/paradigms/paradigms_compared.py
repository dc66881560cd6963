"""Paradigms compared, windows on the waveform at two strides: what `benchmarks/paradigms_compare.py` measured."""

from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from frontear.models.paradigms import PARADIGMS
from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.results import NOBODY, by_seed, shown
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

SOUNDS = {
    "spoken digits, by speaker": "fsdd",
    "command words, by speaker": "speech-commands",
    "environmental sounds, by fold": "esc10",
}
OFTEN = {name: f"{name}, every 32" for name in ("frame-level", "frame-level-many-shapes")}
NETWORKS = [way for name in PARADIGMS for way in (name, OFTEN.get(name)) if way]


@dataclass(frozen=True)
class Paradigms:
    """Which of the measured accuracies to see."""

    data: str = choice("spoken digits, by speaker", list(SOUNDS), label="Sounds")
    over: str = choice(NOBODY, [NOBODY, *NETWORKS], label="Compared with")


def paradigms(results: str | Path = RESULTS / "paradigms.csv", **settings: str) -> Live:
    """The paradigms compared by `benchmarks/paradigms_compare.py`. Lesson: notebooks/06_paradigms.ipynb"""
    rows = read(results)
    return Live(
        Paradigms(**settings),
        lambda settings: paradigms_shown(settings, rows),
        {"chart": lambda first: Lines(first, height=400), "words": LiveText},
        title="Seven paradigms, two of them twice, five seeds, 80,000 numbers each",
        hint="A dot is one seed, with some speakers or one fold kept for the test; a line is the 95% interval; dotted "
        "is guessing, or no difference. "
        "Windows on the waveform are asked every 160 samples, and in networks of their own every 32.",
    )


def paradigms_shown(settings: Paradigms, rows: list[dict]) -> dict:
    """The chart, and the same in words, with what each run cost."""
    rows = [row for row in rows if row["data"] == SOUNDS[settings.data]]
    runs = by_seed(rows, of="network", value="unseen")
    seen = shown(runs, NETWORKS, over=settings.over, what="share named rightly", guess=0.1)
    return seen | {"words": seen["words"] + costs_told(rows)}


def costs_told(rows: list[dict]) -> str:
    """Seconds of a run, and what a batch of 16 keeps for learning."""
    seconds = by_seed(rows, of="network", value="seconds")
    kept = by_seed(rows, of="network", value="megabytes")
    said = ((name, f"{fmean(seconds[name].values()):.0f} s", f"{max(kept[name].values()):.0f} MB") for name in NETWORKS)
    return table(("network", "a run, one core", "kept for 16 clips"), said)
