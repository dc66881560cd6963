"""What a student decides before a gate learns, and the chart of how it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.program import line_chart, program

from .mixtures import MADE, here

SMOOTHED = 10  # steps that a point of the chart is the mean of
LATEST = 4  # runs that are drawn


@dataclass(frozen=True)
class GatePlan:
    """All controls of a run."""

    sounds: str = choice(MADE, here(), label="Sounds")
    n_steps: int = ladder(200, [50, 100, 200, 400, 750], label="Steps")
    seed: int = slider(0, 0, 9, label="Seed")


def plan_shown(plan: GatePlan) -> dict:
    """The plan in a sentence."""
    return {
        "words": f"<p><b>{plan.n_steps} steps</b> of eight mixtures each, four seconds long: "
        f"{plan.n_steps * 32 / 60:.0f} minutes of words in noise, all of them {plan.sounds}, −5 to 20 dB, each made "
        f"for its step and never heard again. The network learns 19,969 numbers; seed {plan.seed}.</p>"
    }


def plan_code(plan: GatePlan) -> str:
    """The lines that make the run without the widgets."""
    return program(
        f"""from frontear.gates import learn, new_listener
from frontear_widgets.lessons.gate.mixtures import parts

sources = parts({plan.sounds!r}).learned
listener = new_listener(seed={plan.seed})
losses = [taught.loss for taught in learn(listener, sources, n_steps={plan.n_steps}, seed={plan.seed})]""",
        line_chart("chart.add_scatter(y=losses)", x="step", y="loss (nats)"),
    )


def losses(runs: Mapping[str, Sequence[float]]) -> Chart:
    """The loss of every run, each point the mean of some steps."""
    latest = list(runs.items())[-LATEST:]
    drawn = [Curve(name, *_smoothed(steps)) for name, steps in latest if len(steps) >= SMOOTHED]
    told = "; ".join(f"{name}: {curve.y[-1]:.2f} in the end" for (name, _), curve in zip(latest, drawn, strict=False))
    return chart(
        "Loss, the mean of ten steps",
        drawn,
        x="step",
        y="loss (nats)",
        y_range=(0, 0.7),
        alt=told or "Nothing learned yet",
    )


def _smoothed(steps: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    n = len(steps) // SMOOTHED
    means = np.array(steps[: n * SMOOTHED]).reshape(n, SMOOTHED).mean(axis=1)
    return (np.arange(n) + 1) * SMOOTHED, means
