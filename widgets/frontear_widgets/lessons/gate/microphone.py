"""Panels of lesson 09: the microphone through a classical gate, and through one that learned."""

from dataclasses import dataclass
from typing import Any

from frontear.gates import LearnedGate
from frontear_widgets.core.controls import control_field, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.program import line_chart, program

from .controls import SixControls
from .listeners import LISTENERS, OF_PEOPLE, RULE, ListenerChooser
from .live_gate import InThePage, LiveGate

HEADPHONES = (
    "<b>Put headphones on first</b>: before a loudspeaker the microphone hears what comes out, and it howls. "
    "Then press Start, {}. The sound stays in your browser, and is not kept."
)

RECORDED = """from frontear_widgets.lessons.gate.mixtures import repeated
from frontear_widgets.lessons.gate.one_gate import seconds

mixed = repeated("yes", "white", 25)  # Python has no microphone here: a word, again and again, in a noise"""


@dataclass(frozen=True)
class Microphone(SixControls):
    """The gate in the way of the microphone; it begins lower, for rooms are softer than our words."""

    threshold_db: int = slider(-40, -80, 0, label="Threshold", unit="dBFS")


def microphone_shown(settings: Microphone) -> dict:
    """The gate, and what it does in words."""
    closes = settings.threshold_db - settings.hysteresis_db
    heard = "all of the sound" if settings.key_hz == "all" else f"what lies around {settings.key_hz:,} Hz"
    return {
        "gate": InThePage(settings.gate()),
        "words": f"<p>It hears {heard}. At a level of {settings.threshold_db} dBFS it opens, within "
        f"{settings.attack_ms} ms. Under {closes} dBFS it waits for {settings.hold_ms} ms and closes within "
        f"{settings.release_ms} ms; closed, it makes all {-settings.range_db} dB softer.</p>",
    }


def microphone(**settings: Any) -> Live:
    """The microphone through a classical gate, heard at once. Lesson: notebooks/09_gate.ipynb"""
    return Live(
        Microphone(**settings),
        microphone_shown,
        {"gate": LiveGate, "words": LiveText},
        title="Your own voice at the gate",
        hint=HEADPHONES.format("speak, and be silent"),
        code=_code,
    )


def _code(settings: Microphone) -> str:
    return program(
        RECORDED,
        f"""from frontear.gates import Gate
from frontear_widgets.lessons.gate.controls import in_buffers, traced

{settings.gate_code()}
gain = in_buffers(traced(gate, mixed).gain).min(axis=1)""",
        line_chart("chart.add_scatter(x=seconds(gain), y=gain)", x="time (s)", y="gain"),
    )


@dataclass(frozen=True)
class LearnedMicrophone:
    """The gate that learned, in the way of the microphone."""

    listener: str = control_field(OF_PEOPLE, ListenerChooser, "Listener", "")
    probability: float = slider(0.5, 0.05, 0.95, step=0.05, label="Learned threshold")
    range_db: int = slider(-40, -80, 0, label="Range", unit="dB")


def learned_microphone_shown(settings: LearnedMicrophone) -> dict:
    """The gate, and what it does in words."""
    listener = LISTENERS[settings.listener]
    gate = LearnedGate(listener=listener, threshold=settings.probability, range_db=settings.range_db, **RULE)
    return {
        "gate": InThePage(gate, settings.listener),
        "words": f"<p>The listener is {escaped(settings.listener)}. It opens where a word is as likely as "
        f"{settings.probability:g} or more; closed, it makes all {-settings.range_db} dB softer. "
        f"It hears {listener.look_ahead / 16:.0f} ms ahead.</p>",
    }


def learned_microphone(**settings: Any) -> Live:
    """The microphone through a gate that learned, heard at once. Lesson: notebooks/09_gate.ipynb"""
    return Live(
        LearnedMicrophone(**settings),
        learned_microphone_shown,
        {"gate": LiveGate, "words": LiveText},
        title="Your own voice at the gate that learned",
        hint=HEADPHONES.format("speak, knock, sing"),
        code=_learned_code,
    )


def _learned_code(settings: LearnedMicrophone) -> str:
    return program(
        RECORDED,
        f"""from frontear_widgets.lessons.gate.listeners import LISTENERS, probabilities

level = probabilities(LISTENERS[{settings.listener!r}], mixed.sound)
print("open in", round(100 * (level >= {settings.probability}).mean()), "of 100 buffers")""",
        line_chart("chart.add_scatter(x=seconds(level), y=level)", x="time (s)", y="probability of a word"),
    )
