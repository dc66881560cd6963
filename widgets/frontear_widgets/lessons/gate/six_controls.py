"""Panel of lesson 09: six controls against a gate that learned, on one mixture."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch

from frontear.data.clip import Clip
from frontear.gates import Mixture
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.live import Live
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .controls import Gated, SixControls, gated, score, traced
from .listeners import LISTENERS, RECORDED, gated_by, probabilities
from .mixtures import kept
from .two_gates import LEVEL, TwoGates, gate_chart, scores

NUMBER, SNR_DB, SECONDS = 18, 10, 4.0


@dataclass(frozen=True)
class ByHand(SixControls):
    """The gate that is set by hand."""


def mixture() -> Mixture:
    """What both gate."""
    return kept(NUMBER, SNR_DB, seconds=SECONDS)


@lru_cache(maxsize=1)
def by_the_learned() -> Gated:
    """What the recorded gate makes of it, by its usual thresholds."""
    listener = LISTENERS[RECORDED]
    return gated_by(TwoGates().learned(listener), mixture().sound, probabilities(listener, mixture().sound))


def by_hand_shown(settings: ByHand) -> dict:
    """Level and threshold, where it is open and is to be, how well both gate, and what comes out of both."""
    mixed, yours, learned = mixture(), gated(traced(settings.gate(), mixture())), by_the_learned()
    return {
        "level": gate_chart(
            "Your gate: the level of its side chain",
            yours,
            mixed,
            settings.threshold_db,
            LEVEL,
            closes=settings.threshold_db - settings.hysteresis_db,
        ),
        "scores": scores(mixed, {"yours": yours, "the one that learned": learned}),
        "sound": [
            Clip(torch.from_numpy(wave), RATE, name=name)
            for name, wave in (
                ("behind yours", yours.output),
                ("behind the one that learned", learned.output),
            )
        ],
    }


def beats_it(settings: ByHand) -> tuple[bool, str]:
    """Whether the F1 of its buffers is above that of the gate that learned, and what may be wrong."""
    yours = score(mixture(), gated(traced(settings.gate(), mixture())))
    learned = score(mixture(), by_the_learned())
    stands = f"Your F1 is {yours.f1:.2f}, and {learned.f1:.2f} is to be beaten."
    if yours.f1 > learned.f1:
        return True, f"{stands} You could hear the clock and keep it out. It had never heard one."
    if yours.words_missed > 0.2:
        return False, f"{stands} Of the words {yours.words_missed:.0%} are missed: does the gate open too seldom?"
    if yours.false_openings > 30:
        return False, f"{stands} It opens for what is no word: can the side chain be told what not to hear?"
    return False, f"{stands} It opens for the words, and closes too soon or too late."


def by_hand(**settings: Any) -> Live:
    """Six controls against a gate that learned. Lesson: notebooks/09_gate.ipynb"""
    return Live(
        ByHand(**settings),
        by_hand_shown,
        {"level": lambda drawn: Lines(drawn, height=240), "scores": LiveText, "sound": Player},
        title="Six controls against a gate that learned",
        hint="Words and a clock, a kind of noise that nothing has learned from. Below the level you see when the gate "
        "is open, and when it is to be. At a range of 0 dB you hear what goes in.",
        code=_code,
    )


def _code(settings: ByHand) -> str:
    return program(
        f"""from frontear.gates import Gate
from frontear_widgets.lessons.gate.controls import gated, score, traced
from frontear_widgets.lessons.gate.one_gate import seconds
from frontear_widgets.lessons.gate.six_controls import mixture

{settings.gate_code()}
yours = gated(traced(gate, mixture()))
print(score(mixture(), yours))""",
        line_chart(
            f"chart.add_scatter(x=seconds(yours.level), y=yours.level.clip({LEVEL.low}))",
            x="time (s)",
            y=LEVEL.name,
        ),
    )
