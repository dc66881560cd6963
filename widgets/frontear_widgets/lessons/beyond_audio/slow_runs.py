"""The runs of lesson 10: what is kept of one while it learns, those that were recorded, and the student's own."""

from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import traitlets
from torch import Tensor

from frontear import datasets
from frontear.dsp.warned import warned
from frontear.frontends import Frontend
from frontear.layers.strides import LearnedHop
from frontear.models.classifier import Classifier
from frontear.training import accuracy, checkpoints, fit, scores
from frontear.training.fit import Step
from frontear_widgets.core.controls import control_field
from frontear_widgets.core.panel import GrowingList
from frontear_widgets.results import RESULTS

from .slow_charts import Seen
from .slow_plan import LEARNED, TAKE, SlowPlan, learned_code

HEART_RUN, QUAKE_RUN = "recorded: made hearts", "recorded: made earthquakes"
RECORDED = {  # by name: the file below RESULTS, and what was planned
    HEART_RUN: ("slow/made-hearts.run", SlowPlan(price=0.3, epochs=16)),
    QUAKE_RUN: ("slow/made-earthquakes.run", SlowPlan(task="made earthquakes", hop="learns, each its own", epochs=16)),
}


@dataclass(frozen=True, eq=False)
class SlowRun:
    """A plan, what was seen after each step of `n_steps`, and the front-end's state at first and after each epoch."""

    plan: SlowPlan
    n_steps: int
    seen: tuple[Seen, ...]
    states: tuple[tuple[int, dict[str, Tensor]], ...]

    def frontend_at(self, place: int) -> Frontend:
        """The front-end as it was, by its place among the states."""
        with warned():  # of where it starts, which is not where it is
            frontend = self.plan.front_end()
        frontend.load_state_dict(self.states[place][1])
        return frontend.requires_grad_(False)


def learning(plan: SlowPlan, model: Classifier) -> Generator[SlowRun, None, None]:
    """Learn as planned and yield, after each step, the run so far; to stop, close it."""
    learned, unseen = datasets.slow_examples(plan.task, seed=plan.seed)
    per_epoch = -(-len(learned) // TAKE["batch_size"])
    run = SlowRun(plan, plan.epochs * per_epoch, (), ((0, _state(model)),))
    for step in fit(model, learned, **plan.how(model)):
        ends = step.step % per_epoch == 0
        right = accuracy(scores(model, unseen), unseen.labels) if ends else None
        model.train()
        states = (*run.states, (step.step, _state(model))) if ends else run.states
        run = replace(run, seen=(*run.seen, _seen(model.frontend, step, right)), states=states)
        yield run


def _seen(frontend: Frontend, step: Step, unseen: float | None) -> Seen:
    pooling = dict(frontend.named_children()).get("pooling")
    share = pooling.frames_share().item() if isinstance(pooling, LearnedHop) else 1.0
    return Seen(step.step, step.loss, step.accuracy, 1_000 * frontend.spec.hop_seconds, share, unseen)


def _state(model: Classifier) -> dict[str, Tensor]:
    return {name: values.detach().clone() for name, values in model.frontend.state_dict().items()}


def save_slow_run(path: Path, run: SlowRun) -> None:
    """Write a run. Raises OSError where it cannot be written."""
    seen = [list(asdict(moment).values()) for moment in run.seen]
    states = [[step, state] for step, state in run.states]
    checkpoints.save(path, {"plan": asdict(run.plan), "n_steps": run.n_steps, "seen": seen, "states": states})


@lru_cache(maxsize=8)
def load_slow_run(path: Path) -> SlowRun:
    """What was written. Raises ValueError for a file that is no such run, or damaged."""
    return checkpoints.read(path, _read, what="run", by="save_slow_run")


def _read(state: dict[str, Any]) -> SlowRun:
    seen = tuple(Seen(*moment) for moment in state["seen"])
    return SlowRun(SlowPlan(**state["plan"]), state["n_steps"], seen, tuple((n, kept) for n, kept in state["states"]))


class SlowRuns(traitlets.HasTraits):
    """Runs by name, the same for all panels of a page: the recorded ones, and those of the student's that learned."""

    own = traitlets.Dict()

    def add(self, run: SlowRun) -> None:
        """Offer a run whose front-end has learned."""
        if run.plan.frontend == LEARNED and len(run.states) > 1:
            self.own = {**self.own, f"my run {len(self.own) + 1}: {run.plan.task}": run}

    def names(self) -> list[str]:
        """All, recorded ones first."""
        return [*RECORDED, *self.own]

    def __getitem__(self, name: str) -> SlowRun:
        """The run of that name. Raises ValueError where there is none."""
        if name in self.own:
            return self.own[name]
        if name not in RECORDED:
            raise ValueError(f"got the run {name!r}, allowed are {', '.join(self.names())}")
        return load_slow_run(RESULTS / RECORDED[name][0])


SLOW_RUNS = SlowRuns()


def frontend_code(name: str, place: int = -1) -> str:
    """The lines that open the front-end of a run; of the student's own, that make it anew, to its end.

    Args:
        name: Of the run.
        place: Among its states.
    """
    plan = SLOW_RUNS[name].plan
    if name not in RECORDED:
        return learned_code(plan)
    told = ", ".join(f"{option}={value!r}" for option, value in plan.options().items())
    return f"""from frontear.frontends import leaf
from frontear.training import checkpoints
from frontear_widgets.results import RESULTS

kept = checkpoints.load(RESULTS / {RECORDED[name][0]!r})
frontend = leaf({told})
frontend.load_state_dict(kept["states"][{place}][1])"""


def slow_run_choice(default: str = HEART_RUN) -> Any:
    """A field that names a run."""
    return control_field(default, lambda: GrowingList(SLOW_RUNS.names, SLOW_RUNS, "own"), "Run", "")
