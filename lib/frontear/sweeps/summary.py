"""What came out of a sweep, as lines of text: one for all seeds of the same settings."""

from math import nan
from statistics import fmean

from frontear.sweeps.choices import Chosen
from frontear.sweeps.table import Result


def summary(rows: list[Result]) -> list[str]:
    """Return a heading and a line for each of the settings but the seed: means of the results, how many, how many not.

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
    means = (fmean(result[measure] for result in done) if done else nan for measure in measures)
    said = (group[0].settings.get(name, "") for name in names)
    return [*map(str, said), *(f"{mean:.4g}" for mean in means), str(len(done)), str(len(group) - len(done))]


def _aligned(lines: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def _but_seed(settings: Chosen) -> Chosen:
    return {name: value for name, value in settings.items() if name != "seed"}


def _names(dictionaries) -> list[str]:
    return list(dict.fromkeys(name for dictionary in dictionaries for name in dictionary))
