"""Recursive filters block by block, without a loop over samples: what a filter does in ROW samples is a matrix."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROW = 64  # samples


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
    notebooks/01_windowing.ipynb

    Args:
        numerator: b, (p + 1,).
        denominator: a, (p + 1,), of which the first is 1.
        x: (time,), in double.
        state: (p,); zeros at the beginning.

    Returns:
        (time,) and (p,).
    """
    rows, n_last = _rows(numerator, denominator), len(x) % ROW
    padded = np.zeros(len(x) - n_last + ROW * bool(n_last))
    padded[: len(x)] = x
    cut = padded.reshape(-1, ROW)
    left, power = cut @ rows.kept, rows.powers[ROW]
    states = [state]
    for each in left[: len(x) // ROW]:
        states.append(power @ states[-1] + each)
    y = cut @ rows.response + np.stack(states[: len(cut)]) @ rows.ringing
    if n_last:
        states.append(rows.powers[n_last] @ states[-1] + x[-n_last:] @ rows.kept[-n_last:])
    return y.ravel()[: len(x)], states[-1]


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
