"""Table of lesson 08: what the paper thought would help or explain, and what came of it where it was run."""

from collections.abc import Sequence
from statistics import fmean

from frontear_widgets.core.panel import Panel
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from .claims import differences
from .seeds import quiet, rows, told, values

NOT_RUN = "not run yet"
COMPARED = {  # reason: claims, of which the difference in weighted F1 and in AUC is told
    "Learn the other labels too": ("all labels over attention",),
    "Add constants, and means of two": ("paper's augmentation, linear", "paper's augmentation, attention"),
    "… or is it that there is more speech?": (
        "paper's over as many repeated, linear",
        "paper's over as many repeated, attention",
    ),
    "Change clips so that they keep what speech is": ("differences, linear", "differences, attention"),
    "Take the logarithm": ("logarithm, linear", "logarithm, attention"),
}
TOLD = {  # reason: part, whose rows' weighted F1s are told
    "Perhaps the clips for evaluation are of another kind: learn from them, and judge by them": "fitted on evaluation",
    "Learn from clean clips: nothing but speech, or no voice": "clean clips only",
}


def reasons() -> Panel:
    """Each reason with its runs. Lesson: notebooks/08_speech.ipynb"""
    shown = [(reason, _compared(claims)) for reason, claims in COMPARED.items()]
    shown += [(reason, _told(part)) for reason, part in TOLD.items()]
    words = "Differences are between runs of equal seeds, ± half of the 95% interval of their mean; one seed has none."
    return Panel([LiveText(table(("what the paper thought", "what came of it, on AudioSet"), shown) + quiet(words))])


def _compared(claims: Sequence[str]) -> str:
    return "; ".join(_difference(claim) for claim in claims)


def _difference(claim: str) -> str:
    found = differences(claim)
    if not found["weighted_f1"]:
        return f"{claim}: {NOT_RUN}"
    f1, auc = (told(found[measure], sign="+") for measure in ("weighted_f1", "auc"))
    return f"{claim}: weighted F1 {f1}, AUC {auc}"


def _told(part: str) -> str:
    found = {name: fmean(values(by_seed, "weighted_f1").values()) for name, by_seed in rows(part).items()}
    return "weighted F1 " + ", ".join(f"{name} {f1:.3f}" for name, f1 in found.items()) if found else NOT_RUN
