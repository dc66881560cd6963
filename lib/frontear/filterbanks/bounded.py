"""Learned parameters that are used within ranges."""

from collections.abc import Callable

import torch
from torch import Tensor

from frontear.dsp.precision import Stage


class Bounded(Stage):
    """A module with parameters, (filters,) each, that count as at an end of their range once carried beyond it.

    Beyond an end nothing is learned, so that `keep_in_range` belongs after every step. A subclass says what the ranges
    are; where one depends on another parameter, it overrides `at_limit` and `keep_in_range` instead.
    Lesson: notebooks/05_learning.ipynb
    """

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the lowest and the highest value of each such parameter, by its name."""
        return {}

    def clamped(self, name: str) -> Tensor:
        """Return a parameter as it is used, within its range."""
        return getattr(self, name).clamp(*map(float, self.ranges()[name]))  # an exporter takes no whole numbers here

    def at_limit(self) -> Tensor:
        """Return which filters are at an end of a range or beyond it, bool (filters,)."""
        return self._any(lambda value, low, high: (value <= low) | (value >= high))

    def beyond(self) -> Tensor:
        """Return which filters are beyond an end of a range, bool (filters,)."""
        return self._any(lambda value, low, high: value != value.clamp(low, high))

    @torch.no_grad()
    def keep_in_range(self) -> None:
        """Bring back what learning has carried out of its range."""
        for name in self.ranges():
            getattr(self, name).copy_(self.clamped(name))

    def _any(self, test: Callable[[Tensor, float, float], Tensor]) -> Tensor:
        return torch.stack([test(getattr(self, name), *ends) for name, ends in self.ranges().items()]).any(dim=0)
