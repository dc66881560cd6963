"""A gate in the page, in the way of the microphone: nothing of what it hears comes to Python, nothing is kept."""

from typing import NamedTuple

import torch
import traitlets

from frontear.frontends.mel import Framing, Mel, Spectrum, Window
from frontear.gates import Gate, LearnedGate, Listener
from frontear.layers import Log
from frontear_widgets.browser import PageWidget

OF_GATE = (
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
OF_LEARNED = ("threshold", "hysteresis", "attack_ms", "hold_ms", "release_ms", "range_db")
LEVEL = {"name": "level", "unit": " dB", "low": -80, "high": 0, "step": 20}
PROBABILITY = {"name": "probability", "unit": "", "low": 0, "high": 1, "step": 0.25}


class InThePage(NamedTuple):
    """A gate for the page, and the name of who has learned in it, if anybody has."""

    gate: Gate | LearnedGate
    who: str = ""


class LiveGate(PageWidget):
    """A button that lets the microphone be heard through a gate, and what the gate hears and does meanwhile.

    The page runs it sample by sample, as `Gate` does, at the rate of its own sound, or as `LearnedGate` does, whose
    numbers it asks for when it begins. It begins at a press of the button only.
    """

    module = traitlets.Unicode("live_gate.js").tag(sync=True)

    controls = traitlets.Dict().tag(sync=True)
    scale = traitlets.Dict().tag(sync=True)
    who = traitlets.Unicode("").tag(sync=True)
    height = traitlets.Int(220).tag(sync=True)

    def __init__(self, live: InThePage):
        super().__init__()
        self.show(live)
        self.on_msg(self._answer)

    def show(self, live: InThePage) -> None:
        """Gate otherwise from now on."""
        self._gate = live.gate
        with self.hold_sync():
            self.controls, self.scale, self.who = controls_of(live.gate), scale_of(live.gate), live.who

    def _answer(self, _widget, _asked: dict, _buffers) -> None:
        """Give the page what has learned."""
        if isinstance(self._gate, LearnedGate):
            sizes, numbers = network_of(self._gate.listener)
            self.send({"network": sizes}, buffers=[numbers])


def controls_of(gate: Gate | LearnedGate) -> dict[str, float | None]:
    """What the page's gate is told. Raises ValueError for a gate that the page has not."""
    if isinstance(gate, LearnedGate):
        return {name: getattr(gate, name) for name in OF_LEARNED}
    if gate.detector != "peak" or gate.ramp != "linear" or gate.look_ahead_ms:
        raise ValueError("got another gate, allowed is one with a peak detector, a linear ramp and no look-ahead")
    return {name: getattr(gate, name) for name in OF_GATE}


def scale_of(gate: Gate | LearnedGate) -> dict[str, str | float]:
    """What is drawn: what the gate compares with its thresholds, and these."""
    if isinstance(gate, LearnedGate):
        return PROBABILITY | {"opens": gate.threshold, "closes": round(gate.threshold - gate.hysteresis, 3)}
    return LEVEL | {"opens": gate.threshold_db, "closes": gate.threshold_db - gate.hysteresis_db}


def network_of(listener: Listener) -> tuple[dict[str, int], bytes]:
    """The sizes of a listener, and all its numbers, float32, in the order in which the page takes them.

    Raises ValueError for another front-end than log-mel.
    """
    match list(listener.frontend):
        case [Framing() as framing, Window() as window, Spectrum() as spectrum, Mel() as mel, Log()]:
            ear = [window.weights, mel.matrix, listener.mean, listener.deviation]
        case _:
            raise ValueError(f"got a listener with {listener.shape['frontend']}, allowed is log-mel")
    layers = [listener.enter, *listener.layers, listener.answer]
    parts = [*ear, *(part for layer in layers for part in (layer.weight, layer.bias))]
    sizes = {
        "win_length": framing.win_length,
        "n_fft": spectrum.n_fft,
        "n_rows": listener.frontend.spec.n_rows,
        "width": listener.enter.out_features,
        "look_ahead": listener.look_ahead,
    }
    return sizes, torch.cat([part.detach().flatten() for part in parts]).numpy().astype("<f4").tobytes()
