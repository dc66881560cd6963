"""What a student decides before a network learns hearts or earthquakes: bank, lengths, hop and the price of a frame."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from frontear import datasets
from frontear.datasets import SLOW_TASKS, SlowTask
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.gabor import REACH
from frontear.frontends import Frontend, leaf, log_mel
from frontear.layers.strides import LearnedHop
from frontear.models import paradigm_classifier
from frontear.models.classifier import Classifier, n_parameters
from frontear.training import PricedFrames
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.views.program import line_chart, program

FIXED, LEARNED, FROZEN = "log-spectrogram", "LEAF, learned", "LEAF, frozen"
HOPS = {"stays": "fixed", "learns": "window", "learns, each its own": "each"}
TAKE = {"batch_size": 16, "learning_rate": 3e-3}


def tasks() -> list[str]:
    """Those whose records are here: the made ones always are."""
    return [name for name, task in SLOW_TASKS.items() if all(map(datasets.here, task.data))]


@dataclass(frozen=True)
class SlowPlan:
    """All controls of a run."""

    task: str = choice("made hearts", tasks(), label="Learn")
    frontend: str = choice(LEARNED, [FIXED, FROZEN, LEARNED], label="Front-end")
    n_filters: int = ladder(16, [8, 16, 24], label="Filters")
    low_hz: float = ladder(0.5, [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0], label="Bank from", unit="Hz")
    uncut: bool = choice(
        True, {"ask their widths": True, "are one window": False}, label="Filter lengths", when=lambda p: p.learns
    )
    hop: str = choice("learns", list(HOPS), label="Hop", when=lambda plan: plan.frontend == LEARNED)
    hop_ms: int = ladder(100, [20, 50, 100, 200, 400], label="Hop at first", unit="ms")
    price: float = ladder(
        0.0, [0.0, 0.03, 0.1, 0.3, 1.0], label="Price of all frames", when=lambda plan: plan.hop_learns
    )
    filter_rate: int = ladder(10, [1, 3, 10, 30, 100], label="Filters' rate ×", when=lambda p: p.frontend == LEARNED)
    epochs: int = slider(8, 1, 40, label="Epochs")
    seed: int = slider(0, 0, 9, label="Seed")

    @property
    def learns(self) -> bool:
        """Whether it is LEAF, whose filters have lengths of their own."""
        return self.frontend != FIXED

    @property
    def hop_learns(self) -> bool:
        """Whether the hop is a number like any other."""
        return self.frontend == LEARNED and self.hop != "stays"

    @property
    def suits(self) -> SlowTask:
        """What suits the task."""
        return SLOW_TASKS[self.task]

    def options(self) -> dict[str, Any]:
        """What the recipe is told."""
        suits = self.suits
        ends = suits.high_hz if self.low_hz < suits.high_hz else 0.49 * suits.sample_rate
        told = {"sample_rate": suits.sample_rate, "n_filters": self.n_filters, "low_hz": self.low_hz, "high_hz": ends}
        told |= {"scale": "linear", "window_ms": suits.window_ms, "hop_ms": self.hop_ms}
        if self.learns:
            told |= {"uncut": self.uncut, "hop": HOPS[self.hop] if self.frontend == LEARNED else "fixed"}
        return told

    def front_end(self) -> Frontend:
        """A fresh one. Raises ValueError for a bank that cannot be."""
        recipe = log_mel if self.frontend == FIXED else leaf
        return recipe(**self.options()).requires_grad_(self.frontend != FROZEN)

    def model(self) -> Classifier:
        """A fresh network. Raises ValueError for a bank that cannot be."""
        return paradigm_classifier(
            "small-rectangular", self.front_end(), n_classes=2, backend="max-mean", seed=self.seed
        )

    def how(self, model: Classifier) -> dict[str, Any]:
        """What `fit` is told."""
        filter_rate = self.filter_rate if self.frontend == LEARNED else 1
        told: dict[str, Any] = {"epochs": self.epochs, "filter_rate": filter_rate}
        told |= {"seed": self.seed, **TAKE}
        pooling = dict(model.frontend.named_children()).get("pooling")
        if isinstance(pooling, LearnedHop) and self.price:
            told["loss"] = PricedFrames(pooling, self.price)
        return told


def plan_shown(plan: SlowPlan) -> dict:
    """The plan in a sentence."""
    suits, model = plan.suits, plan.model()
    where = "made here" if not suits.data else f"of the set{'s' * (len(suits.data) > 1)} {' and '.join(suits.data)}"
    lengths = f" Its filters are up to {lengths_ms(model.frontend).max():,.0f} ms long." if plan.learns else ""
    rate = f", at {plan.filter_rate} times the usual rate" if plan.frontend == LEARNED else ""
    priced = plan.hop_learns and plan.price > 0
    price = f" As many frames as at first cost {plan.price:g}, half of them half as much." if priced else ""
    return {
        "words": f"<p>Windows of <b>{suits.seconds:g} s</b> at {suits.sample_rate} Hz, {where}. {plan.n_filters} "
        f"filters from {plan.low_hz:g} to {plan.options()['high_hz']:g} Hz, a frame every "
        f"{1_000 * model.frontend.spec.hop_seconds:.0f} ms at first. {n_parameters(model.frontend)} numbers of the "
        f"front-end learn{rate}. {plan.epochs} epoch{'s' * (plan.epochs > 1)}, seed {plan.seed}.{lengths}{price}</p>"
    }


@torch.no_grad()
def lengths_ms(frontend: Frontend) -> Tensor:
    """How long each filter is now: eight σ, or the window that it is cut to; those of a spectrogram are its window."""
    bank, milliseconds = frontend.spec.bank, 1_000 / frontend.spec.sample_rate
    if isinstance(bank, GaborFilterbank):
        long = 2 * REACH * bank.clamped("sigma_samples").detach()
        return milliseconds * (long if bank.kernel_size is None else long.clamp(max=bank.kernel_size))
    return milliseconds * torch.full((frontend.spec.n_rows,), float(len(frontend.get_submodule("window").weights)))  # pyright: ignore


def learned_code(plan: SlowPlan) -> str:
    """The lines that make the run without the widgets: `frontend` has learned then."""
    recipe = "log_mel" if plan.frontend == FIXED else "leaf"
    told = ", ".join(f"{name}={value!r}" for name, value in plan.options().items())
    frozen = ".requires_grad_(False)" if plan.frontend == FROZEN else ""
    rate = plan.filter_rate if plan.frontend == LEARNED else 1
    priced = plan.hop_learns and plan.price > 0
    loss = f", loss=PricedFrames(frontend.pooling, {plan.price})" if priced else ""
    return f"""from frontear import datasets
from frontear.frontends import {recipe}
from frontear.models import paradigm_classifier
from frontear.training import {"PricedFrames, " if priced else ""}accuracy, fit, scores

learned, unseen = datasets.slow_examples({plan.task!r}, seed={plan.seed})
frontend = {recipe}({told}){frozen}
model = paradigm_classifier("small-rectangular", frontend, n_classes=2, backend="max-mean", seed={plan.seed})
how = {{"epochs": {plan.epochs}, "filter_rate": {rate}, "seed": {plan.seed}}}
steps = list(fit(model, learned{loss}, **how))"""


def plan_code(plan: SlowPlan) -> str:
    """The lines that make the run, say what came of it and draw its loss."""
    return program(
        learned_code(plan),
        """print(accuracy(scores(model, unseen), unseen.labels))
print(1_000 * frontend.spec.hop_seconds, "ms")""",
        line_chart(
            'chart.add_scatter(x=[step.step for step in steps], y=[step.loss for step in steps], name="loss")',
            x="step",
            y="loss",
        ),
    )
