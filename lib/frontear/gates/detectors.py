"""What a gate listens to: a band of the sound, and how loud it is, sample by sample and block by block."""

from functools import lru_cache
from math import cos, log, pi, sin

import numpy as np
from numpy.typing import NDArray

from frontear.gates.recursive import filtered

SILENCE_DB = -200.0
DB_STEPS = 2.0**30  # levels are counted in 2⁻³⁰ dB, in which sums are exact: no length of block changes a bit


def band_pass(hz: float, *, q: float, sample_rate: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return a biquad that passes hz with a gain of 1 and half the power at a width of hz / q about it.

    Bristow-Johnson's "Cookbook formulae for audio equalizer biquad filter coefficients", constant 0 dB peak gain.
    Lesson: notebooks/09_gate.ipynb

    Args:
        hz: The middle.
        q: The middle over the width.
        sample_rate: In Hz.

    Returns:
        The numerator and the denominator, (3,) each, whose first is 1.
    """
    angle = 2 * pi * hz / sample_rate
    alpha = sin(angle) / (2 * q)
    top, bottom = (alpha, 0.0, -alpha), (1 + alpha, -2 * cos(angle), 1 - alpha)
    return tuple(each / (1 + alpha) for each in top), tuple(each / (1 + alpha) for each in bottom)


def fallen_peaks(x: NDArray, fall: float, before: float) -> NDArray:
    """Return the level of the peak: that of |x| where it is over what is left of the peaks before.

    Lesson: notebooks/09_gate.ipynb

    Args:
        x: (time,), one or more.
        fall: By how much a peak falls in a sample, a whole number of DB_STEPS.
        before: The level at the sample before, in DB_STEPS.

    Returns:
        (time,) in DB_STEPS, those of SILENCE_DB at the least.
    """
    level = _steps(np.abs(x, dtype=np.float64), 20)
    level[0] = max(level[0], before - fall)
    fallen = fall * _up_to(len(x))
    level += fallen
    np.maximum.accumulate(level, out=level)
    level -= fallen
    return level


def mean_squares(x: NDArray, share: float, state: NDArray) -> tuple[NDArray, NDArray]:
    """Return the level of the mean square, of which older samples are ever less, and its state.

    Lesson: notebooks/09_gate.ipynb

    Args:
        x: (time,).
        share: Of the new sample, 0…1.
        state: (1,); zeros at the beginning.

    Returns:
        (time,) in DB_STEPS, those of SILENCE_DB at the least, and (1,).
    """
    mean, state = filtered((share, 0.0), (1.0, share - 1), np.square(x, dtype=np.float64), state)
    return _steps(mean, 10), state


def _steps(values: NDArray, factor: int) -> NDArray:
    """factor · log₁₀ of non-negative values, in DB_STEPS; they are taken for the result."""
    np.maximum(values, 10 ** (SILENCE_DB / factor), out=values)
    np.log(values, out=values)
    values *= factor / log(10) * DB_STEPS
    return np.rint(values, out=values)


@lru_cache(maxsize=8)
def _up_to(length: int) -> NDArray:
    return np.arange(float(length))
