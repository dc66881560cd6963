"""Ten seconds of numbers in another order, or moved all together: what of it does a network mind?"""

from dataclasses import replace

import torch
from torch import Tensor

from frontear.data.tagged_examples import TaggedExamples

ORDERS = ("as it is", "reversed", "shuffled", "one second")
LOWEST, HIGHEST = 0, 255


def reordered(data: TaggedExamples, order: str, *, second: int = 4, seed: int = 0) -> TaggedExamples:
    """Return clips with their seconds in another order. Lesson: notebooks/08_speech.ipynb

    Args:
        data: Clips.
        order: One of `ORDERS`: last second first, each clip in an order of its own, or one second all the time.
        second: Which, counted from 0, for "one second"; the last where a clip is shorter.
        seed: Of the orders of "shuffled".

    Returns:
        As many clips, as long.

    Raises:
        ValueError: For another order, or a second below 0.

    Examples:
        >>> rows = torch.arange(3.0).reshape(1, 3, 1)
        >>> clips = TaggedExamples(rows, torch.tensor([3]), torch.ones(1, 1), ("target",))
        >>> reordered(clips, "reversed").inputs.flatten()
        tensor([2., 1., 0.])
    """
    if order not in ORDERS or second < 0:
        raise ValueError(f"got {order!r}, second {second}; allowed are {', '.join(ORDERS)}, and seconds from 0")
    n, seconds, width = data.inputs.shape
    here, ends = torch.arange(seconds).expand(n, seconds), data.lengths[:, None]
    places = {
        "as it is": lambda: here,
        "reversed": lambda: ends - 1 - here,
        "shuffled": lambda: _shuffled(data.sounding, seed),
        "one second": lambda: torch.minimum(torch.full_like(here, second), ends - 1),
    }[order]()
    places = torch.where(data.sounding, places, here)
    return replace(data, inputs=data.inputs.gather(1, places[..., None].expand(n, seconds, width)))


def with_constant(data: TaggedExamples, amount: float, *, clipped: bool = True) -> TaggedExamples:
    """Return clips with a constant added to every number of every second that sounds. Lesson: notebooks/08_speech.ipynb

    Args:
        data: Clips.
        amount: The constant.
        clipped: Whether what leaves 0…255 is cut off, as 8 bits have to.

    Returns:
        As many clips.

    Examples:
        >>> clips = TaggedExamples(torch.tensor([[[3.0], [250.0]]]), torch.tensor([2]), torch.ones(1, 1), ("target",))
        >>> with_constant(clips, 10).inputs.flatten()
        tensor([ 13., 255.])
    """
    moved = data.inputs.float() + amount * data.sounding[..., None]
    return replace(data, inputs=moved.clamp(LOWEST, HIGHEST) if clipped else moved)


def at_ends(inputs: Tensor) -> float:
    """Return the share of numbers that are 0 or 255: what was beyond is lost. Lesson: notebooks/08_speech.ipynb

    Examples:
        >>> at_ends(torch.tensor([0, 1, 254, 255]))
        0.5
    """
    return ((inputs <= LOWEST) | (inputs >= HIGHEST)).float().mean().item()


def _shuffled(sounding: Tensor, seed: int) -> Tensor:
    drawn = torch.rand(sounding.shape, generator=torch.Generator().manual_seed(seed))
    return drawn.masked_fill(~sounding, 2.0).argsort(1)
