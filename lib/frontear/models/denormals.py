"""Numbers too small to matter, which a CPU takes twenty times as long over."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

DENORMAL = 1e-40  # a float32 below its smallest ordinary number, 1.2e-38


@contextmanager
def flushed() -> Iterator[None]:
    """In this thread, numbers below 1.2e-38 are 0 meanwhile; after it all is as it was.

    Slopes that vanish through the steps of an LSTM are such numbers, and took most of its time.
    Lesson: notebooks/08_speech.ipynb

    Yields:
        Nothing, once.

    Examples:
        >>> with flushed():
        ...     float(torch.tensor(1e-20) * 1e-20)
        0.0
    """
    were = bool(torch.tensor(DENORMAL) * 1 == 0)  # nobody else can be asked
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(were)
