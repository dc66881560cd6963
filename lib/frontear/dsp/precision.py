"""How exactly is computed: in float32 inside `torch.autocast` too, where half as many digits are too few for sound.

And what is too small to count at all.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from torch import Tensor, nn

HALF = (torch.float16, torch.bfloat16)
TINY = 1e-30  # 600 dB below 1; times a sound it stays over 1.2e-38, float32's smallest ordinary number


def in_float32(function: Callable) -> Callable:
    """Return a function of tensors that computes as it does outside of `torch.autocast`, of halves in float32.

    Energies span more than float16 holds, and bfloat16 knows them to 4 in 1000. Lesson: notebooks/05_learning.ipynb

    Examples:
        >>> twice = in_float32(lambda sound: sound @ sound.mT)
        >>> with torch.autocast("cpu", dtype=torch.bfloat16):
        ...     print(twice(torch.ones(1, 4)))
        tensor([[4.]])
    """

    @wraps(function)
    def exact(*inputs: Any, **options: Any) -> Any:
        return _exactly(function, inputs, options)

    return exact


class Stage(nn.Module):
    """A module of the walk of a sound: it computes `in_float32`. Lesson: notebooks/05_learning.ipynb"""

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Compute."""
        return _exactly(super().__call__, inputs, options)


def flush_tiny(taps: Tensor) -> Tensor:
    """Return taps of which those within ±1e-30 are 0: a CPU takes twenty times as long over what lies below 1.2e-38.

    The flanks of a Gaussian are such numbers. Their slopes stay. Lesson: notebooks/04_mel_and_gabor.ipynb

    Examples:
        >>> flush_tiny(torch.tensor([0.5, 1e-39])).tolist()
        [0.5, 0.0]
    """
    return taps - taps.detach() * (taps.detach().abs() <= TINY)


def check_alike(signal: Tensor, weights: Tensor) -> None:
    """Raise ValueError unless a signal has the type of the weights it meets, and is where they are.

    Lesson: notebooks/05_learning.ipynb

    Args:
        signal: Real.
        weights: Real.

    Raises:
        ValueError: Where it is not so.
    """
    if signal.dtype != weights.dtype or signal.device != weights.device:
        raise ValueError(
            f"got {signal.dtype} on {signal.device} for a front-end of {weights.dtype} on {weights.device}, allowed is "
            "the same for both"
        )


def _exactly(function: Callable, inputs: tuple, options: dict[str, Any]) -> Any:
    kind = next((each.device.type for each in inputs if isinstance(each, Tensor)), "meta")
    if kind == "meta" or not torch.is_autocast_enabled(kind):
        return function(*inputs, **options)
    with torch.autocast(kind, enabled=False):
        return function(*map(_whole, inputs), **{name: _whole(value) for name, value in options.items()})


def _whole(value: Any) -> Any:
    return value.float() if isinstance(value, Tensor) and value.dtype in HALF else value
