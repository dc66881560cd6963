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
    return f"{table(heads, rows)}{_quiet(f'{seeds}; changes are differences.')}"


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


def rows_of(*parts: str, beside: str = "") -> Panel:
    """The rows of parts of `benchmarks/speech_compare.py` that have been run, beside what the paper printed.

    Args:
        *parts: As the benchmark names them; those of which nothing has been run are named below the tables.
        beside: A row of each part, off whose weighted F1 the others' is taken, seed by seed; empty for none.

    Lesson: notebooks/08_speech.ipynb
    """
    by_part = {part: _by_row(part) for part in parts}
    tables = [_part(part, by_row, beside) for part, by_row in by_part.items() if by_row]
    waiting = [part for part, by_row in by_part.items() if not by_row]
    words = [_quiet(f"Not run yet: {'; '.join(waiting)}.")] if waiting else []
    return Panel([LiveText("".join([*tables, *words]))])


def _by_row(part: str) -> dict[str, dict[int, dict]]:
    """What was measured, by row and seed."""
    found: dict[str, dict[int, dict]] = {}
    for row in read(RESULTS / "speech.csv"):
        if row["part"] == part:
            found.setdefault(str(row["row"]), {})[row["seed"]] = row
    return found


def _part(part: str, by_row: dict[str, dict[int, dict]], beside: str) -> str:
    other = _of(by_row.get(beside, {}), "weighted_f1")
    printed = any(row["paper_f1"] is not None for by_seed in by_row.values() for row in by_seed.values())
    against = [f"against {beside}"] if other else []
    heads = (part, "weighted F1", *against, "positive F1", "AUC", "seeds", *(["paper's F1"] if printed else []))
    rows = []
    for name, by_seed in by_row.items():
        f1s = _of(by_seed, "weighted_f1")
        paired = {seed: f1 - other[seed] for seed, f1 in f1s.items() if seed in other}
        less = [told({} if name == beside else paired, sign="+")] if other else []
        others = (told(_of(by_seed, value)) for value in ("positive_f1", "auc"))
        rows.append((name, told(f1s), *less, *others, str(len(by_seed)), *([_paper(by_seed)] if printed else [])))
    said = f"Against {beside}: the weighted F1 minus that of {beside}, from runs of equal seeds."
    return table(heads, rows) + (_quiet(said) if other else "")


def _of(by_seed: dict[int, dict], value: str) -> Found:
    return {seed: row[value] for seed, row in by_seed.items()}


def _paper(by_seed: dict[int, dict]) -> str:
    printed = next(iter(by_seed.values()))["paper_f1"]
    return "–" if printed is None else f"{printed:g}"


def _quiet(words: str) -> str:
    return f'<p class="frontear-quiet">{words}</p>'


def told(values: Found, *, sign: str = "") -> str:
    """The mean of the seeds, with half its interval where there are several."""
    if not values:
        return "–"
    of_all = mean(list(values.values()))
    half = f" ± {of_all.half:.3f}" if len(values) > 1 else ""
    shown = f"{of_all.mean:{sign}.3f}{half}"
    return shown.replace("+0.000 ± 0.000", "0").replace("-0.000", "0.000").replace("+0.000", "0.000")
