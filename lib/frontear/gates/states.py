"""What gates remember from block to block, and what they tell of one."""

from typing import Any, NamedTuple

from numpy.typing import NDArray
from torch import Tensor

from frontear.gates.switching import Run


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
