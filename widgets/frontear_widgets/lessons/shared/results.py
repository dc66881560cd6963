"""What was measured several times, with intervals: as it is, or over one of its rivals, seed by seed."""

from collections.abc import Collection, Mapping, Sequence
from math import isfinite, nan
from typing import NamedTuple

from frontear.analysis.confidence import Mean, mean
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.names import escaped

NOBODY = "nothing"
TITLE = "Means with their 95% intervals"

Runs = dict[str, dict[int, float]]  # a value for each name and seed


class Interval(NamedTuple):
    """A mean between the ends of its interval, which may lie unequally far from it."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.2f} ({self.low:.2f} to {self.high:.2f})"


def by_seed(rows: list[dict], *, of: str, value: str) -> Runs:
    """For each name in the column `of`, the value of every seed."""
    runs: Runs = {}
    for row in rows:
        runs.setdefault(row[of], {})[row["seed"]] = row[value]
    return runs


def shown(runs: Runs, names: Sequence[str], *, over: str = NOBODY, what: str, guess: float) -> dict:
    """The chart of the names, the first on top, and its words."""
    title, within = TITLE, (0, 1)
    if over != NOBODY:
        base = runs[over]
        both = {name: sorted(base.keys() & runs[name].keys()) for name in names if name != over}
        names = [name for name, seeds in both.items() if seeds]
        runs = {name: {seed: runs[name][seed] - base[seed] for seed in both[name]} for name in names}
        title = f"Differences to {over} with their 95% intervals"
        what, guess, within = f"{what}: difference", 0.0, (-1, 1)
    values = {name: list(runs[name].values()) for name in names}
    means = {name: mean(found) for name, found in values.items()}
    return {
        "chart": forest(means, dots=values, what=what, mark=guess, title=title, within=within),
        "words": told(means, over=over),
    }


def forest(
    intervals: Mapping[str, Mean | Interval],
    *,
    dots: Mapping[str, Collection[float]] | None = None,
    dot: str = "one seed",
    what: str,
    mark: float,
    x_range: tuple[float, float] | None = None,
    title: str = TITLE,
    within: tuple[float, float] = (0, 1),
) -> Chart:
    """A line per name, the first on top, from one end of its interval to the other, and dots below it.

    No interval is drawn beyond what the value can be, `within`, which is that of a share if nothing else is said, and
    none where one run tells of none.
    """
    places = {name: place for place, name in enumerate(reversed([*intervals]))}
    least, most = within
    known = [i if isfinite(i.high - i.low) else Interval(i.mean, i.mean, i.mean) for i in intervals.values()]
    ends = [x for i in known for x in (max(i.low, least), i.mean, min(i.high, most), nan)]
    rows = [y for name in intervals for y in (places[name], places[name], places[name], nan)]
    below = [(value, places[name] - 0.25) for name, values in (dots or {}).items() for value in values]
    each = [Curve(dot, [value for value, _ in below], [place for _, place in below], "markers")] if below else []
    return chart(
        title,
        [Curve("mean and interval", ends, rows, "lines+markers"), *each],
        x=what,
        y="",
        y_names=list(places),
        x_range=x_range,
        y_range=(-0.6, len(places) - 0.4),
        marks=(mark,),
        alt="; ".join(f"{name}: {found}" for name, found in intervals.items()),
    )


def told(means: Mapping[str, Mean], *, over: str) -> str:
    """Which intervals leave out no difference, or the means in a row."""
    if over == NOBODY:
        return "<p>" + "; ".join(f"{escaped(name)} <b>{found}</b>" for name, found in means.items()) + ".</p>"
    better = [f"{escaped(name)} {found}" for name, found in means.items() if found.low > 0]
    worse = [f"{escaped(name)} {found}" for name, found in means.items() if found.high < 0]
    rest = len(means) - len(better) - len(worse)
    said = [
        f"Better than {escaped(over)}, the whole interval above 0: <b>{', '.join(better) or 'none'}</b>.",
        f"Worse: <b>{', '.join(worse) or 'none'}</b>.",
        f"Of {f'the other {rest}' if rest > 1 else 'one more'} these runs cannot tell." if rest else "",
    ]
    return f"<p>{' '.join(said)}</p>"
