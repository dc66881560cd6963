"""The best weights so far, and when to stop waiting for better ones."""

from math import inf
from typing import Any

import torch
from torch import Tensor, nn


class Best:
    """A copy of the weights after the epoch with the highest merit, accuracy or minus a loss, of equal ones the first.

    Lesson: notebooks/06_paradigms.ipynb
    """

    def __init__(self):
        self.merit, self.epoch = -inf, 0
        self.weights: dict[str, Tensor] = {}

    def see(self, model: nn.Module, *, epoch: int, merit: float) -> None:
        """Take the weights as they are after this epoch, if they are better.

        Args:
            model: Whose weights.
            epoch: From 1.
            merit: More is better, on what it has not learned from.
        """
        if merit > self.merit:
            self.merit, self.epoch = merit, epoch
            self.weights = {name: values.clone() for name, values in model.state_dict().items()}

    def waited(self, epoch: int) -> int:
        """Return for how many epochs there has been no better one."""
        return epoch - self.epoch

    @torch.no_grad()
    def restore(self, model: nn.Module) -> None:
        """Give the model its best weights; before the first epoch it keeps its own."""
        if self.weights:
            model.load_state_dict(self.weights)

    def state(self) -> dict[str, Any]:
        """Return all of it, for a file."""
        return {"merit": self.merit, "epoch": self.epoch, "weights": self.weights}

    def load(self, state: dict[str, Any]) -> None:
        """Become what was written."""
        self.merit, self.epoch, self.weights = state["merit"], state["epoch"], state["weights"]
