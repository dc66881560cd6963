"""Values by seed: read, paired, and told with what their mean may be off by."""

from collections.abc import Mapping
from typing import Any

from frontear.analysis.confidence import mean
from frontear_widgets.results import RESULTS, read

BySeed = dict[int, float]
Rows = dict[str, dict[int, dict[str, Any]]]  # by name and seed


def rows(part: str) -> Rows:
    """What `benchmarks/speech_compare.py` has measured of one of its parts so far."""
    found: Rows = {}
    for row in read(RESULTS / "speech.csv"):
        if row["part"] == part:
            found.setdefault(str(row["row"]), {})[row["seed"]] = row
    return found


def values(by_seed: Mapping[int, dict[str, Any]], name: str) -> BySeed:
    """One measure of a row."""
    return {seed: row[name] for seed, row in by_seed.items() if row.get(name) is not None}


def paired(one: BySeed, other: BySeed) -> BySeed:
    """The one minus the other, for the seeds that both have."""
    return {seed: value - other[seed] for seed, value in one.items() if seed in other}


def told(found: BySeed, *, sign: str = "") -> str:
    """The mean of the seeds, with half its interval where there are several."""
    if not found:
        return "–"
    of_all = mean(list(found.values()))
    half = f" ± {of_all.half:.3f}" if len(found) > 1 else ""
    shown = f"{of_all.mean:{sign}.3f}{half}"
    return shown.replace("+0.000 ± 0.000", "0").replace("-0.000", "0.000").replace("+0.000", "0.000")


def quiet(words: str) -> str:
    """A line below a table."""
    return f'<p class="frontear-quiet">{words}</p>'
