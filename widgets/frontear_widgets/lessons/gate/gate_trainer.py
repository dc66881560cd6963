"""Panel of lesson 09: a gate learns live, paused and resumed, and opens and closes meanwhile."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

from frontear.analysis.confidence import mean
from frontear.gates import Listener, Mixture, learn, new_listener
from frontear.gates.learning import Taught
from frontear_widgets.core.live import Live
from frontear_widgets.training.job_panel import JobPanel, LearningThread, progress, wrong
from frontear_widgets.views.charts import Chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.table import table

from .controls import at_thresholds, score
from .gate_plan import GatePlan, losses, plan_code, plan_shown
from .listeners import LISTENERS, RECORDED, gated_by, probabilities, recorded_losses
from .mixtures import kept, parts
from .two_gates import CLASSICAL, PROBABILITY, TwoGates, gate_chart

Tested = dict[int, list[float]]  # F1 of each mixture, by SNR in dB
CLASSICAL_NAME = "classical, the best threshold of each mixture"
SHOWN = TwoGates(noise=True)  # the mixture that is drawn while it learns
EVERY = 10  # steps between looks at it
N_TESTED, SNRS_DB = 6, (0, 5, 10)  # mixtures a row of the table is the mean of, at each of these


class GateWorker(LearningThread):
    """Teaches one listener in a thread; `level` is what it says of the mixture that is drawn, from time to time."""

    def __init__(self, plan: GatePlan):
        self.plan, self.listener = plan, new_listener(seed=plan.seed)
        self.losses: list[float] = []
        self.step: Taught | None = None
        self.level: NDArray | None = None
        self.result: Tested = {}
        super().__init__()

    def _learned(self) -> None:
        learned = parts(self.plan.sounds).learned
        steps = learn(self.listener, learned, n_steps=self.plan.n_steps, seed=self.plan.seed)
        for self.step in steps:
            self.losses.append(self.step.loss)
            if self.step.step % EVERY == 0:
                self.level = probabilities(self.listener, SHOWN.mixture().sound)
            if not self._goes_on():
                self.stopped = True
                break
        self.listener.eval()
        self.level = probabilities(self.listener, SHOWN.mixture().sound)
        self.result = tested_listener(self.listener)
        hindsight()  # here, for it takes a second


class GateTrainer(JobPanel):
    """The student's own gates that learn, with their losses in one chart and what became of them in one table.

    In JupyterLab: `trainer.plan.set(n_steps=50)`, `trainer.start()`, `trainer.wait()`.
    Lesson: notebooks/09_gate.ipynb
    """

    def __init__(self, **settings: Any):
        plan = Live(
            GatePlan(**settings),
            plan_shown,
            {"words": LiveText},
            title="A gate that learns",
            hint="Start it, and move anything else on the page meanwhile. Below you see when it would open now.",
            code=plan_code,
        )
        self.results: dict[str, Tested] = {}
        self.learned = {RECORDED: recorded_losses()}
        self._losses, self._table = Lines(losses(self.learned), height=210), LiveText("")
        first = probabilities(LISTENERS[RECORDED], SHOWN.mixture().sound)
        self._gate = Lines(_opened("the recorded one", LISTENERS[RECORDED], first), height=210)
        super().__init__(plan, self._losses, self._gate, self._table, words="Not started.")

    def _begun(self) -> GateWorker:
        return GateWorker(self.plan.settings)

    def _done(self, worker: GateWorker) -> Taught | None:
        return worker.step

    def _told(self, worker: GateWorker) -> str:
        if worker.step is None:
            return f"{'Paused' if worker.paused else 'On'} before the first step: the sounds are being read …"
        if worker.step.step == worker.plan.n_steps:
            return "Trying it on mixtures that nothing learned from …"
        n_steps, state = worker.plan.n_steps, "Paused" if worker.paused else "Learning"
        bar = progress(worker.step.step, n_steps)
        return f"{bar} {state}: step <b>{worker.step.step}</b> of {n_steps}. Loss {worker.step.loss:.2f}."

    def _show(self, worker: GateWorker) -> None:
        self._draw({**self.learned, self._name(worker): worker.losses}, worker)

    def _ended(self, worker: GateWorker) -> str:
        if worker.error or worker.step is None:
            return wrong(worker.error or "Stopped before its first step had ended")
        name = LISTENERS.add(worker.listener, self._name(worker).partition(": ")[2])
        self.learned[name], self.results[name] = worker.losses, worker.result
        self._draw(self.learned, worker)
        self._table.show(told({CLASSICAL_NAME: hindsight(), **self.results}))
        how = "was stopped after" if worker.stopped else "has learned for"
        return f"<b>{escaped(name)}</b> {how} {worker.step.step} steps. It is among the listeners of the panels below."

    def _draw(self, learned: dict[str, list[float]], worker: GateWorker) -> None:
        self._losses.show(losses(learned))
        if worker.level is not None:
            self._gate.show(_opened("your gate", worker.listener, worker.level))

    def _name(self, worker: GateWorker) -> str:
        return (
            f"run {len(LISTENERS.own) + 1}: {worker.plan.n_steps} steps, {worker.plan.sounds}, seed {worker.plan.seed}"
        )


def _opened(name: str, listener: Listener, level: NDArray) -> Chart:
    by = gated_by(SHOWN.learned(listener), SHOWN.mixture().sound, level)
    return gate_chart(f"What {name} says of one mixture", by, SHOWN.mixture(), SHOWN.probability, PROBABILITY)


def tested(gate_by: Callable[[Mixture], float]) -> Tested:
    """The F1 of each of some mixtures with unknown kinds of noise, by SNR."""
    return {snr_db: [gate_by(kept(number, snr_db)) for number in range(1, N_TESTED + 1)] for snr_db in SNRS_DB}


def tested_listener(listener: Listener) -> Tested:
    """How well a listener gates them, with the thresholds of `RULE`."""
    gate = SHOWN.learned(listener)
    return tested(lambda mixed: score(mixed, gated_by(gate, mixed.sound, probabilities(listener, mixed.sound))).f1)


@lru_cache(maxsize=1)
def hindsight() -> Tested:
    """How well the classical gate does with the threshold that is best for each of them."""
    return tested(lambda mixed: max(found.f1 for found in at_thresholds(CLASSICAL, mixed, range(-60, 0, 2))))


def told(results: dict[str, Tested]) -> str:
    """A row for each gate: the mean over the mixtures, and its interval."""
    heads = ("F1 of buffers, in unknown kinds of noise", *(f"{snr_db} dB" for snr_db in SNRS_DB))
    rows = [(name, *(str(mean(found[snr_db])) for snr_db in SNRS_DB)) for name, found in results.items()]
    said = f"Each figure is the mean of {N_TESTED} mixtures of six seconds, ± half of its 95% interval: few, so wide."
    return f'{table(heads, rows)}<p class="frontear-quiet">{said}</p>'
