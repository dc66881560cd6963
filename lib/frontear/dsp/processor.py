"""Sound that never ends: it is taken block by block, and what is remembered goes on to the next block."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor


class Processor(ABC):
    """What takes a sound block by block: `step(block, state)` gives an output and the state for the next block.

    Joined, the outputs are that of the whole, however long the blocks are, to 1e-6: a block of one sample, of a second
    and of none are all allowed. Channels, or clips, are a batch, and each has its own past. The state of None is the
    beginning. It is never changed, only made anew: who keeps one can go back to it.

    What comes out about a sample needs the sound up to `look_ahead` samples behind it, and so comes that much later.
    Lesson: notebooks/01_windowing.ipynb
    """

    @property
    @abstractmethod
    def look_ahead(self) -> int:
        """How many samples behind a sample are heard before it is answered, 0 or more."""

    @abstractmethod
    def step(self, block: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """Take the next block (batch, …, time).

        Args:
            block: What comes next; its last axis may have any length.
            state: What the step before returned; None at the beginning.

        Returns:
            What comes out now, and the state for the next step.
        """


def in_blocks(processor: Processor, sound: Tensor, *, length: int) -> Iterator[Tensor]:
    """Yield what a processor makes of a sound (batch, …, time) that comes in blocks, of which the last may be shorter.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        processor: Begins anew.
        sound: (batch, …, time).
        length: Of each block, 1 or more.

    Yields:
        The output of each block.

    Raises:
        ValueError: For a length below 1.

    Examples:
        >>> import torch
        >>> from frontear.layers import PCEN
        >>> energy, pcen = torch.rand(1, 40, 1_000), PCEN(40)
        >>> joined = torch.cat(list(in_blocks(pcen, energy, length=7)), dim=-1)
        >>> bool((joined - pcen(energy)).abs().max() < 1e-6)
        True
    """
    if length < 1:
        raise ValueError(f"got blocks of {length}, allowed is 1 or more")
    state = None
    for block in torch.split(sound, length, dim=-1):
        out, state = processor.step(block, state)
        yield out
