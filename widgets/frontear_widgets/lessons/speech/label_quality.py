"""Panel of lesson 08: what labels that are not always right leave to a listener who is."""

from dataclasses import dataclass
from typing import Any

from frontear import datasets
from frontear.analysis.operating_points import Outcome
from frontear.datasets.audioset import HEARD_AGAIN
from frontear_widgets.core.controls import slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

from .clips import AUDIOSET
from .networks import audioset_labels
from .threshold import F1S, Threshold

MOST = 40  # percent of clips that lack the label
ADDRESS = "storage.googleapis.com/us_audioset/youtube_corpus/v1/qa/qa_true_counts.csv"


@dataclass(frozen=True)
class LabelQuality:
    """In how many clips of AudioSet with the label Speech somebody speaks, and in how many without it, in percent."""

    right: int = slider(100, 50, 100, label="With the label somebody speaks in", unit="%")
    missing: int = slider(5, 0, MOST, label="Without it somebody speaks in", unit="%")

    def heard(self) -> Outcome:
        """What becomes of the clips if who hears rightly is judged by the labels."""
        return judged_by_labels(self.right / 100, self.missing / 100)


def judged_by_labels(right: float, missing: float) -> Outcome:
    """What becomes of AudioSet's evaluation clips, judged by their labels, if always what is heard is said.

    Args:
        right: Share of the clips with the label in which somebody speaks.
        missing: Share of those without it in which somebody does all the same.
    """
    speech = audioset_labels()[:, 0]
    n_with, n_without = int(speech.sum()), int((~speech).sum())
    found, taken = round(right * n_with), round(missing * n_without)
    return Outcome(found=found, missed=n_with - found, taken=taken, left=n_without - taken)


def label_quality_shown(settings: LabelQuality) -> dict:
    """The four F1s of the listener, beside those of the network with attention."""
    heard, network = settings.heard(), Threshold(clips=AUDIOSET, network="attention", threshold=0.5).outcome()
    rows = [(name, *(f"{getattr(each, f'{name}_f1'):.3f}" for each in (heard, network))) for name in F1S]
    return {
        "words": f"<p>Of {heard.found + heard.missed:,} clips with the label <b>{heard.missed}</b> would be wrongly "
        f"labelled, of {heard.taken + heard.left:,} without it <b>{heard.taken:,}</b>. Judged by these labels, a "
        f"listener who is always right has a weighted F1 of <b>{heard.weighted_f1:.3f}</b>.</p>{published()}",
        "f1s": table(("F1", "a listener who is always right", "the network with attention"), rows),
        "curve": _curve(settings, network),
    }


def published() -> str:
    """What AudioSet's own check of the label came to, or how to come by it."""
    try:
        found = datasets.label_quality("Speech")
    except ValueError as problem:
        return f"<p>{escaped(str(problem))}</p>"
    if found is None:
        return (
            "<p>What Google's own check of the label came to is not on this computer. It is one line of "
            f"<code>{ADDRESS}</code>; laid beside AudioSet's clips, in <code>FRONTEAR_DATA/audioset</code>, it is "
            "told here.</p>"
        )
    listener = judged_by_labels(found.true / found.rated, 0).weighted_f1
    return (
        f"<p>Google's own check ({HEARD_AGAIN}): of <b>{found.rated:,}</b> clips with the label that were heard once "
        f"more <b>{found.true:,}</b> have speech. With that, and nothing missing, the listener has "
        f"<b>{listener:.3f}</b>.</p>"
    )


def _curve(settings: LabelQuality, network: Outcome) -> Chart:
    heard, percents = settings.heard().weighted_f1, range(MOST + 1)
    listener = [judged_by_labels(settings.right / 100, percent / 100).weighted_f1 for percent in percents]
    return chart(
        "Weighted F1 of a listener who is always right",
        [
            Curve("listener", percents, listener),
            Curve("network with attention", (0, MOST), (network.weighted_f1, network.weighted_f1)),
            Curve("here", [settings.missing], [heard], "markers"),
        ],
        x="somebody speaks without the label in … % of clips",
        y="weighted F1",
        y_range=(0.6, 1.01),
        alt=f"{heard:.3f} at {settings.missing}%, the network {network.weighted_f1:.3f}",
    )


def label_quality(**settings: Any) -> Live:
    """What labels allow. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        LabelQuality(**settings),
        label_quality_shown,
        {"words": LiveText, "curve": lambda drawn: Lines(drawn, height=260), "f1s": LiveText},
        title="A listener who is always right",
        hint="Suppose how often AudioSet's labels are wrong, either way. The listener says what is heard; the labels "
        "judge.",
        code=_code,
    )


def _code(settings: LabelQuality) -> str:
    return program(
        f"""from frontear_widgets.lessons.speech.label_quality import judged_by_labels

percents = list(range({MOST + 1}))
f1s = [judged_by_labels({settings.right / 100:g}, percent / 100).weighted_f1 for percent in percents]
print(f1s[{settings.missing}])""",
        line_chart("chart.add_scatter(x=percents, y=f1s)", x="speech without the label (%)", y="weighted F1"),
    )
