"""Tables of lesson 08: what was recorded of the six networks, and of the rows of a paper's tables."""

from collections.abc import Sequence

from frontear.analysis.confidence import mean
from frontear_widgets.core.panel import Panel
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from .clips import AUDIOSET, FOLDER, MADE
from .networks import NETWORKS

FILES = {MADE: FOLDER / "made.csv", AUDIOSET: FOLDER / "audioset.csv"}
HEADS = ("weighted F1", "positive F1", "AUC", "seeds", "paper's F1")
Found = dict[int, float]  # by seed


def changed(*changes: str, value: str = "auc") -> Panel:
    """What each network is on clips as they are, and by how much less with each change, for both sets of clips.

    Lesson: notebooks/08_speech.ipynb
    """
    return Panel([LiveText("".join(_changed(clips, changes, value) for clips in FILES))])


def _changed(clips: str, changes: Sequence[str], value: str) -> str:
    rows = [(network, *_cells(clips, network, changes, value)) for network in NETWORKS]
    n = len(found(clips, NETWORKS[0], "as it is", value))
    seeds = f"{n} seeds, ± half of the 95 % interval of their mean" if n > 1 else "one seed"
    heads = (f"{clips}: {value.upper() if value == 'auc' else value}", "as it is", *changes)
    return f'{table(heads, rows)}<p class="frontear-quiet">{seeds}; changes are differences.</p>'


def _cells(clips: str, network: str, changes: Sequence[str], value: str) -> list[str]:
    usual = found(clips, network, "as it is", value)
    others = (found(clips, network, change, value) for change in changes)
    return [told(usual), *(told({seed: other[seed] - usual[seed] for seed in other}, sign="+") for other in others)]


def found(clips: str, network: str, change: str, value: str = "auc") -> Found:
    """What was recorded, by seed."""
    rows = read(FILES[clips])
    return {row["seed"]: row[value] for row in rows if (row["network"], row["change"]) == (network, _value(change))}


def _value(change: str) -> str | int:
    """A constant is read from the file as a number."""
    return int(change) if change[0] in "+-" and "," not in change else change


def rows_of(part: str) -> Panel:
    """The rows of one part of `benchmarks/speech_compare.py` that have been run, beside what the paper printed.

    Lesson: notebooks/08_speech.ipynb
    """
    by_row: dict[str, list[dict]] = {}
    for row in read(RESULTS / "speech.csv"):
        if row["part"] == part:
            by_row.setdefault(row["row"], []).append(row)
    return Panel([LiveText(table((part, *HEADS), [_row(name, rows) for name, rows in by_row.items()]))])


def _row(name: str, rows: list[dict]) -> tuple[str, ...]:
    values = ({row["seed"]: row[of] for row in rows} for of in ("weighted_f1", "positive_f1", "auc"))
    printed = rows[0]["paper_f1"]
    return (name, *map(told, values), str(len(rows)), "–" if printed is None else f"{printed:g}")


def told(values: Found, *, sign: str = "") -> str:
    """The mean of the seeds, with half its interval where there are several."""
    if not values:
        return "–"
    of_all = mean(list(values.values()))
    half = f" ± {of_all.half:.3f}" if len(values) > 1 else ""
    shown = f"{of_all.mean:{sign}.3f}{half}"
    return shown.replace("+0.000 ± 0.000", "0").replace("-0.000", "0.000").replace("+0.000", "0.000")
