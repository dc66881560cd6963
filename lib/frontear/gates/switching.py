"""From a level to a gain: a trigger with two thresholds, a hold, a ramp. All gates share these.

What is on and off is told in runs: (begin, end, whether it is on), one behind the other. Most blocks are one run.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Run = tuple[int, int, bool]


def trigger_runs(level: NDArray, opens: float, closes: float, before: bool) -> list[Run]:
    """Return the runs of a Schmitt trigger: on from a level of `opens`, off from one under `closes`.

    Lesson: notebooks/09_gate.ipynb

    Args:
        level: (time,), one or more.
        opens: The upper threshold.
        closes: The lower one.
        before: Whether it was on at the sample before.

    Returns:
        The runs, in order.
    """
    if level.min() >= closes if before else level.max() < opens:
        return [(0, len(level), before)]
    is_up = level >= opens
    decided = np.flatnonzero(is_up | (level < closes))
    turned = is_up[decided]
    turns = decided[turned != np.concatenate([[before], turned[:-1]])].tolist()
    edges = [0, *turns, len(level)]
    return [(begin, end, before ^ bool(k % 2)) for k, (begin, end) in enumerate(pairwise(edges)) if begin < end]


def held_runs(runs: Iterable[Run], n_left: int, n_hold: int) -> tuple[list[Run], int]:
    """Return the runs of what stays on for n_hold samples longer.

    Lesson: notebooks/09_gate.ipynb

    Args:
        runs: Of a trigger.
        n_left: For how many samples from here it is held, if the trigger is off.
        n_hold: For how many it is held.

    Returns:
        The runs, some of which may be on one behind the other, and n_left of the next block.
    """
    held = []
    for begin, end, is_on in runs:
        if is_on:
            n_left = n_hold
            held.append((begin, end, True))
            continue
        closes = min(begin + n_left, end)
        n_left -= closes - begin
        held += [run for run in ((begin, closes, True), (closes, end, False)) if run[0] < run[1]]
    return held, n_left


def ramped(runs: Iterable[Run], at: float, up: float, down: float) -> NDArray:
    """Return where a gate stands, 0 closed … 1 open: it moves by `up` a sample while on, by `down` while off.

    Lesson: notebooks/09_gate.ipynb

    Args:
        runs: Of what opens it.
        at: Where it stood at the sample before.
        up: As `step_of`.
        down: As `step_of`.

    Returns:
        (time,).
    """
    parts = []
    for begin, end, is_on in runs:
        parts.append(_moved(at, end - begin, up if is_on else -down))
        at = parts[-1][-1]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _moved(at: float, n_samples: int, step: float) -> NDArray:
    if at == (step > 0):  # it is there
        return np.full(n_samples, at)
    moved = at + step * np.arange(1, n_samples + 1)
    return np.minimum(moved, 1, out=moved) if step > 0 else np.maximum(moved, 0, out=moved)


def step_of(n_samples: float) -> float:
    """Return how far a ramp of so many samples moves in one; one of less than a sample takes one.

    It is a multiple of 2⁻⁴⁰, for sums of these are exact. Lesson: notebooks/09_gate.ipynb
    """
    return float(np.ceil(2.0**40 / max(n_samples, 1)) / 2.0**40)


def gains(position: NDArray, range_db: float, *, in_db: bool) -> NDArray:
    """Return the gain of a gate that stands at a position.

    Lesson: notebooks/09_gate.ipynb

    Args:
        position: 0 closed … 1 open.
        range_db: The gain at 0; −inf is silence, where the ramp is not in dB.
        in_db: Whether the ramp is of decibels, or of the gain.

    Returns:
        The same shape.
    """
    if in_db:
        return 10 ** (range_db / 20 * (1 - position))
    closed = 10 ** (range_db / 20)
    return closed + (1 - closed) * position


def spread(runs: Iterable[Run], length: int) -> NDArray:
    """Return runs as bool (length,). Lesson: notebooks/09_gate.ipynb

    Args:
        runs: In order.
        length: Of all.

    Returns:
        bool (length,).
    """
    on = np.zeros(length, dtype=bool)
    for begin, end, is_on in runs:
        on[begin:end] = is_on
    return on
