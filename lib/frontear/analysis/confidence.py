"""How sure a mean of few runs is."""

from collections.abc import Sequence
from math import isinf, sqrt
from statistics import fmean, stdev
from typing import NamedTuple


class Mean(NamedTuple):
    """A mean and half of its 95% interval: mean ± half. Lesson: notebooks/06_paradigms.ipynb"""

    mean: float
    half: float

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.mean + self.half

    def __str__(self) -> str:
        half = ", one run" if isinf(self.half) else f" ± {self.half:.2f}"
        return f"{round(self.mean, 2) + 0:.2f}{half}".replace("-", "−")  # + 0: no −0.00


def mean(values: Sequence[float]) -> Mean:
    """Return the mean of runs with the 95% interval of Student's t, wide where they are few or far apart.

    It says where the mean of many more such runs would lie, if they scatter as these do; runs that share their data
    are less independent than it takes for granted, so that it is rather too narrow. Of one run nothing is known:
    half is then infinite. Raises ValueError without a value. Student 1908. Lesson: notebooks/06_paradigms.ipynb

    Examples:
        >>> str(mean([1.0, 2.0, 3.0]))  # 2 ± 4.303 · 1 / √3
        '2.00 ± 2.48'
    """
    if not len(values):
        raise ValueError("got no value, allowed is one or more")
    if len(values) == 1:
        return Mean(values[0], float("inf"))
    from scipy.special import stdtrit  # here, for scipy takes long to import

    return Mean(fmean(values), float(stdtrit(len(values) - 1, 0.975)) * stdev(values) / sqrt(len(values)))
