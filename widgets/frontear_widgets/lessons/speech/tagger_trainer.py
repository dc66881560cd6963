"""Panel of lesson 08: one of the six networks learns live, paused and resumed, beside those that did before."""

from statistics import fmean
from typing import Any

from frontear.analysis.operating_points import OperatingPoints, Outcome, area_under_roc, operating_points, outcome
from frontear.training.fit import Step
from frontear.training.scoring import scores
from frontear.training.tagging import TaggingRun
from frontear_widgets.core.live import Live
from frontear_widgets.training.job_panel import JobPanel, LearningThread, progress, wrong
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.table import table

from .clips import MADE, data
from .networks import recorded
from .tagger_plan import TaggerPlan, losses, plan_code, plan_shown, precisions
from .threshold import F1S, curves, thinned

RECORDED_RUN = "recorded: attention"


class TaggerWorker(LearningThread):
    """Learns one run in a thread; `result` are its measures on the clips kept for the end, in the table's order.

    `points` is what every threshold gives there.
    """

    def __init__(self, plan: TaggerPlan):
        self.plan, self.run, self.step, self.points = plan, None, None, None
        self.result: list[str] = []
        self.means: list[tuple[int, float]] = []
        super().__init__()

    run: TaggingRun | None
    step: Step | None
    points: OperatingPoints | None

    def _learned(self) -> None:
        settings = self.plan.settings()
        parts = data(self.plan.clips, settings)
        self.run = TaggingRun(settings, parts.learned.classes, mean=parts.mean, deviation=parts.deviation)
        steps, epoch = self.run.learn(parts.learned, parts.validation), []
        for self.step in steps:
            epoch.append(self.step.loss)
            if self.run.epochs and self.run.epochs[-1] is self.step:
                self.means.append((self.step.epoch, fmean(epoch)))
                epoch = []
            if not self._goes_on():
                steps.close()
                self.stopped = True
        answers, truth = scores(self.run.model, parts.evaluation)[:, 0], parts.evaluation.labels[:, 0]
        self.points = operating_points(answers, truth)
        self.result = measured(outcome(answers, truth), self.points)


def measured(found: Outcome, points: OperatingPoints) -> list[str]:
    """The four F1s at a half, and the area under the ROC curve."""
    f1s = (getattr(found, f"{name}_f1") for name in F1S)
    return [f"{value:.3f}" for value in (*f1s, area_under_roc(points))]


class TaggerTrainer(JobPanel):
    """The student's own runs of the six networks, with their losses in one chart and their results in one table.

    In JupyterLab: `trainer.plan.set(network="lstm")`, `trainer.start()`, `trainer.wait()`.
    Lesson: notebooks/08_speech.ipynb
    """

    def __init__(self, **settings: Any):
        plan = Live(
            TaggerPlan(**settings),
            plan_shown,
            {"words": LiveText},
            title="Your own run",
            hint="Start one, pause it, move anything else on the page. Then another network: the curves stay.",
            code=plan_code,
        )
        self.results: dict[str, list[str]] = {}
        self.learned = {RECORDED_RUN: recorded("attention").epochs}
        self.points = {RECORDED_RUN: thinned(curves(MADE, "attention"))}
        self._chart = Lines(losses(self.learned), height=260)
        self._curves = Lines(precisions(self.points), height=260)
        self._table = LiveText(self._told_results())
        super().__init__(plan, self._chart, self._curves, self._table, words="Not started.")

    def _begun(self) -> TaggerWorker:
        return TaggerWorker(self.plan.settings)

    def _done(self, worker: TaggerWorker) -> Step | None:
        return worker.step

    def _told(self, worker: TaggerWorker) -> str:
        if worker.step is None:
            return f"{'Paused' if worker.paused else 'On'} before the first step: the clips are being made …"
        state, step = "Paused" if worker.paused else "Learning", worker.step
        return (
            f"{progress(step.step, step.n_steps)} {state}: step <b>{step.step}</b> of {step.n_steps}, epoch "
            f"{step.epoch}. Loss {step.loss:.2f}."
        )

    def _show(self, worker: TaggerWorker) -> None:
        if worker.run and worker.run.epochs:
            self._chart.show(losses({**self.learned, self._name(worker): worker.run.epochs}, worker.means))

    def _ended(self, worker: TaggerWorker) -> str:
        if worker.error or worker.run is None or not worker.run.epochs:
            return wrong(worker.error or "Stopped before its first epoch had ended")
        name = self._name(worker)
        self.learned[name] = worker.run.epochs
        self.results[name] = worker.result
        if worker.points is not None:
            self.points[name] = thinned(worker.points)
        self._chart.show(losses(self.learned))
        self._curves.show(precisions(self.points))
        self._table.show(self._told_results())
        n, best = len(worker.run.epochs), min(worker.run.epochs, key=lambda step: step.validation_loss)
        if worker.stopped:
            return f"<b>{escaped(name)}</b> was stopped after {n} whole epochs; its weights are as they were then."
        return f"<b>{escaped(name)}</b> has ended after {n} epochs; its weights are those of epoch <b>{best.epoch}</b>."

    def _name(self, worker: TaggerWorker) -> str:
        plan = worker.plan
        where = "" if plan.clips == MADE else f" on {plan.clips}"
        return f"run {len(self.results) + 1}: {plan.network}{where}, {plan.scale}"

    def _told_results(self) -> str:
        if not self.results:
            return ""
        heads = ("on clips kept for the end", *(f"{name} F1" for name in F1S), "AUC")
        return table(heads, [(name, *found) for name, found in self.results.items()])
