"""Models that are asked, by several threads at once: asking changes nothing of them."""

from copy import deepcopy

from torch import nn


def in_eval_mode(model: nn.Module) -> nn.Module:
    """Return the model if all of it is in eval mode, else a copy that is: others may be learning or asking.

    Lesson: notebooks/05_learning.ipynb
    """
    return deepcopy(model).eval() if any(part.training for part in model.modules()) else model
