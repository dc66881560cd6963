"""What a setting of a gate, and a block of sound, may be, in one sentence where it is not."""

from math import isfinite

import numpy as np
from numpy.typing import NDArray
from torch import Tensor


def check_within(name: str, value: float, least: float, most: float, unit: str = "") -> None:
    """Raise ValueError unless a number lies within a range. Lesson: notebooks/09_gate.ipynb

    Args:
        name: What it is, with its article.
        value: Which it is.
        least: The lower end.
        most: The upper end.
        unit: With its space.

    Raises:
        ValueError: Where it does not.
    """
    if not (isfinite(value) and least <= value <= most):
        raise ValueError(f"got {name} of {value:g}{unit}, allowed is {least:g}…{most:g}{unit}")


def check_one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise ValueError unless a name is one of those allowed. Lesson: notebooks/09_gate.ipynb

    Args:
        name: What it is, with its article.
        value: Which it is.
        allowed: All of them.

    Raises:
        ValueError: Where it is not.
    """
    if value not in allowed:
        raise ValueError(f"got {name} {value!r}, allowed are {' and '.join(map(repr, allowed))}")


def samples_of(block: Tensor) -> NDArray:
    """Return the samples of a block, or raise ValueError where no gate can hear it.

    Lesson: notebooks/09_gate.ipynb

    Args:
        block: (channels, time), one channel or more, floating point, finite.

    Returns:
        The same numbers.

    Raises:
        ValueError: For another shape or kind, and for NaN or infinite samples.
    """
    x = block.detach().numpy()
    if x.ndim != 2 or not x.shape[0] or x.dtype.kind != "f":
        raise ValueError(f"got a block of shape {x.shape} and {x.dtype}, allowed is (channels, time), floating point")
    if not np.isfinite(x).all():
        raise ValueError("got a block with NaN or infinite samples, allowed are finite ones")
    return x


def check_as_many(n_channels: int, before: int) -> None:
    """Raise ValueError where a block has other channels than the one before. Lesson: notebooks/09_gate.ipynb

    Args:
        n_channels: Of this block.
        before: Of that one.

    Raises:
        ValueError: Where they differ.
    """
    if n_channels != before:
        raise ValueError(f"got {n_channels} channels after {before}, allowed is the same number")
