"""What a student decides before one of the six networks learns, and the chart of how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from frontear.analysis.operating_points import OperatingPoints, area_under_roc
from frontear.models.classifier import n_parameters
from frontear.models.tagging import tagger
from frontear.training.fit import Step
from frontear.training.tagging import TaggingSettings
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.program import line_chart, program

from .clips import MADE, N_LEARNED, RECORDED, here
from .networks import NETWORKS, OF_AUDIOSET, OF_MADE, usual

SCALES = ("standardised", "raw")
SIZES: dict[str, int] = dict.fromkeys((MADE, RECORDED), N_LEARNED * 4 // 5)
OF_THE_PAPER = 17_728  # clips of AudioSet that are learned from
LATEST = 4  # runs that are drawn


@dataclass(frozen=True)
class TaggerPlan:
    """All controls of a run."""

    clips: str = choice(MADE, here(), label="Clips")
    network: str = choice("attention", NETWORKS, label="Network")
    scale: str = choice("standardised", SCALES, label="Numbers")
    learning_rate: float = ladder(1e-3, [1e-4, 3e-4, 1e-3, 3e-3, 1e-2], label="Learning rate")
    epochs: int = slider(20, 1, 40, label="Epochs")
    seed: int = slider(0, 0, 9, label="Seed")

    def settings(self) -> TaggingSettings:
        """The run's own settings."""
        changed = {"scale": self.scale, "learning_rate": self.learning_rate, "epochs": self.epochs, "seed": self.seed}
        return usual(self.clips, self.network, **changed)


def plan_shown(plan: TaggerPlan) -> dict:
    """The plan in a sentence."""
    settings, n = plan.settings(), SIZES.get(plan.clips, OF_THE_PAPER)
    n_steps = plan.epochs * -(-n // settings.batch_size)
    stops = "" if settings.patience is None else f", fewer where {settings.patience} epochs in a row are no better"
    return {
        "words": f"<p><b>{n_steps:,} steps</b>{stops}: {plan.epochs} epoch{'s' * (plan.epochs > 1)} of {n:,} clips of "
        f"{plan.clips}, {settings.batch_size} at a time. The network learns {_size(settings):,} numbers, at a rate of "
        f"{plan.learning_rate:g}; it is given {plan.scale} numbers; seed {plan.seed}. The weights it ends with are "
        "those of the epoch that was best on clips it does not learn from.</p>"
    }


def _size(settings: TaggingSettings) -> int:
    return _count(settings.tagger, tuple(sorted(settings.network().items())))


@lru_cache(maxsize=2 * len(OF_MADE | OF_AUDIOSET))
def _count(network: str, options: tuple[tuple[str, Any], ...]) -> int:
    return n_parameters(tagger(network, **dict(options)))


def plan_code(plan: TaggerPlan) -> str:
    """The lines that make the run without the widgets."""
    changed = f"scale={plan.scale!r}, learning_rate={plan.learning_rate:g}, epochs={plan.epochs}, seed={plan.seed}"
    return program(
        f"""from frontear.training.tagging import TaggingRun
from frontear_widgets.lessons.speech.clips import data
from frontear_widgets.lessons.speech.networks import usual

settings = usual({plan.clips!r}, {plan.network!r}, {changed})
clips = data({plan.clips!r}, settings)
run = TaggingRun(settings, clips.learned.classes, mean=clips.mean, deviation=clips.deviation)
for step in run.learn(clips.learned, clips.validation):
    pass""",
        line_chart(
            "chart.add_scatter(x=[step.epoch for step in run.epochs], y=[step.validation_loss for step in run.epochs])",
            x="epoch",
            y="loss on validation",
        ),
    )


def losses(learned: Mapping[str, Sequence[Step]], under_way: Sequence[tuple[int, float]] = ()) -> Chart:
    """The loss on validation after each epoch, a curve for each run; of one under way also that on what is learned."""
    latest = list(learned.items())[-LATEST:]
    drawn = [Curve(name, *_validated(epochs), "lines+markers") for name, epochs in latest if epochs]
    if under_way:
        epochs, means = zip(*under_way, strict=True)
        drawn.append(Curve("mean of an epoch's steps, while learning", epochs, means, "lines+markers"))
    told = "; ".join(f"{name}: {min(_validated(epochs)[1]):.3f} at best" for name, epochs in latest if epochs)
    return chart("Loss on validation", drawn, x="epoch", y="loss (nats)", alt=told or "Nothing learned yet")


def precisions(learned: Mapping[str, OperatingPoints]) -> Chart:
    """Precision over recall on clips kept for the end, a curve for each run."""
    latest = list(learned.items())[-LATEST:]
    return chart(
        "Precision over recall, on clips kept for the end",
        [Curve(name, points.recall, points.precision) for name, points in latest],
        x="recall",
        y="precision",
        x_range=(0, 1),
        y_range=(0, 1.02),
        alt="; ".join(f"{name}: area under the ROC curve {area_under_roc(points):.3f}" for name, points in latest),
    )


def _validated(epochs: Sequence[Step]) -> tuple[list[int], list[float]]:
    return [step.epoch for step in epochs], [step.validation_loss for step in epochs]
