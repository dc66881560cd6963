"""Randomness that comes from a seed alone, whoever else draws at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import torch

_DRAWING = RLock()  # PyTorch's own source is one for all threads


@contextmanager
def seeded(seed: int, device: torch.device | None = None) -> Iterator[None]:
    """Draw weights, dropout and the like by this seed, one thread at a time; after it all is as if nothing had been.

    Lesson: notebooks/05_learning.ipynb

    Args:
        seed: Of torch.
        device: A GPU to draw on by the seed too.

    Yields:
        Nothing, once.
    """
    on_gpu = device is not None and device.type == "cuda"
    with _DRAWING, torch.random.fork_rng(devices=[device] if on_gpu else []):
        torch.default_generator.manual_seed(seed)  # manual_seed tells every GPU there could be, a millisecond each time
        if on_gpu:
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed)
        yield
