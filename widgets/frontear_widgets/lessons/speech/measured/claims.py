"""Table of lesson 08: what is said to be better than what, as differences between runs of equal seeds."""

from frontear_widgets.core.panel import Panel
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from .seeds import paired, quiet, rows, told, values

MEASURES = {"weighted_f1": "weighted F1", "positive_f1": "positive F1", "recall": "recall", "auc": "AUC"}
CLAIMS = {  # part, one row, another
    "attention over linear": ("networks", "attention", "linear, standardised"),
    "transformer over linear": ("networks", "transformer, standardised", "linear, standardised"),
    "LSTM over linear": ("networks", "LSTM, standardised", "linear, standardised"),
    "all labels over attention": ("networks", "attention, all labels", "attention"),
    "all labels and mixup over attention": ("networks", "attention, all labels, mixup", "attention"),
    "standardised over raw, linear": ("networks", "linear, standardised", "linear, raw"),
    "standardised over raw, LSTM": ("networks", "LSTM, standardised", "LSTM, raw"),
    "LSTM over linear, raw": ("networks", "LSTM, raw", "linear, raw"),
    "8 layers over linear, raw": ("networks", "1-D convolution, 8 layers, raw", "linear, raw"),
    "paper's augmentation, linear": ("augmentation, linear", "constants and means, the paper's", "none"),
    "paper's augmentation, attention": ("augmentation, attention", "constants and means, the paper's", "none"),
    "paper's over as many repeated, linear": (
        "augmentation, linear",
        "constants and means, the paper's",
        "the same clips three times more",
    ),
    "paper's over as many repeated, attention": (
        "augmentation, attention",
        "constants and means, the paper's",
        "the same clips three times more",
    ),
    "differences, linear": ("augmentation, linear", "differences between seconds", "none"),
    "differences, attention": ("augmentation, attention", "differences between seconds", "none"),
    "mixup, linear": ("augmentation, linear", "mixup", "none"),
    "mixup, attention": ("augmentation, attention", "mixup", "none"),
    "logarithm, linear": ("logarithm", "linear", "linear, without"),
    "logarithm, attention": ("logarithm", "attention", "attention, without"),
    "all clips over half, linear": ("learning curve, linear", "1", "0.5"),
    "all clips over half, attention": ("learning curve, attention", "1", "0.5"),
}


def claims(*names: str) -> Panel:
    """Differences with their intervals; of one seed without, and what has not been run is named below.

    Args:
        *names: Of `CLAIMS`; all if none is named.

    Lesson: notebooks/08_speech.ipynb
    """
    found = {name: differences(name) for name in names or CLAIMS}
    run = {name: by_measure for name, by_measure in found.items() if by_measure["weighted_f1"]}
    shown = [
        (name, *(told(each, sign="+") for each in by_measure.values()), str(len(by_measure["weighted_f1"])))
        for name, by_measure in run.items()
    ]
    waiting = [name for name in found if name not in run]
    words = "The one row minus the other, from runs of equal seeds; ± half of the 95% interval of their mean."
    words += f" Not run yet: {'; '.join(waiting)}." if waiting else ""
    drawn = table(("difference", *MEASURES.values(), "seeds"), shown) if shown else ""
    return Panel([LiveText(drawn + quiet(words))])


def differences(name: str) -> dict[str, dict[int, float]]:
    """For each measure the one row of a claim minus the other, by seed."""
    part, one, other = CLAIMS[name]
    by_row = rows(part)
    first, second = by_row.get(one, {}), by_row.get(other, {})
    return {measure: paired(values(first, measure), values(second, measure)) for measure in MEASURES}
