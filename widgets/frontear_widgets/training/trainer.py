"""Learning live: controls, start, pause and stop; curves and filters that move while everything else stays alive."""

from math import isfinite
from typing import Any

from frontear.training.fit import Step
from frontear.training.run import Run
from frontear_widgets.browser.plain import VBox
from frontear_widgets.core.live import Live
from frontear_widgets.core.tabs import Tabs
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped

from .job_panel import JobPanel, progress, wrong
from .plan import Plan, plan_code, plan_shown
from .run_charts import curves, gradients, moved, places, way
from .runs import DIGITS, RUNS
from .worker import Worker


class Trainer(JobPanel):
    """The student's own run. A finished or stopped one goes to `RUNS`, for every panel of the page to choose.

    In JupyterLab: `trainer.plan.set(seed=1)`, `trainer.start()`, `trainer.wait()`. Lesson: notebooks/05_learning.ipynb
    """

    def __init__(self, **settings: Any):
        RUNS.bring_back()
        plan = Live(
            Plan(**settings),
            plan_shown,
            {"words": LiveText},
            title="Your own run",
            hint="Predict before you press: what will this learn, and which filters will move?",
            code=plan_code,
        )
        self._charts = {name: Lines(chart, height=230) for name, chart in _charts(RUNS[DIGITS]).items()}
        self._caption = LiveText(f"<p>Below: {DIGITS}. Yours takes its place when it starts.</p>")
        learned, filters, *others = self._charts.values()
        turns = Tabs({label: [each] for label, each in zip(("How far each moved", "Gradients"), others, strict=True)})
        charts = VBox([learned, filters, turns]).add_class("frontear-views")
        super().__init__(plan, self._caption, charts, words="Not started.")

    def _begun(self) -> Worker:
        return Worker(self.plan.settings.settings())

    def _done(self, worker: Worker) -> Step | None:
        return worker.step

    def _told(self, worker: Worker) -> str:
        step, left = worker.step, worker.seconds_left()
        if step is None or left is None or worker.run is None:
            return f"{'Paused' if worker.paused else 'On'} before the first step …"
        state = "Paused" if worker.paused else "Learning"
        unseen = f", {worker.run.unseen:.0%} of the unseen" if isfinite(worker.run.unseen) else ""
        return (
            f"{progress(step.step, step.n_steps)} "
            f"{state}: step <b>{step.step}</b> of {step.n_steps}, epoch {step.epoch}, about {left:.0f} s left. "
            f"Loss {step.loss:.2f}, {step.accuracy:.0%} of the batch right{unseen}."
        )

    def _show(self, worker: Worker) -> None:
        self._caption.show("")
        for name, chart in _charts(worker.run).items() if worker.run else ():
            self._charts[name].show(chart)

    def _ended(self, worker: Worker) -> str:
        if worker.error or worker.run is None or len(worker.run.moments) < 2:
            return wrong(worker.error or "Stopped before it began")
        name, run = RUNS.add(worker.run), worker.run
        self._show(worker)
        steps = run.moments[-1].step
        how = "has ended" if steps == run.n_steps else "was stopped"
        return (
            f"<b>{escaped(name)}</b> {how} after {steps} of {run.n_steps} steps and {worker.busy_seconds:.0f} s: "
            f"<b>{run.unseen:.0%}</b> of the unseen are named rightly. "
            f"{way(run.moments[0], run.moments[-1])} Every panel with a list of runs has it now. "
            f"{escaped(worker.keeper.problem)}"
        )


def _charts(run: Run) -> dict:
    """What moves while it learns."""
    first, last = run.moments[0], run.moments[-1]
    charts = {"curves": curves(run, last.step), "places": places(first, last), "moved": moved(first, last)}
    return charts | {"gradients": gradients(run, last.step)}
