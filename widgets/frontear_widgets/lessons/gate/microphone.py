"""Panel of lesson 09: the microphone through a gate, in the page: nothing of it comes to Python, nothing is kept."""

from dataclasses import dataclass
from typing import Any

import traitlets

from frontear.gates import Gate
from frontear_widgets.browser import PageWidget
from frontear_widgets.core.controls import slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.live_text import LiveText

from .controls import SixControls

IN_THE_PAGE = (
    "threshold_db",
    "hysteresis_db",
    "attack_ms",
    "hold_ms",
    "release_ms",
    "range_db",
    "key_hz",
    "key_q",
    "detector_ms",
)


class LiveGate(PageWidget):
    """A button that lets the microphone be heard through a gate, and what the gate hears and does meanwhile.

    The page runs it sample by sample, as `Gate` does, at the rate of its own sound. It begins at a press of the button
    only.
    """

    module = traitlets.Unicode("live_gate.js").tag(sync=True)

    controls = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(220).tag(sync=True)

    def __init__(self, gate: Gate):
        super().__init__(controls=controls_of(gate))

    def show(self, gate: Gate) -> None:
        """Gate otherwise from now on."""
        self.controls = controls_of(gate)


def controls_of(gate: Gate) -> dict[str, float | None]:
    """What the page's gate is told. Raises ValueError for a gate that the page has not."""
    if gate.detector != "peak" or gate.ramp != "linear" or gate.look_ahead_ms:
        raise ValueError("got another gate, allowed is one with a peak detector, a linear ramp and no look-ahead")
    return {name: getattr(gate, name) for name in IN_THE_PAGE}


@dataclass(frozen=True)
class Microphone(SixControls):
    """The gate in the way of the microphone; it begins lower, for rooms are softer than our words."""

    threshold_db: int = slider(-40, -80, 0, label="Threshold", unit="dBFS")


def microphone_shown(settings: Microphone) -> dict:
    """The gate, and what it does in words."""
    closes = settings.threshold_db - settings.hysteresis_db
    heard = "all of the sound" if settings.key_hz == "all" else f"what lies around {settings.key_hz:,} Hz"
    return {
        "gate": settings.gate(),
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
        hint="<b>Put headphones on first</b>: before a loudspeaker the microphone hears what comes out, and it howls. "
        "Then press Start, speak, and be silent. The sound stays in your browser, and is not kept.",
    )
