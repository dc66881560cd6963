"""Teaching a listener from marks, within seconds."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.gates.by_example.made_scenes import scene
from frontear.gates.by_example.marks import Mark, Piece, pieces
from frontear.gates.learning import Taught, taught
from frontear.gates.listener import Listener
from frontear.gates.mixing import CLOSED, OPEN

RULE = {"threshold": 0.95, "hysteresis": 0.2, "hold_ms": 0.0}


def learn_from_marks(
    listener: Listener,
    sound: Tensor,
    marks: Sequence[Mark],
    *,
    n_steps: int = 100,
    seed: int = 0,
    batch_size: int = 8,
    seconds: float = 2.0,
    rate: float = 4e-3,
) -> Iterator[Taught]:
    """Teach a listener, step by step, to open for what was marked to keep and for nothing else; it learns in place.

    Each step hears scenes made of the marked pieces (`scene`). What is to keep and what to gate weigh the same in the
    loss, however much of each was marked. A listener that has learned before goes on from there; `copy.deepcopy` keeps
    the one before, which is all that undoing needs. A hundred steps take some five seconds of one core.
    Lesson: notebooks/09_gate.ipynb

    Args:
        listener: What learns.
        sound: (time,), at the listener's sample rate.
        marks: As `pieces` wants them.
        n_steps: How many.
        seed: Of the scenes; the same makes the same.
        batch_size: Scenes in a step.
        seconds: Of each.
        rate: The highest, of Adam; it rises and falls as in `learn`.

    Returns:
        Every step, after it, as it is asked for.

    Raises:
        ValueError: At once, for marks that `pieces` refuses.
    """
    marked = pieces(sound, marks, sample_rate=listener.frontend.spec.sample_rate)
    how = {"seconds": seconds, "sample_rate": listener.frontend.spec.sample_rate, "seed": seed, "n": batch_size}
    if not listener.is_scaled:
        listener.scale_to(_batch(marked, step=0, **how)[0])

    def loss_at(step: int) -> Tensor:
        return _loss(listener, *_batch(marked, step=step, **how))

    return taught(listener, loss_at, n_steps=n_steps, rate=rate)


def _batch(
    marked: list[Piece], *, step: int, n: int, seed: int, seconds: float, sample_rate: int
) -> tuple[Tensor, Tensor]:
    first = (seed * 1_000_003 + step) * 1_000
    made = [scene(marked, seconds=seconds, sample_rate=sample_rate, seed=first + k) for k in range(n)]
    sounds, labels = zip(*made, strict=True)
    return torch.from_numpy(np.stack(sounds)), torch.from_numpy(np.stack(labels))


def _loss(listener: Listener, sounds: Tensor, labels: Tensor) -> Tensor:
    """The mean of what the loss is where open, and where closed."""
    logits = listener(sounds)
    labels = labels[:, : logits.shape[1]]
    found = [
        F.softplus(-sign * logits[labels == kind]).mean()  # the cross-entropy
        for kind, sign in ((OPEN, 1), (CLOSED, -1))
        if (labels == kind).any()
    ]
    return torch.stack(found).mean()
