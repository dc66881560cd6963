"""The listeners of a page: the one that was recorded, and those that have learned here."""

from functools import lru_cache
from typing import Any

import numpy as np
import torch
import traitlets
from numpy.typing import NDArray

from frontear.gates import BUFFER, LearnedGate, Listener, load_gate, shipped
from frontear.gates.states import Switch
from frontear_widgets.core.controls import control_field
from frontear_widgets.core.panel import GrowingList
from frontear_widgets.results import RESULTS, read

from .controls import Gated

RECORDED = "recorded: made sounds"
OF_PEOPLE = "shipped: people, real noises"
RULE: dict[str, Any] = {"hysteresis": 0.1, "hold_ms": 25.0}  # chosen on other mixtures than those that are shown


class Listeners(traitlets.HasTraits):
    """Listeners by name, the same for all panels of a page, which observe `own`."""

    own = traitlets.Dict()

    def add(self, listener: Listener, name: str) -> str:
        """Offer one as a new one under about this name; returns the name."""
        name = f"run {len(self.own) + 1}: {name}"
        self.own = {**self.own, name: listener}
        return name

    def names(self) -> list[str]:
        """The recorded one, that of the library, then one's own."""
        return [RECORDED, OF_PEOPLE, *self.own]

    def __getitem__(self, name: str) -> Listener:
        """The listener of that name. Raises ValueError where there is none."""
        if name in self.own:
            return self.own[name]
        if name == RECORDED:
            return recorded()
        if name == OF_PEOPLE:
            return shipped().listener
        raise ValueError(f"got the listener {name!r}, allowed are {', '.join(self.names())}")


LISTENERS = Listeners()


@lru_cache(maxsize=1)
def recorded() -> Listener:
    """The one that `benchmarks/record_lesson_gate.py` kept."""
    return load_gate(RESULTS / "gate" / "made.gate").gate.listener


def recorded_losses() -> list[float]:
    """The loss of each of its steps."""
    return [row["loss"] for row in read(RESULTS / "gate" / "losses.csv")]


def listener_choice() -> str:
    """A field that names a listener of this page."""
    return control_field(RECORDED, ListenerChooser, "Listener", "")


class ListenerChooser(GrowingList):
    """A list of all listeners that grows with them."""

    def __init__(self):
        super().__init__(LISTENERS.names, LISTENERS, "own")


@torch.no_grad()
def probabilities(listener: Listener, sound: NDArray) -> NDArray:
    """How likely each whole buffer is to be open: silence behind the sound lets the last ones be heard."""
    heard = torch.cat([torch.from_numpy(sound), torch.zeros(4 * BUFFER)])[None]
    return listener(heard)[0, : len(sound) // BUFFER].sigmoid().numpy()


def gated_by(gate: LearnedGate, sound: NDArray, level: NDArray) -> Gated:
    """What a learned gate makes of the whole buffers of a sound whose probabilities are known, not later than it."""
    (opening,) = gate.opened(level.repeat(BUFFER)[None], (Switch(),))
    closed = 10 ** (gate.range_db / 20)
    opened = np.concatenate([np.full(end - begin, on) for begin, end, on in opening.held])[::BUFFER]
    gain = closed + (1 - closed) * opening.position
    return Gated(level, opened, (sound[: len(gain)] * gain).astype(np.float32))
