"""The seven back-ends on clips of other lengths and orders: what `benchmarks/record_backends.py` counted."""

from collections.abc import Sequence

from frontear.analysis.confidence import mean
from frontear.models.backends import BACKENDS
from frontear_widgets.core.panel import Panel
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

TESTS = {
    "alone": "as it is",
    "silence_2": "as much silence after",
    "silence_4": "three times as much silence",
    "silence_4_told": "and told where it ends",
    "in_the_middle": "in the middle of twice as long",
    "at_the_end": "at the end of twice as long",
    "twice": "said twice",
    "four_times": "said four times",
    "halves_swapped": "halves swapped",
    "parts_240_ms": "240 ms last first",
    "parts_60_ms": "60 ms last first",
    "backwards": "backwards",
}
USUAL, WITH_SILENCE, PIECES = "as it is", "learned within silence", "in pieces"
LEARNED_AGAIN = ("average-pool", "recurrent")  # within silence


def measured(
    *tests: str, ways: Sequence[str] = (USUAL,), backends: Sequence[str] = tuple(BACKENDS), over: str = ""
) -> Panel:
    """The share named rightly in some of `TESTS`, a row for each model, or what it is over one of them, seed by seed.

    Lesson: notebooks/07_backends.ipynb
    """
    rows = [row for row in read(RESULTS / "backends.csv") if row["backend"] in backends]
    return Panel([LiveText(means_told(rows, tests, ways, over=over))])


def means_told(rows: list[dict], tests: Sequence[str], ways: Sequence[str], *, over: str = "") -> str:
    """Means over the seeds with the interval of 95% that Student's t gives them."""
    models = dict.fromkeys((row["backend"], row["way"]) for row in rows if row["way"] in ways)
    heads = (f"over {over}" if over else "", *(TESTS[test] for test in tests))
    cells = (_row(rows, *model, tests, over) for model in models if model[0] != over)
    n_seeds = len({row["seed"] for row in rows})
    what = (
        f"Per cent named rightly less those of {over} at the same seed: 0 is no difference"
        if over
        else "Per cent named rightly, of voices not learned from: guessing gives 10 of 100"
    )
    return (
        f'{table(heads, cells)}<p class="frontear-quiet">{what}. {n_seeds} seeds, each with other voices; '
        "± is half of the 95% interval of their mean, by Student's t.</p>"
    )


def _row(rows: list[dict], backend: str, way: str, tests: Sequence[str], over: str) -> list[str]:
    name = backend if way == USUAL else f"{backend}, {way}"
    return [name, *(told(paired(rows, (backend, way), (over, USUAL), test)) for test in tests)]


def paired(rows: list[dict], model: tuple[str, str], base: tuple[str, str], test: str) -> list[float]:
    """What every seed gave a model, less what the same seed gave the base if rows have one."""
    own, others = seeds(rows, *model, test), seeds(rows, *base, test)
    return [share - other for share, other in zip(own, others, strict=True)] if others else own


def seeds(rows: list[dict], backend: str, way: str, test: str) -> list[float]:
    """What every seed gave."""
    found = [row[test] for row in rows if (row["backend"], row["way"]) == (backend, way)]
    return [share for share in found if share is not None]


def told(shares: Sequence[float]) -> str:
    """Mean and half the interval, in per cent."""
    if not shares:
        return "–"
    found = mean(shares)
    return f"{round(100 * found.mean)} ± {100 * found.half:.0f}".replace("-", "−")
