"""Ten front-ends compared: what `benchmarks/frontends_compare.py` measured."""

from dataclasses import dataclass
from pathlib import Path

from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.results import NOBODY, by_seed, shown
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText

TESTS = {"as they are": "clean", "noise at 0 dB": "noise_0_db", "30 dB lower": "level_30_db_lower"}
WAYS = (
    "log-mel",
    "log-mel, means taken out",
    "mel-pcen",
    "leaf",
    "leaf, filters frozen",
    "leaf, filter rate × 30",
    "leaf, constant start",
    "leaf, constant start, filter rate × 30",
    "sincnet",
    "td-filterbanks",
)
SOUNDS = {"spoken digits, by speaker": "fsdd", "environmental sounds, by fold": "esc10"}


@dataclass(frozen=True)
class Frontends:
    """Which of the measured accuracies to see."""

    data: str = choice("spoken digits, by speaker", list(SOUNDS), label="Sounds")
    test: str = choice("as they are", list(TESTS), label="Tested")
    over: str = choice(NOBODY, [NOBODY, *WAYS], label="Compared with")


def frontends(results: str | Path = RESULTS / "frontends.csv", **settings: str) -> Live:
    """The front-ends compared by `benchmarks/frontends_compare.py`. Lesson: notebooks/05_learning.ipynb"""
    rows = read(results)
    return Live(
        Frontends(**settings),
        lambda settings: frontends_shown(settings, rows),
        {"chart": lambda first: Lines(first, height=380), "words": LiveText},
        title="Ten front-ends, five seeds",
        hint="A dot is one seed, with one speaker or fold kept for the test; a line is the 95% interval; "
        "dotted is guessing, or no difference. "
        "Compared with a rival, each dot is the difference at the same seed, with the same test.",
    )


def frontends_shown(settings: Frontends, rows: list[dict]) -> dict:
    """The chart, and the same in words."""
    rows = [row for row in rows if row["data"] == SOUNDS[settings.data]]
    runs = by_seed(rows, of="way", value=TESTS[settings.test])
    return shown(runs, WAYS, over=settings.over, what="share named rightly", guess=0.1)
