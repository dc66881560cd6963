"""What came out of a sweep, as lines of text: one for all seeds of the same settings."""

from math import nan
from statistics import fmean

from frontear.sweeps.choices import Chosen, Value
from frontear.sweeps.table import Result


def summary(rows: list[Result]) -> list[str]:
    """Return a heading and a line for each of the settings but the seed: what came out, how many, how many not.

    Of numbers the mean is said, over the runs that have one, of anything else the one value that all have, or how many
    there are; "nan" where there is none.

    Lesson: notebooks/06_paradigms.ipynb
    """
    names = _names(_but_seed(row.settings) for row in rows)
    measures = _names(row.result for row in rows)
    lines = [_line(group, names, measures) for group in _groups(rows)]
    return _aligned([[*names, *measures, "runs", "failed"], *lines])


def _groups(rows: list[Result]) -> list[list[Result]]:
    groups = {}
    for row in rows:
        groups.setdefault(str(_but_seed(row.settings)), []).append(row)
    return list(groups.values())


def _line(group: list[Result], names: list[str], measures: list[str]) -> list[str]:
    done = [row.result for row in group if not row.error]
    said = (_plain(group[0].settings.get(name, "")) for name in names)
    found = (_told([result[measure] for result in done if measure in result]) for measure in measures)
    return [*said, *found, str(len(done)), str(len(group) - len(done))]


def _told(values: list[Value]) -> str:
    if values and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return f"{_mean(values):.4g}"
    different = list(dict.fromkeys(map(_plain, values))) or ["nan"]
    return different[0] if len(different) == 1 else f"{len(different)} different"


def _mean(values: list[float]) -> float:
    try:
        return fmean(values)
    except (OverflowError, ValueError):  # of what no float holds, of inf and -inf
        return nan


def _plain(value: Value) -> str:
    return " ".join(str(value).split())  # a line stays one


def _aligned(lines: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def _but_seed(settings: Chosen) -> Chosen:
    return {name: value for name, value in settings.items() if name != "seed"}


def _names(dictionaries) -> list[str]:
    return list(dict.fromkeys(name for dictionary in dictionaries for name in dictionary))
