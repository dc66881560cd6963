"""Learning live: controls, start, pause and stop; curves and filters that move while everything else stays alive."""

import asyncio
import html
from math import isfinite

from frontear.runs import Run
from ipywidgets import Box, Button, VBox

from .lines import Lines
from .live import Live
from .panels.run_charts import curves, gradients, places, way
from .plan import Plan, plan_code, plan_shown
from .runs import DIGITS, RUNS
from .words import Words
from .worker import Worker

LOOK_S = 0.5  # between looks at the worker
CHARTS_EVERY = 2  # looks


class Trainer(VBox):
    """The student's own run. A finished or stopped one goes to `RUNS`, for every panel of the page to choose.

    In JupyterLab: `trainer.plan.set(seed=1)`, `trainer.start()`, `trainer.wait()`. Lesson: notebooks/05_learning.ipynb
    """

    def __init__(self, **settings: object):
        RUNS.bring_back()
        self.plan = Live(
            Plan(**settings),
            plan_shown,
            {"words": Words},
            title="Your own run",
            hint="Predict before you press: what will this learn, and which filters will move?",
            code=plan_code,
        )
        self.worker: Worker | None = None
        self._buttons = {name: Button(description=name) for name in ("Start", "Pause", "Stop")}
        self._buttons["Start"].on_click(lambda _: self.start())
        self._buttons["Pause"].on_click(lambda _: self.pause_or_resume())
        self._buttons["Stop"].on_click(lambda _: self.stop())
        self.progress = Words("<p>Not started.</p>")
        self._charts = {name: Lines(chart) for name, chart in _charts(RUNS[DIGITS]).items()}
        self._caption = Words(f"<p>Below: {DIGITS}. Yours takes its place when it starts.</p>")
        super().__init__(
            [
                self.plan,
                Box(list(self._buttons.values())).add_class("frontear-foot"),
                self.progress,
                self._caption,
                VBox(list(self._charts.values())).add_class("frontear-views"),
            ]
        )
        self.add_class("frontear-panel")
        self._enable()

    def start(self) -> None:
        """Learn as planned, in a thread; a plan that cannot be is explained."""
        if self.worker is not None:
            return
        try:
            self.worker = Worker(self.plan.settings.settings())
        except ValueError as problem:
            self._say(f'<span class="frontear-bad">{html.escape(str(problem))}.</span>')
            return
        self._say("Reading the sounds …")
        self._enable()
        try:
            asyncio.get_running_loop().create_task(self._watch(self.worker))
        except RuntimeError:
            return  # no event loop, as in a plain script: `wait` shows how it went

    def pause_or_resume(self) -> None:
        """Wait, or go on."""
        if self.worker is None:
            return
        (self.worker.resume if self.worker.paused else self.worker.pause)()
        self._enable()
        self._tell(self.worker)

    def stop(self) -> None:
        """End the run; what it has learned is kept."""
        if self.worker is not None:
            self._say("Stopping after this step …")
            self.worker.stop()

    def wait(self) -> None:
        """Return when the run has ended, and show how."""
        if self.worker is not None:
            self.worker.wait()
            self._finish(self.worker)

    async def _watch(self, worker: Worker) -> None:
        """Look at the worker now and then, from the thread that widgets live in, and show what is new."""
        shown, looks = None, 0
        while worker.alive:
            if worker.step is not shown:
                shown, looks = worker.step, looks + 1
                self._tell(worker)
                if looks % CHARTS_EVERY == 1:
                    self._draw(worker.run)
            await asyncio.sleep(LOOK_S)
        self._finish(worker)

    def _finish(self, worker: Worker) -> None:
        if self.worker is not worker:
            return
        self.worker = None
        self._enable()
        if worker.error or worker.run is None or len(worker.run.moments) < 2:
            self._say(f'<span class="frontear-bad">{html.escape(worker.error or "Stopped before it began")}.</span>')
            return
        self._draw(worker.run)
        name, run = RUNS.add(worker.run), worker.run
        self._say(
            f"<b>{html.escape(name)}</b> has ended after {run.moments[-1].step} of {run.n_steps} steps and "
            f"{worker.busy_seconds:.0f} s: <b>{run.unseen:.0%}</b> of the unseen are named rightly. "
            f"{way(run.moments[0], run.moments[-1])} Every panel with a list of runs has it now. "
            f"{html.escape(worker.keeper.problem)}"
        )

    def _tell(self, worker: Worker) -> None:
        step, left = worker.step, worker.seconds_left()
        if step is None or left is None:
            self._say(f"{'Paused' if worker.paused else 'On'} before the first step …")
            return
        state = "Paused" if worker.paused else "Learning"
        unseen = f", {worker.run.unseen:.0%} of the unseen" if isfinite(worker.run.unseen) else ""
        self._say(
            f'<progress aria-label="Progress" max="{step.n_steps}" value="{step.step}"></progress> '
            f"{state}: step <b>{step.step}</b> of {step.n_steps}, epoch {step.epoch}, about {left:.0f} s left. "
            f"Loss {step.loss:.2f}, {step.accuracy:.0%} of the batch right{unseen}."
        )

    def _draw(self, run: Run) -> None:
        self._caption.show("")
        for name, chart in _charts(run).items():
            self._charts[name].show(chart)

    def _say(self, words: str) -> None:
        self.progress.show(f"<p>{words}</p>")

    def _enable(self) -> None:
        learning = self.worker is not None
        self._buttons["Start"].disabled = learning
        self._buttons["Pause"].disabled = self._buttons["Stop"].disabled = not learning
        self._buttons["Pause"].description = "Resume" if learning and self.worker.paused else "Pause"


def _charts(run: Run) -> dict:
    """What moves while it learns."""
    last = run.moments[-1]
    charts = {"curves": curves(run, last.step), "places": places(run.moments[0], last)}
    return charts | {"gradients": gradients(run, last.step)}
