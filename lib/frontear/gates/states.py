"""What gates remember from block to block, and what they tell of one."""

from typing import Any, NamedTuple

from numpy.typing import NDArray
from torch import Tensor

from frontear.gates.switching import Run, held_runs, ramped, trigger_runs


class Ear(NamedTuple):
    """What a gate remembers of one channel: its band-pass, (2,), and its level: of the peak, or (1,) of the filter."""

    key: NDArray
    level: Any


class Switch(NamedTuple):
    """What a gate remembers of opening: whether it is triggered, else for how many samples it is held, where it is."""

    is_triggered: bool = False
    n_left: int = 0
    position: float = 0.0


class GateState(NamedTuple):
    """What a gate remembers: ears, a switch for each or for all, and (channels, look_ahead) of sound that waits."""

    ears: tuple[Ear, ...]
    switches: tuple[Switch, ...]
    waiting: NDArray


class Traced(NamedTuple):
    """What became of a block, each (channels, time): the signals of this module's table."""

    key: Tensor
    level_db: Tensor
    triggered: Tensor
    held: Tensor
    position: Tensor
    gain: Tensor
    output: Tensor


class Opening(NamedTuple):
    """What a switch made of a block: where it was triggered, where held open, where it stood, and what it remembers."""

    triggered: list[Run]
    held: list[Run]
    position: NDArray
    after: Switch


def opening(
    level: NDArray, switch: Switch, *, thresholds: tuple[float, float], n_hold: int, steps: tuple[float, float]
) -> Opening:
    """Return what a switch makes of a block of levels: trigger, hold, ramp. Lesson: notebooks/09_gate.ipynb

    Args:
        level: (time,), one or more.
        switch: As it stood before.
        thresholds: From which it is triggered, and under which no more.
        n_hold: For how many samples longer it is held.
        steps: Of the ramp, up and down, as `step_of`.

    Returns:
        What became of it.
    """
    triggered = trigger_runs(level, *thresholds, switch.is_triggered)
    held, n_left = held_runs(triggered, switch.n_left, n_hold)
    position = ramped(held, switch.position, *steps)
    return Opening(triggered, held, position, Switch(triggered[-1][2], n_left, position[-1]))
