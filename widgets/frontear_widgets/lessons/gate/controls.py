"""The controls of a classical gate, and what becomes of a mixture behind one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from frontear.gates import BUFFER, Gate, GateScore, Mixture, Traced, gate_score
from frontear.gates.states import Switch, opening
from frontear.gates.switching import spread
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.controls import ladder, slider

KEYS = ("all", 125, 250, 500, 1_000, 2_000, 4_000)
BUFFERS_A_SECOND = RATE / BUFFER
ONSET_MS = 25


@dataclass(frozen=True)
class SixControls:
    """The six of a gate, and the hysteresis."""

    threshold_db: int = slider(-24, -80, 0, label="Threshold", unit="dBFS")
    attack_ms: int = slider(2, 0, 100, label="Attack", unit="ms")
    hold_ms: int = slider(50, 0, 300, step=5, label="Hold", unit="ms")
    release_ms: int = slider(100, 0, 500, step=5, label="Release", unit="ms")
    key_hz: str | int = ladder("all", KEYS, label="Key, around … Hz")
    range_db: int = slider(-60, -80, 0, label="Range", unit="dB")
    hysteresis_db: int = slider(6, 0, 20, label="Hysteresis", unit="dB")

    def gate(self) -> Gate:
        """The gate that stands so."""
        key_hz = self.key_hz if isinstance(self.key_hz, int) else None
        return Gate(key_hz=key_hz, **{name: getattr(self, name) for name in NUMBERS})

    def gate_code(self) -> str:
        """The line that makes it."""
        key = "" if self.key_hz == "all" else f", key_hz={self.key_hz}"
        return f"gate = Gate({', '.join(f'{name}={getattr(self, name)}' for name in NUMBERS)}{key})"


NUMBERS = ("threshold_db", "attack_ms", "hold_ms", "release_ms", "range_db", "hysteresis_db")


class Gated(NamedTuple):
    """What a gate made of a mixture: level and whether it is open for each buffer, and its output, (time,)."""

    level: NDArray
    opened: NDArray
    output: NDArray


def traced(gate: Gate, mixed: Mixture) -> Traced:
    """All signals of a gate, (1, time) each."""
    return gate.trace(torch.from_numpy(mixed.sound)[None])[0]


def gated(signals: Traced) -> Gated:
    """What became of a mixture, by buffer."""
    opened = in_buffers(signals.held).mean(axis=1) >= 0.5
    return Gated(in_buffers(signals.level_db).max(axis=1), opened, signals.output[0].numpy())


def in_buffers(signal: torch.Tensor) -> NDArray:
    """The samples of a channel (1, time), BUFFER in a row."""
    return signal[0].numpy().reshape(-1, BUFFER)


def score(mixed: Mixture, by: Gated) -> GateScore:
    """How well one mixture was gated."""
    return gate_score([mixed], levels=[by.level], opened=[by.opened], outputs=[by.output])


def at_thresholds(gate: Gate, mixed: Mixture, thresholds_db: Iterable[float]) -> Iterator[GateScore]:
    """How well a mixture would be gated at other thresholds; the level is heard once, the output left as it was."""
    signals = traced(gate, mixed)
    by, level = gated(signals), signals.level_db[0].numpy()
    n_hold = round(gate.hold_ms * RATE / 1_000)
    for db in thresholds_db:
        found = opening(level, Switch(), thresholds=(db, db - gate.hysteresis_db), n_hold=n_hold, steps=(1, 1))
        held = spread(found.held, len(level)).reshape(-1, BUFFER)
        yield score(mixed, by._replace(opened=held.mean(axis=1) >= 0.5))


def onset_db(mixed: Mixture, signals: Traced) -> float:
    """How much louder the first ONSET_MS of all words come out than they went in, in dB."""
    words, gain = mixed.clean.reshape(-1, BUFFER), in_buffers(signals.gain)
    places = [begin + k for begin, _ in mixed.words for k in range(round(ONSET_MS / 1_000 * BUFFERS_A_SECOND))]
    power = np.square(words[places]).sum()
    return float(10 * np.log10(max(np.square(gain[places] * words[places]).sum() / power, 1e-8)))


def n_openings(opened: NDArray) -> int:
    """How often it went from closed to open."""
    return int((np.diff(opened.astype(int), prepend=0) > 0).sum())
