"""What was measured for lesson 10: hearts, earthquakes and a whale by many front-ends; lengths and hops that learn."""

from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import Any

from frontear.analysis.confidence import Mean, mean
from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.core.panel import Panel
from frontear_widgets.lessons.shared.results import NOBODY, by_seed, shown
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

MADE = "rhythm of made hearts"
TASKS = {
    "fibrillation by 10 s of a heart": "fibrillation",
    "earthquake or the ground before": "earthquake",
    "P or S": "P or S",
}
WHALE = "whale under the sea or boats"
ALL_TASKS = {MADE: "made hearts"} | TASKS | {WHALE: "whale"}


@cache
def rows(name: str) -> tuple[dict, ...]:
    """Of one of the recorded tables, all runs that came to an end."""
    return tuple(read(RESULTS / f"{name}.csv"))


def ways(task: str) -> list[str]:
    """Those of a task in the order of the benchmark."""
    return list(dict.fromkeys(row["way"] for row in rows("beyond_audio") if row["task"] == task))


ALL = list(dict.fromkeys(row["way"] for row in rows("beyond_audio")))


@dataclass(frozen=True)
class Measured:
    """Which of the measured shares to see."""

    task: str = choice("fibrillation by 10 s of a heart", list(ALL_TASKS), label="Task")
    over: str = choice(NOBODY, [NOBODY, *ALL], label="Compared with")


def measured_shown(settings: Measured) -> dict:
    """The chart, and the same in words. Raises ValueError for a rival that was not run on the task."""
    task = ALL_TASKS[settings.task]
    runs = by_seed([row for row in rows("beyond_audio") if row["task"] == task], of="way", value="right")
    if settings.over not in (NOBODY, *runs):
        raise ValueError(f"{settings.over!r} was not run on {settings.task}; allowed: {', '.join([NOBODY, *runs])}")
    return shown(runs, ways(task), over=settings.over, what="share right, mean of the two classes", guess=0.5)


def measured(**settings: Any) -> Live:
    """Front-ends on hearts, earthquakes and a whale, by `benchmarks/beyond_audio_compare.py`.

    Lesson: notebooks/10_beyond_audio.ipynb
    """
    return Live(
        Measured(**settings),
        measured_shown,
        {"chart": lambda first: Lines(first, height=400), "words": LiveText},
        title="Front-ends on hearts and earthquakes",
        hint="A dot is one seed, with other persons or stations kept for the test; a line is the 95% interval; dotted "
        "is guessing, or no difference. Compared with a rival, each dot is the difference at the same seed.",
    )


def learned_less_frozen() -> dict[str, Mean]:
    """Of each task, and of all three in the mean, what learning the front-end has over its frozen start, by seed."""
    gained = {}
    for task in TASKS.values():
        runs = by_seed([row for row in rows("beyond_audio") if row["task"] == task], of="way", value="right")
        both = runs["leaf"].keys() & runs["leaf, frozen"].keys()
        gained[task] = {seed: runs["leaf"][seed] - runs["leaf, frozen"][seed] for seed in both}
    every = set.intersection(*map(set, gained.values()))  # some tasks may have more seeds than others
    in_all = {seed: fmean(of_task[seed] for of_task in gained.values()) for seed in every}
    return {task: mean(list(by.values())) for task, by in (gained | {"all three": in_all}).items()}


def what_learning_gained() -> Panel:
    """A table of it. Lesson: notebooks/10_beyond_audio.ipynb"""
    found = [(task, str(gained)) for task, gained in learned_less_frozen().items()]
    return Panel([LiveText(table(("task", "learned less frozen"), found))])


def whale_measured() -> Panel:
    """A table of the whale, and what LEAF had over its frozen start and over mel.

    Lesson: notebooks/10_beyond_audio.ipynb
    """
    return Panel([LiveText(whale_told())])


def whale_told() -> str:
    """Each way, and LEAF's differences by seed, with their intervals."""
    runs = by_seed([row for row in rows("beyond_audio") if row["task"] == "whale"], of="way", value="right")
    found = [(way, str(mean(list(runs[way].values())))) for way in runs]
    for other in ("leaf, frozen", "log-mel"):
        both = sorted(runs["leaf"].keys() & runs[other].keys())
        found.append((f"leaf less {other}", str(mean([runs["leaf"][seed] - runs[other][seed] for seed in both]))))
    return table(("whale", "share right"), found)


def strides(task: str) -> Panel:
    """What `benchmarks/strides_compare.py` measured of one task, a row for each way.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        task: "ripple", "flutter" or "words".
    """
    return Panel([LiveText(strides_told(task))])


def strides_told(task: str) -> str:
    """Share right, hop and narrowest filter after learning, of each way."""
    of_task = [row for row in rows("strides") if row["task"] == task]
    runs = {name: by_seed(of_task, of="way", value=name) for name in ("right", "hop_ms", "width_hz")}
    found = [_row(way, runs, task) for way in runs["right"]]
    last = "narrowest filter after" if task == "ripple" else "hop after"
    return table((task, "share right", last), found)


def _row(way: str, runs: dict, task: str) -> tuple[str, str, str]:
    name, unit = ("width_hz", "Hz") if task == "ripple" else ("hop_ms", "ms")
    after = fmean(runs[name][way].values())
    return way, str(mean(list(runs["right"][way].values()))), f"{after:.3g} {unit}"
