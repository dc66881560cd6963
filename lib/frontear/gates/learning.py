"""Teaching a listener when to open, from mixtures that are made on the way."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.gates.listener import Listener
from frontear.gates.mixing import CLOSED, Mixture, Sources, mixture
from frontear.models.seeds import seeded

SNRS_DB = (-5, 20)


class Taught(NamedTuple):
    """A step of learning: its number, from 1, and the cross-entropy of its buffers in nats."""

    step: int
    loss: float


def new_listener(
    *, seed: int = 0, frontend: str = "log-mel", window_ms: float = 16, sample_rate: int = 16_000
) -> Listener:
    """Return a listener that has learned nothing yet; the same seed gives the same.

    Lesson: notebooks/09_gate.ipynb

    Args:
        seed: Of its first weights.
        frontend: A name of `FRONTENDS`.
        window_ms: Of the front-end.
        sample_rate: In Hz.

    Returns:
        The listener.
    """
    with seeded(seed):
        return Listener(frontend=frontend, window_ms=window_ms, sample_rate=sample_rate)


def learn(
    listener: Listener,
    sources: Sources,
    *,
    n_steps: int,
    seed: int = 0,
    batch_size: int = 8,
    seconds: float = 4.0,
    rate: float = 4e-3,
    sample_rate: int = 16_000,
) -> Iterator[Taught]:
    """Teach a listener, step by step, on mixtures of −5 to 20 dB that are never the same; it learns in place.

    Adam, with a rate that rises for a tenth of the steps and then falls to nothing along a cosine. Buffers that do not
    count have no part in the loss. Lesson: notebooks/09_gate.ipynb

    Args:
        listener: What learns.
        sources: Of the mixtures.
        n_steps: How many.
        seed: Of the mixtures; the same makes the same.
        batch_size: Mixtures in a step.
        seconds: Of each.
        rate: The highest.
        sample_rate: Of the sources.

    Yields:
        Every step, after it.
    """
    how = {"seconds": seconds, "sample_rate": sample_rate, "seed": seed, "n": batch_size}
    sound, _ = batch(sources, step=0, **how)
    listener.scale_to(sound)

    def loss_at(step: int) -> Tensor:
        sound, labels = batch(sources, step=step, **how)
        return _loss(listener(sound), labels)

    yield from taught(listener, loss_at, n_steps=n_steps, rate=rate)


def taught(listener: Listener, loss_at: Callable[[int], Tensor], *, n_steps: int, rate: float) -> Iterator[Taught]:
    """Teach a listener by the loss of each step, in place. Lesson: notebooks/09_gate.ipynb

    Args:
        listener: What learns.
        loss_at: Of a step's number, from 1.
        n_steps: How many.
        rate: The highest of Adam.

    Yields:
        Every step, after it.
    """
    optimizer, total = torch.optim.Adam(listener.parameters(), lr=rate), max(n_steps, 4)
    rise = max(0.1, 2 / total)  # a rise of no step would be divided by
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=total, pct_start=rise)
    for step in range(1, n_steps + 1):
        loss = loss_at(step)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        yield Taught(step, loss.item())


def batch(sources: Sources, *, step: int, n: int, seed: int, seconds: float, sample_rate: int) -> tuple[Tensor, Tensor]:
    """Return the sounds (n, time) and labels (n, buffers) of a step. Lesson: notebooks/09_gate.ipynb

    Args:
        sources: Of the mixtures.
        step: Its number.
        n: How many.
        seed: Of all steps.
        seconds: Of each.
        sample_rate: Of the sources.

    Returns:
        Sounds and labels.
    """
    generator = torch.Generator().manual_seed(seed * 1_000_003 + step)
    snrs_db = torch.empty(n).uniform_(*SNRS_DB, generator=generator).tolist()
    seeds = torch.randint(2**40, (n,), generator=generator).tolist()
    made = [
        mixture(sources, seconds=seconds, snr_db=snr_db, sample_rate=sample_rate, seed=each)
        for snr_db, each in zip(snrs_db, seeds, strict=True)
    ]
    return _stacked(made)


def _stacked(mixtures: list[Mixture]) -> tuple[Tensor, Tensor]:
    sounds, labels = ([torch.from_numpy(mixture[k]) for mixture in mixtures] for k in (0, 2))
    return torch.stack(sounds), torch.stack(labels)


def _loss(logits: Tensor, labels: Tensor) -> Tensor:
    labels = labels[:, : logits.shape[1]]  # the last buffers are not heard whole
    counts = labels >= CLOSED
    return F.binary_cross_entropy_with_logits(logits[counts], labels[counts].float())
