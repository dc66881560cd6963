"""What a benchmark measured over several seeds, with intervals: as it is, or over one of its rivals, seed by seed."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path

from frontear.intervals import mean

from ..charts import Chart, Curve, chart
from ..lines import Lines
from ..live import Live
from ..settings import choice
from ..words import Words

FRONTENDS = Path("results/frontends.csv")
NOBODY = "nothing"
TESTS = {"as they are": "clean", "noise at 0 dB": "noise_0_db", "30 dB lower": "level_30_db_lower"}
WAYS = (
    "log-mel",
    "mel-pcen",
    "leaf",
    "leaf, filters frozen",
    "leaf, filter rate × 30",
    "leaf, constant start",
    "sincnet",
    "td-filterbanks",
)
SOUNDS = {"spoken digits, by speaker": "fsdd", "environmental sounds, by fold": "esc10"}


@dataclass(frozen=True)
class Frontends:
    """Which of the measured accuracies to see."""

    data: str = choice("spoken digits, by speaker", list(SOUNDS), label="Learned and tested on")
    test: str = choice("as they are", list(TESTS), label="Tested with sounds")
    over: str = choice(NOBODY, [NOBODY, *WAYS], label="What each has over")


def frontends(results: str | Path = FRONTENDS) -> Live:
    """The front-ends compared by `benchmarks/frontends_compare.py`. Lesson: notebooks/05_learning.ipynb"""
    rows = read(results)
    return Live(
        Frontends(),
        lambda settings: frontends_shown(settings, rows),
        {"chart": lambda first: Lines(first, height=380), "words": Words},
        title="Eight front-ends, five seeds",
        hint="A dot is one seed, with a speaker or fold of its own kept for the test; a line is the 95 % interval.",
    )


def frontends_shown(settings: Frontends, rows: list[dict]) -> dict:
    """The chart, and the same in words."""
    rows = [row for row in rows if row["data"] == SOUNDS[settings.data]]
    runs = by_seed(rows, of="way", value=TESTS[settings.test])
    return shown(runs, WAYS, over=settings.over, what="share of the unseen named rightly", guess=0.1)


def read(results: str | Path) -> list[dict]:
    """The rows of the results that came to an end."""
    with open(results, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row["error"]]


def by_seed(rows: list[dict], *, of: str, value: str) -> dict[str, dict[int, float]]:
    """For each name in the column `of`, the value of every seed."""
    runs: dict[str, dict[int, float]] = {}
    for row in rows:
        runs.setdefault(row[of], {})[int(row["seed"])] = float(row[value])
    return runs


def shown(
    runs: dict[str, dict[int, float]], names: Sequence[str], *, over: str = NOBODY, what: str, guess: float
) -> dict:
    """A line per name, the first on top, from one end of the interval to the other, and every seed as a dot."""
    if over != NOBODY:
        base = runs[over]
        names = [name for name in names if name != over]
        runs = {name: {seed: runs[name][seed] - base[seed] for seed in base} for name in names}
        what, guess = f"{what}, less that of {over} with the same seed", 0.0
    return {"chart": forest(runs, names, what=what, mark=guess), "words": told(runs, names, over=over)}


def forest(runs: dict[str, dict[int, float]], names: Sequence[str], *, what: str, mark: float) -> Chart:
    """Means with their intervals, and the seeds."""
    places = range(len(names))[::-1]
    means = [mean(list(runs[name].values())) for name in names]
    ends = [x for found in means for x in (found.mean - found.half, found.mean, found.mean + found.half, nan)]
    rows = [y for place in places for y in (place, place, place, nan)]
    dots = [(value, place - 0.25) for name, place in zip(names, places, strict=True) for value in runs[name].values()]
    return chart(
        "Means with their 95 % intervals",
        [
            Curve("mean and interval", ends, rows, "lines+markers"),
            Curve("one seed", [x for x, _ in dots], [y for _, y in dots], "markers"),
        ],
        x=what,
        y="",
        y_names=list(names)[::-1],
        y_range=(-0.6, len(names) - 0.4),
        marks=(mark,),
        alt="; ".join(f"{name}: {found}" for name, found in zip(names, means, strict=True)),
    )


def told(runs: dict[str, dict[int, float]], names: Sequence[str], *, over: str) -> str:
    """Which intervals leave out no difference, or the means in a row."""
    means = {name: mean(list(runs[name].values())) for name in names}
    if over == NOBODY:
        return "<p>" + "; ".join(f"{name} <b>{found}</b>" for name, found in means.items()) + ".</p>"
    better = [f"{name} {found}" for name, found in means.items() if found.mean > found.half]
    worse = [f"{name} {found}" for name, found in means.items() if found.mean < -found.half]
    rest = len(means) - len(better) - len(worse)
    said = [
        f"Better than {over} with every interval above 0: <b>{', '.join(better) or 'none'}</b>.",
        f"Worse: <b>{', '.join(worse) or 'none'}</b>.",
        f"Of the other {rest} these runs cannot tell." if rest else "",
    ]
    return f"<p>{' '.join(said)}</p>"
