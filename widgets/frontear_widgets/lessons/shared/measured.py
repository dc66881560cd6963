"""What a benchmark measured over several seeds, with intervals: as it is, or over one of its rivals, seed by seed."""

import csv
from collections.abc import Sequence
from math import nan
from pathlib import Path

from frontear.analysis.confidence import mean
from frontear_widgets.core.charts import Chart, Curve, chart

NOBODY = "nothing"


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
        what, guess = f"{what}, less that of {over}", 0.0
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
        f"Better than {over}, the whole interval above 0: <b>{', '.join(better) or 'none'}</b>.",
        f"Worse: <b>{', '.join(worse) or 'none'}</b>.",
        f"Of {f'the other {rest}' if rest > 1 else 'one more'} these runs cannot tell." if rest else "",
    ]
    return f"<p>{' '.join(said)}</p>"
