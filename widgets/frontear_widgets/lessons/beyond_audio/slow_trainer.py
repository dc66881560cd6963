"""Panel of lesson 10: hearts or earthquakes learn live, and with them the filters' lengths and the hop."""

from typing import Any

from frontear_widgets.browser.plain import VBox
from frontear_widgets.core.live import Live
from frontear_widgets.training.job_panel import JobPanel, LearningThread, progress, wrong
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from .slow_charts import Bank, Seen, charts
from .slow_plan import LEARNED, SlowPlan, plan_code, plan_shown
from .slow_runs import SLOW_RUNS, SlowRun, learning


class SlowWorker(LearningThread):
    """Learns one run in a thread; `run` is what became of it so far."""

    run: SlowRun | None = None

    def __init__(self, plan: SlowPlan):
        self.plan, self.model = plan, plan.model()
        self.first = self.now = Bank.of(self.model.frontend)
        super().__init__()

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Its moments."""
        return self.run.seen if self.run else ()

    @property
    def n_steps(self) -> int:
        """How many steps there are in all; 0 before the first."""
        return self.run.n_steps if self.run else 0

    def _learned(self) -> None:
        runs = learning(self.plan, self.model)
        for run in runs:
            self.run, self.now = run, Bank.of(self.model.frontend)
            if not self._goes_on():
                runs.close()
                self.stopped = True


class SlowTrainer(JobPanel):
    """The student's own runs on hearts and earthquakes, with what moves, and their results in one table.

    In JupyterLab: `trainer.plan.set(task="made earthquakes")`, `trainer.start()`, `trainer.wait()`.
    Lesson: notebooks/10_beyond_audio.ipynb
    """

    def __init__(self, **settings: Any):
        plan = Live(
            SlowPlan(**settings),
            plan_shown,
            {"words": LiveText},
            title="Your own run, where nobody can hear",
            hint="Predict before you press: will the filters move, and where does the hop go?",
            code=plan_code,
        )
        self.results: list[tuple[str, ...]] = []
        first = Bank.of(plan.settings.front_end())
        self._charts = {name: Lines(shown, height=220) for name, shown in charts([], 1, first, first).items()}
        self._show_steps(False)
        self._table = LiveText("")
        below = VBox(list(self._charts.values())).add_class("frontear-views")
        super().__init__(plan, self._table, below, words="Not started.")

    def _begun(self) -> SlowWorker:
        return SlowWorker(self.plan.settings)

    def _done(self, worker: SlowWorker) -> int:
        return len(worker.seen)

    def _told(self, worker: SlowWorker) -> str:
        if not worker.seen:
            return f"{'Paused' if worker.paused else 'On'} before the first step: the records are being read …"
        state, now = "Paused" if worker.paused else "Learning", worker.seen[-1]
        return (
            f"{progress(now.step, worker.n_steps)} {state}: step <b>{now.step}</b> of {worker.n_steps}. "
            f"Loss {now.loss:.2f}, a frame every {now.hop_ms:.0f} ms."
        )

    def _show(self, worker: SlowWorker) -> None:
        for name, shown in charts(worker.seen, worker.n_steps, worker.first, worker.now).items():
            self._charts[name].show(shown)
        self._show_steps(bool(worker.seen))

    def _show_steps(self, any_taken: bool) -> None:
        for name in ("curves", "hop"):
            self._charts[name].show_if(any_taken)

    def _ended(self, worker: SlowWorker) -> str:
        tried = [moment.unseen for moment in worker.seen if moment.unseen is not None]
        if worker.error or not tried:
            return wrong(worker.error or "Stopped before its first epoch had ended")
        self._show(worker)
        if worker.run:
            SLOW_RUNS.add(worker.run)
        plan, last = worker.plan, worker.seen[-1]
        longest = f"{worker.now.length_ms.max():,.0f} ms" if plan.learns else "–"
        row = (f"{len(self.results) + 1}: {plan.task}", plan.frontend, f"{plan.low_hz:g} Hz", f"{tried[-1]:.0%}")
        self.results.append((*row, f"{last.hop_ms:.0f} ms", f"{last.share:.2f}", longest, way(worker)))
        self._table.show(table(HEADS, self.results))
        how = "was stopped" if worker.stopped else "has ended"
        return f"It {how} after {last.step} of {worker.n_steps} steps: <b>{tried[-1]:.0%}</b> of the unseen are right."


HEADS = ("run", "front-end", "from", "unseen right", "hop", "frames", "longest filter", "centres moved")


def way(worker: SlowWorker) -> str:
    """How far the filters have come."""
    if worker.plan.frontend != LEARNED:
        return "–"
    return f"{(worker.now.center_hz - worker.first.center_hz).abs().mean():.2f} Hz"
