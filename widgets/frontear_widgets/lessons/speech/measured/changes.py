"""Tables of lesson 08: what was recorded of the six networks, on clips as they are and as they were changed."""

from collections.abc import Sequence

from frontear_widgets.core.panel import Panel
from frontear_widgets.results import read
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from ..clips import AUDIOSET, FOLDER, MADE, RECORDED
from ..networks import NETWORKS
from .seeds import BySeed, paired, quiet, told

FILES = {MADE: FOLDER / "made.csv", RECORDED: FOLDER / "recordings.csv", AUDIOSET: FOLDER / "audioset.csv"}
LEARNED_FROM_MADE, JUDGED_ON_MADE = "learned from made scenes", "judged on made scenes"  # in the file of recordings


def changed(*changes: str, value: str = "auc") -> Panel:
    """What each network is on clips as they are, and by how much less with each change, for all sets of clips.

    Lesson: notebooks/08_speech.ipynb
    """
    return Panel([LiveText("".join(_changed(clips, changes, value) for clips in FILES))])


def made_or_recorded() -> Panel:
    """What each network that learned from one kind of scene is on both kinds. Lesson: notebooks/08_speech.ipynb"""
    heads = ("AUC: learned from, judged on", "made, made", "made, recordings", "recordings, both", "recordings, made")
    cells = (
        (MADE, "as it is"),
        (RECORDED, LEARNED_FROM_MADE),
        (RECORDED, "as it is"),
        (RECORDED, JUDGED_ON_MADE),
    )
    shown = [(network, *(told(found(clips, network, change)) for clips, change in cells)) for network in NETWORKS]
    words = "Five seeds, ± half of the 95% interval of their mean."
    return Panel([LiveText(table(heads, shown) + quiet(words))])


def _changed(clips: str, changes: Sequence[str], value: str) -> str:
    shown = [(network, *_cells(clips, network, changes, value)) for network in NETWORKS]
    n = len(found(clips, NETWORKS[0], "as it is", value))
    seeds = f"{n} seeds, ± half of the 95% interval of their mean" if n > 1 else "one seed"
    heads = (f"{clips}: {value.upper() if value == 'auc' else value}", "as it is", *changes)
    return f"{table(heads, shown)}{quiet(f'{seeds}; changes are differences.' if changes else f'{seeds}.')}"


def _cells(clips: str, network: str, changes: Sequence[str], value: str) -> list[str]:
    usual = found(clips, network, "as it is", value)
    others = (found(clips, network, change, value) for change in changes)
    return [told(usual), *(told(paired(other, usual), sign="+") for other in others)]


def found(clips: str, network: str, change: str, value: str = "auc") -> BySeed:
    """What was recorded, by seed."""
    chosen = (network, _value(change))
    return {row["seed"]: row[value] for row in read(FILES[clips]) if (row["network"], row["change"]) == chosen}


def _value(change: str) -> str | int:
    """A constant is read from the file as a number."""
    return int(change) if change[0] in "+-" and "," not in change else change
