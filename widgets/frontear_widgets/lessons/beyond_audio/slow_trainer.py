"""Panel of lesson 10: hearts or earthquakes learn live, and with them the filters' lengths and the hop."""

from dataclasses import dataclass
from statistics import fmean
from typing import Any

from torch import Tensor

from frontear import datasets
from frontear.frontends import Frontend
from frontear.layers.strides import LearnedHop
from frontear.models.classifier import Classifier
from frontear.training import accuracy, fit, scores
from frontear.training.fit import Step
from frontear_widgets.browser.plain import VBox
from frontear_widgets.core.live import Live
from frontear_widgets.training.job_panel import JobPanel, LearningThread, progress, wrong
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

from .slow_plan import LEARNED, SlowPlan, lengths_ms, plan_code, plan_shown


@dataclass(frozen=True)
class Seen:
    """A moment of a run; `unseen` is there after each epoch alone, `share` is of the frames there were at first."""

    step: int
    loss: float
    right: float
    hop_ms: float
    share: float
    unseen: float | None = None


@dataclass(frozen=True)
class Bank:
    """Where filters are in Hz, and how long in ms."""

    center_hz: Tensor
    length_ms: Tensor

    @classmethod
    def of(cls, frontend: Frontend) -> "Bank":
        """Those of a front-end, now."""
        center_hz = frontend.spec.center_hz
        assert center_hz is not None
        return cls(center_hz.detach().clone(), lengths_ms(frontend))


class SlowWorker(LearningThread):
    """Learns one run in a thread; `seen` are its moments."""

    def __init__(self, plan: SlowPlan):
        self.plan, self.model = plan, plan.model()
        self.first = Bank.of(self.model.frontend)
        self.now, self.seen, self.n_steps = self.first, [], 0
        super().__init__()

    model: Classifier
    seen: list[Seen]

    def _learned(self) -> None:
        learned, unseen = datasets.slow_examples(self.plan.task, seed=self.plan.seed)
        steps = fit(self.model, learned, **self.plan.how(self.model))
        per_epoch = -(-len(learned) // 16)
        for step in steps:
            self.n_steps = step.n_steps
            ends = step.step % per_epoch == 0
            right = accuracy(scores(self.model, unseen), unseen.labels) if ends else None
            self.model.train()
            self.now = Bank.of(self.model.frontend)
            self.seen = [*self.seen, self._moment(step, right)]
            if not self._goes_on():
                steps.close()
                self.stopped = True

    def _moment(self, step: Step, unseen: float | None) -> Seen:
        frontend = self.model.frontend
        pooling = dict(frontend.named_children()).get("pooling")
        share = pooling.frames_share().item() if isinstance(pooling, LearnedHop) else 1.0
        return Seen(step.step, step.loss, step.accuracy, 1_000 * frontend.spec.hop_seconds, share, unseen)


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

    def _ended(self, worker: SlowWorker) -> str:
        tried = [moment.unseen for moment in worker.seen if moment.unseen is not None]
        if worker.error or not tried:
            return wrong(worker.error or "Stopped before its first epoch had ended")
        self._show(worker)
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


def charts(seen: list[Seen], n_steps: int, first: Bank, now: Bank) -> dict[str, Chart]:
    """What moves while it learns."""
    return {"curves": curves(seen, n_steps), "hop": hops(seen, n_steps), "filters": filters(first, now)}


def curves(seen: list[Seen], n_steps: int) -> Chart:
    """Loss on the left axis, shares right on the right one."""
    steps, tried = [moment.step for moment in seen], [moment for moment in seen if moment.unseen is not None]
    return chart(
        "Loss and share right",
        [
            Curve("loss", steps, [moment.loss for moment in seen]),
            Curve("right, of what it learns from", steps, [moment.right for moment in seen], right=True),
            Curve("right, unseen", [m.step for m in tried], [m.unseen for m in tried], "lines+markers", right=True),
        ],
        x="step",
        y="loss (nats)",
        y_range=(0, 1.05 * max([0.8, *(moment.loss for moment in seen)])),
        right="share right",
        right_range=(0, 1.05),
        x_range=(0, max(n_steps, 1)),
        alt=f"{len(seen)} steps; the mean loss of the last ten is {fmean([m.loss for m in seen[-10:]] or [0]):.2f}.",
    )


def hops(seen: list[Seen], n_steps: int) -> Chart:
    """The hop, and for how many of the first frames there are some left."""
    steps = [moment.step for moment in seen]
    return chart(
        "The hop, and how many frames it leaves",
        [
            Curve("hop", steps, [moment.hop_ms for moment in seen]),
            Curve("frames, of those at first", steps, [moment.share for moment in seen], right=True),
        ],
        x="step",
        y="hop (ms)",
        y_range=(0, 1.1 * max([100.0, *(moment.hop_ms for moment in seen)])),
        right="share of frames",
        right_range=(0, 1.1 * max([1.0, *(moment.share for moment in seen)])),
        x_range=(0, max(n_steps, 1)),
        alt=f"The hop is {seen[-1].hop_ms:.0f} ms." if seen else "Nothing learned yet.",
    )


def filters(first: Bank, now: Bank) -> Chart:
    """How long each filter is, at first and now, over its centre."""
    return chart(
        "Where the filters are, and how long",
        [
            Curve("at first", first.center_hz, first.length_ms, "markers"),
            Curve("now", now.center_hz, now.length_ms, "markers"),
        ],
        x="centre (Hz)",
        y="length (ms)",
        y_range=(0, 1.1 * max(first.length_ms.max().item(), now.length_ms.max().item())),
        alt=f"{len(now.center_hz)} filters, {now.length_ms.min():.0f} to {now.length_ms.max():.0f} ms long.",
    )
