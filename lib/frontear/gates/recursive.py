"""Recursive filters block by block, without a loop over samples: what a filter does in ROW samples is a matrix."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROW = 128  # samples


class Rows(NamedTuple):
    """What a row of samples and the state before it give, with p the order of the filter."""

    response: NDArray  # (ROW, ROW): outputs of the samples
    ringing: NDArray  # (p, ROW): outputs of the state
    kept: NDArray  # (ROW, p): the state that the samples leave; that of the last m of them, that m leave
    powers: NDArray  # (ROW + 1, p, p): what is left of the state after so many samples


def filtered(
    numerator: tuple[float, ...], denominator: tuple[float, ...], x: NDArray, state: NDArray
) -> tuple[NDArray, NDArray]:
    """Return what a filter makes of the next block, and its state: a[0] = 1, Σ a[k] y[n − k] = Σ b[k] x[n − k].

    State and result are those of scipy.signal.lfilter, the second but for rounding. Lesson:
    notebooks/09_gate.ipynb

    Args:
        numerator: b, (p + 1,).
        denominator: a, (p + 1,), of which the first is 1.
        x: (time,), one or more, in double.
        state: (p,); zeros at the beginning.

    Returns:
        (time,) and (p,).
    """
    rows, n_whole = _rows(numerator, denominator), len(x) // ROW * ROW
    parts = []
    if n_whole:
        y, state = _whole_rows(rows, x[:n_whole].reshape(-1, ROW), state)
        parts.append(y)
    if n_whole < len(x):
        y, state = _part_of_row(rows, x[n_whole:], state)
        parts.append(y)
    return parts[0] if len(parts) == 1 else np.concatenate(parts), state


def _whole_rows(rows: Rows, x: NDArray, state: NDArray) -> tuple[NDArray, NDArray]:
    """Of (n, ROW) samples: all rows at once, but for the state, which goes from one to the next."""
    left, power, states = x @ rows.kept, rows.powers[ROW], [state]
    for each in left:
        states.append(power @ states[-1] + each)
    return (x @ rows.response + np.stack(states[:-1]) @ rows.ringing).ravel(), states[-1]


def _part_of_row(rows: Rows, x: NDArray, state: NDArray) -> tuple[NDArray, NDArray]:
    n = len(x)
    return x @ rows.response[:n, :n] + state @ rows.ringing[:, :n], rows.powers[n] @ state + x @ rows.kept[-n:]


@lru_cache(maxsize=32)
def _rows(numerator: tuple[float, ...], denominator: tuple[float, ...]) -> Rows:
    order, first = len(denominator) - 1, numerator[0]
    fed_back = np.array(denominator[1:])
    step = np.eye(order, k=1)  # of the transposed direct form II
    step[:, 0] -= fed_back
    enters = np.array(numerator[1:]) - fed_back * first
    powers = np.stack([np.linalg.matrix_power(step, count) for count in range(ROW + 1)])
    kept = np.stack([power @ enters for power in powers[ROW - 1 :: -1]])
    answer = np.concatenate([[first], (powers[: ROW - 1] @ enters)[:, 0]])  # to a click
    lags = np.arange(ROW) - np.arange(ROW)[:, None]
    return Rows(np.where(lags >= 0, answer[lags], 0), powers[:ROW, 0].T.copy(), kept, powers)
