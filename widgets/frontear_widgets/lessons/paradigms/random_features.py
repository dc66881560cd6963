"""Panels of lesson 06: networks that have learned nothing, as features for a linear SVM; counted before, and live."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from frontear import datasets
from frontear.analysis.confidence import Mean, mean
from frontear.analysis.random_features import BATCH, EXTRACTORS, LOG_MEL, MFCC, labelled, tried
from frontear.models.paradigms import PARADIGMS
from frontear_widgets.audio.set_chooser import set_choice, shown_set
from frontear_widgets.browser.plain import VBox
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.results import forest
from frontear_widgets.results import RESULTS, read
from frontear_widgets.training.job_panel import JobPanel, progress, wrong
from frontear_widgets.training.worker import BackgroundThread
from frontear_widgets.views.charts import Chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.program import line_chart, program

GTZAN = "music by genre (GTZAN), as published"
PUBLISHED = {
    "sample-level": 50.5,
    "frame-level": 40.0,
    "frame-level-many-shapes": 44.0,
    "small-rectangular": 59.5,
    "single-shape-vertical": 53.0,
    "many-shapes": 57.0,
    MFCC: 53.5,
}  # per cent, read off the plots of Pons & Serra 2019, ±1
SETS = {
    "made words, by voice": "samples/words",
    "made instruments, by body": "samples/instruments",
    "made rhythms, by drum": "samples/rhythms",
    "made environments, by take": "samples/environments",
    "spoken digits, by speaker": "fsdd",
    "environmental sounds, by fold": "esc10",
    "command words, by speaker": "speech-commands",
}
LIVE = {title: name for title, name in SETS.items() if name.startswith("samples/")}
LIVE |= {"spoken digits, by speaker": "fsdd"}
PER_CLASS = {"fsdd": 20}
WHAT = "share of the unseen named rightly"


@dataclass(frozen=True)
class Counted:
    """On which sounds."""

    data: str = choice("made words, by voice", [*SETS, GTZAN], label="Sounds")


def counted(results: str | Path = RESULTS / "untrained.csv", **settings: Any) -> Live:
    """What `benchmarks/untrained_compare.py` counted, and what was published. Lesson: notebooks/06_paradigms.ipynb"""
    rows = read(results)
    return Live(
        Counted(**settings),
        lambda settings: counted_shown(settings, rows),
        {"words": LiveText, "chart": lambda first: Lines(first, height=400)},
        title="Untrained networks as ears for a linear classifier",
        hint="A dot is one draw of random weights, a line the 95% interval of their mean, dotted is guessing.",
    )


def counted_shown(settings: Counted, rows: list[dict]) -> dict:
    """The chart, and in a sentence who is best. Raises ValueError for sounds that were not counted."""
    if settings.data == GTZAN:
        return {"words": _published(), "chart": _published_chart()}
    rows = [row for row in rows if row["data"] == SETS[settings.data]]
    if not rows:
        raise ValueError(f"{settings.data} was not there to be counted; allowed: another one")
    found = {name: [row["right"] for row in rows if row["features"] == name] for name in EXTRACTORS}
    n_clips, n_classes = rows[0]["clips"], rows[0]["classes"]
    words = f"<p>{n_clips:,} clips, {n_classes} classes. {_best(found)}</p>"
    return {"words": words, "chart": _forest(found, 1 / n_classes)}


def _best(found: dict[str, list[float]]) -> str:
    means = {name: fmean(values) for name, values in found.items()}
    best = max(PARADIGMS, key=lambda name: means.get(name, 0))
    rest = ", ".join(f"{escaped(name)} <b>{means[name]:.0%}</b>" for name in (LOG_MEL, MFCC) if name in means)
    return f"Of the untrained ones {best} has most: <b>{means[best]:.0%}</b>. No network: {rest}."


def _published() -> str:
    told = "; ".join(f"{name} {percent:g}%" for name, percent in PUBLISHED.items())
    return (
        f"<p>1,000 clips of 30 s, ten genres, about 3,500 features and an SVM: {told}. Read off the plots of "
        "Pons &amp; Serra 2019, ± 1; their vertical filter sees 7 frames and 86 of 96 bands.</p>"
    )


def _published_chart() -> Chart:
    """One dot for each: no intervals were published."""
    shares = {name: Mean(PUBLISHED[name] / 100, 0.0) for name in EXTRACTORS if name in PUBLISHED}
    return forest(shares, what=WHAT, mark=0.1, x_range=(0, 1.05), title="As published, read off plots")


def _forest(found: dict[str, list[float]], guess: float) -> Chart:
    """A line per extractor; where nothing is drawn at random the interval is a point."""
    dots = {name: found[name] for name in EXTRACTORS if name in found}
    means = {name: mean(own) if name in PARADIGMS else Mean(fmean(own), 0.0) for name, own in dots.items()}
    return forest(means, dots=dots, dot="one draw of weights", what=WHAT, mark=guess, x_range=(0, 1.05))


@dataclass(frozen=True)
class RandomFeaturesPlan:
    """Sounds, how many features, how many draws."""

    data: str = set_choice("samples/rhythms", LIVE, label="Sounds")
    n_features: int = ladder(256, [64, 128, 256, 512], label="Features")
    n_draws: int = slider(3, 1, 5, label="Draws of weights")


def random_features_plan_shown(plan: RandomFeaturesPlan) -> dict:
    """What will be done, in a sentence."""
    n_clips, n_classes = _size(plan.data)
    return {
        "words": f"<p><b>{n_clips:,} clips</b> of {n_classes} classes through seven networks of about "
        f"{plan.n_features} channels, each drawn at random {plan.n_draws} times; then a linear SVM that is "
        "tested on groups it has not heard.</p>"
    }


def _size(name: str) -> tuple[int, int]:
    files = datasets.files(name)
    n_classes = len({file.label for file in files})
    return (PER_CLASS[name] * n_classes if name in PER_CLASS else len(files)), n_classes


class Trying(BackgroundThread):
    """Tries every extractor and every draw, in a thread; `found` holds the shares so far, `error` what went wrong."""

    def __init__(self, plan: RandomFeaturesPlan):
        self.plan, self.found, self.error, self.n_done = plan, {}, "", 0
        self.warnings = []
        n_batches = -(-_size(plan.data)[0] // BATCH)
        self.n_all = n_batches * (2 * len(PARADIGMS) * plan.n_draws + len(EXTRACTORS) - len(PARADIGMS))
        super().__init__()

    def _work(self) -> None:
        try:
            for found in self._tries():
                if found is not None:
                    name, right = found
                    self.found = {**self.found, name: [*self.found.get(name, []), right]}
                self.n_done += found is None
                if not self._goes_on():
                    return
        except ValueError as problem:
            self.error = str(problem)
        except Exception as problem:  # a defect of ours: said, and what was found stays
            self.error = f"It ended early ({type(problem).__name__}: {problem})"

    def _tries(self) -> Iterator[tuple[str, float] | None]:
        data = labelled(self.plan.data, per_class=PER_CLASS.get(self.plan.data))
        for name in EXTRACTORS:
            for seed in range(self.plan.n_draws if name in PARADIGMS else 1):
                for right in tried(name, data, n_features=self.plan.n_features, seed=seed):
                    yield None if right is None else (name, right)


class RandomFeatures(JobPanel):
    """Try it live: seconds for the small sets. Lesson: notebooks/06_paradigms.ipynb"""

    def __init__(self, **settings: Any):
        plan = Live(
            RandomFeaturesPlan(**settings),
            random_features_plan_shown,
            {"words": LiveText},
            title="Draw your own",
            hint="No network learns here. Which of them will hear a rhythm?",
            code=_code,
        )
        self.chart = Lines(_forest({}, 0.25), height=400)
        self.chart.show_if(False)  # until there is something to see
        super().__init__(plan, VBox([self.chart]).add_class("frontear-views"), words="Not started.")

    def _begun(self) -> Trying:
        return Trying(self.plan.settings)

    def _done(self, worker: Trying) -> int:
        return worker.n_done

    def _told(self, worker: Trying) -> str:
        state = "Paused" if worker.paused else "Listening"
        return f"{progress(worker.n_done, worker.n_all)} {state}: {len(worker.found)} of {len(EXTRACTORS)} have ended."

    def _show(self, worker: Trying) -> None:
        if worker.found:
            self.chart.show_if(True)
            self.chart.show(_forest(worker.found, 1 / _size(worker.plan.data)[1]))

    def _ended(self, worker: Trying) -> str:
        self._show(worker)
        if worker.error or not worker.found:
            return wrong(worker.error or "Stopped before one had ended")
        shares = "; ".join(f"{escaped(name)} <b>{fmean(values):.0%}</b>" for name, values in worker.found.items())
        return f"{escaped(shown_set(worker.plan.data))}: {shares}."


def _code(plan: RandomFeaturesPlan) -> str:
    return program(
        f"""from frontear.analysis.random_features import EXTRACTORS, labelled, tried

data = labelled({plan.data!r}, per_class={PER_CLASS.get(plan.data)})
found = []
for name in EXTRACTORS:
    for seed in range({plan.n_draws}):
        *_, right = tried(name, data, n_features={plan.n_features}, seed=seed)
        found.append((name, right))
        print(name, right)""",
        line_chart(
            "names, shares = zip(*found)",
            'chart.add_scatter(x=shares, y=names, mode="markers")',
            x=WHAT,
            y="",
            layout="xaxis_range=(0, 1.05)",
        ),
    )
