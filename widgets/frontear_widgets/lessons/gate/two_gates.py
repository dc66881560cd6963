"""Panel of lesson 09: a classical gate and one that learned, on the same mixture."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from frontear.data.clip import Clip
from frontear.gates import OPEN, Gate, LearnedGate, Listener, Mixture
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

from .controls import Gated, gated, score, traced
from .listeners import LISTENERS, RULE, gated_by, listener_choice, probabilities
from .mixtures import MADE, kept
from .one_gate import LEAST_DB, seconds, where

NOISES = {"a kind it has learned": True, "a kind it has not": False}
CLASSICAL = Gate(attack_ms=5, hold_ms=100, release_ms=20, key_hz=1_000, key_q=0.5)  # the best of a search, on others


@dataclass(frozen=True)
class TwoGates:
    """A mixture that is kept for the end, and the threshold of each gate."""

    listener: str = listener_choice()
    noise: bool = choice(False, NOISES, label="Noise")
    snr_db: int = slider(5, -5, 20, label="Words over noise", unit="dB")
    number: int = slider(1, 1, 20, label="Mixture")
    threshold_db: int = slider(-30, -60, 0, label="Classical threshold", unit="dBFS")
    probability: float = slider(0.5, 0.05, 0.95, step=0.05, label="Learned threshold")
    range_db: int = slider(-40, -80, 0, label="Range", unit="dB")

    def mixture(self) -> Mixture:
        """What both gate."""
        return kept(self.number, self.snr_db, sounds=MADE, known=self.noise)

    def classical(self) -> Gate:
        """The gate that hears levels."""
        return replace(CLASSICAL, threshold_db=self.threshold_db, range_db=self.range_db)

    def learned(self, listener: Listener) -> LearnedGate:
        """The gate that hears how likely a word is."""
        return LearnedGate(listener=listener, threshold=self.probability, range_db=self.range_db, **RULE)


def two_gates_shown(settings: TwoGates) -> dict:
    """Level and probability over time, what both let through, how well, and all to hear."""
    mixed, listener = settings.mixture(), LISTENERS[settings.listener]
    level = _probabilities(listener, settings.number, settings.snr_db, settings.noise)
    by = {
        "classical": gated(traced(settings.classical(), mixed)),
        "learned": gated_by(settings.learned(listener), mixed.sound, level),
    }
    return {
        "level": gate_chart("The classical gate: level", by["classical"], mixed, settings.threshold_db, LEVEL),
        "probability": gate_chart(
            "The one that learned: probability", by["learned"], mixed, settings.probability, PROBABILITY
        ),
        "scores": scores(mixed, by),
        "sound": [
            Clip(torch.from_numpy(wave), RATE, name=name)
            for name, wave in (
                ("before both", mixed.sound),
                *((f"behind the {name} one", each.output) for name, each in by.items()),
            )
        ],
    }


@lru_cache(maxsize=32)
def _probabilities(listener: Listener, number: int, snr_db: int, known: bool) -> NDArray:
    return probabilities(listener, kept(number, snr_db, sounds=MADE, known=known).sound)


class Scale(NamedTuple):
    """What is compared with a threshold: its name at the axis, and what is drawn of it."""

    name: str
    low: float
    high: float


LEVEL, PROBABILITY = Scale("level (dBFS)", LEAST_DB + 30, 0), Scale("probability", 0, 1)


def gate_chart(
    title: str, by: Gated, mixed: Mixture, threshold: float, scale: Scale, *, closes: float | None = None
) -> Chart:
    """What is compared with the thresholds, and below it when the gate is open, and when it is to be.

    `closes` is the lower threshold, where it is shown.
    """
    right, below = mixed.labels == OPEN, (scale.high - scale.low) * 0.08
    times = seconds(right)
    return chart(
        title,
        [
            Curve(scale.name.partition(" ")[0], times, np.maximum(by.level, scale.low)),
            Curve("threshold", (0, times[-1]), (threshold, threshold)),
            *([] if closes is None else [Curve("closes under", (0, times[-1]), (closes, closes))]),
            Curve("open", times, where(by.opened, scale.low - below), dash="solid"),
            Curve("to be open", times, where(right, scale.low - 2 * below), dash="solid"),
        ],
        x="time (s)",
        y=scale.name,
        y_range=(scale.low - 3 * below, scale.high + below),
        alt=f"To be open for {right.mean():.0%} of the time, open for {by.opened.mean():.0%}",
    )


HEADS = ("gate", "F1 of buffers", "AUC", "onset lost", "words missed", "false openings a minute", "SI-SDR gained")


def scores(mixed: Mixture, by: dict[str, Gated]) -> str:
    """All measures of gates on one mixture, as a table."""
    rows = []
    for name, each in by.items():
        found = score(mixed, each)
        rows.append(
            (
                name,
                f"{found.f1:.2f}",
                f"{found.auc:.2f}",
                f"{found.onset_lost_ms:.0f} ms",
                f"{found.words_missed:.0%}",
                f"{found.false_openings:.0f}",
                f"{found.si_sdr_gained_db:+.1f} dB",
            )
        )
    return table(HEADS, rows)


def two_gates(**settings: Any) -> Live:
    """A classical gate and one that learned, on the same mixture. Lesson: notebooks/09_gate.ipynb"""
    return Live(
        TwoGates(**settings),
        two_gates_shown,
        {
            "level": lambda drawn: Lines(drawn, height=220),
            "probability": lambda drawn: Lines(drawn, height=220),
            "scores": LiveText,
            "sound": Player,
        },
        title="Two gates, one mixture",
        hint="Find the best threshold for each by eye and ear. Then take another mixture and leave the thresholds as "
        "they are.",
        code=_code,
    )


def _code(settings: TwoGates) -> str:
    return program(
        f"""from frontear_widgets.lessons.gate.listeners import LISTENERS, gated_by, probabilities
from frontear_widgets.lessons.gate.one_gate import seconds
from frontear_widgets.lessons.gate.two_gates import TwoGates, score

both = TwoGates(
    noise={settings.noise}, snr_db={settings.snr_db}, number={settings.number}, probability={settings.probability}
)
mixed, listener = both.mixture(), LISTENERS[both.listener]
level = probabilities(listener, mixed.sound)
print(score(mixed, gated_by(both.learned(listener), mixed.sound, level)))""",
        line_chart("chart.add_scatter(x=seconds(level), y=level)", x="time (s)", y=PROBABILITY.name),
    )
