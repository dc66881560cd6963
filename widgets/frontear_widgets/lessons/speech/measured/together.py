"""Table of lesson 08: our best network with five seeds, each alone and all together."""

from frontear_widgets.core.panel import Panel
from frontear_widgets.results import read
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from ..clips import FOLDER
from .seeds import quiet

FILE = FOLDER / "together.csv"
MEASURES = {"loss": "loss", "weighted_f1": "weighted F1", "positive_f1": "positive F1", "auc": "AUC"}
WHAT = "Attention with all labels beside and mixup, on AudioSet's evaluation clips"


def together() -> Panel:
    """Each of five seeds, and the mean of what they say. Lesson: notebooks/08_speech.ipynb"""
    return Panel([LiveText(_shown() if FILE.exists() else quiet(f"{WHAT}: five seeds together are not run yet."))])


def _shown() -> str:
    shown = [(str(row["of"]), *(f"{row[name]:.3f}" for name in MEASURES)) for row in read(FILE)]
    return table((WHAT, *MEASURES.values()), shown) + quiet("Together: the mean of their logits.")
