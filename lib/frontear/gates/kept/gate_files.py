"""A learned gate as a file: its listener, its settings, and the marks it learned from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from frontear.gates.by_example.marks import Mark
from frontear.gates.learned import LearnedGate
from frontear.gates.listener import Listener
from frontear.training import checkpoints

SHIPPED = Path(__file__).with_name("words.gate")
SETTINGS = ("threshold", "hysteresis", "hold_ms", "attack_ms", "release_ms", "range_db")
MOST = {"width": 512, "n_filters": 512, "window_ms": 100, "sample_rate": 384_000}  # what a file may ask memory for


class KeptGate(NamedTuple):
    """What is in a file: a gate, and the marks it learned from, if it did."""

    gate: LearnedGate
    marks: tuple[Mark, ...]


def save_gate(path: str | Path, gate: LearnedGate, *, marks: Sequence[Mark] = ()) -> None:
    """Write a learned gate whole or not at all; an earlier file stays until then.

    Raises OSError where it cannot be written. Lesson: notebooks/09_gate.ipynb

    Args:
        path: Of the file.
        gate: With its listener.
        marks: That it learned from.
    """
    told = [{"start": float(mark.start), "stop": float(mark.stop), "keep": bool(mark.keep)} for mark in marks]
    state = {
        "shape": gate.listener.shape,
        "listener": gate.listener.state_dict(),
        "settings": {name: float(getattr(gate, name)) for name in SETTINGS},
        "marks": told,
    }
    checkpoints.save(path, state)


def load_gate(path: str | Path) -> KeptGate:
    """Return what `save_gate` wrote; nothing in the file is run, whoever made it.

    Raises ValueError for a file that is not a gate, or damaged. Lesson: notebooks/09_gate.ipynb
    """
    return checkpoints.read(path, _read, what="gate", by="save_gate")


def shipped() -> LearnedGate:
    """Return the gate that ships with the library: it opens for words and stays closed for noise.

    `benchmarks/record_gate.py` makes it, from words of speech-commands and fsdd in noise of esc10.
    Lesson: notebooks/09_gate.ipynb
    """
    return load_gate(SHIPPED).gate


def _read(state: dict[str, Any]) -> KeptGate:
    shape = state["shape"]
    if not all(0 < shape[name] <= most for name, most in MOST.items()):
        raise ValueError("none or too large")
    listener = Listener(**shape)
    listener.load_state_dict(state["listener"])
    settings = {name: float(state["settings"][name]) for name in SETTINGS}
    marks = tuple(Mark(float(each["start"]), float(each["stop"]), bool(each["keep"])) for each in state["marks"])
    return KeptGate(LearnedGate(listener=listener.eval(), sample_rate=shape["sample_rate"], **settings), marks)
