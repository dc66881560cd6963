"""Several starts: a filter or a hop that begins where it is deaf has no slope to follow; one of several may hear."""

from collections.abc import Sequence
from copy import deepcopy
from statistics import fmean
from typing import Any

from torch import nn

from frontear.data.examples import Examples
from frontear.training.fit import fit


def best_start(models: Sequence[nn.Module], data: Examples, *, epochs: int = 4, **how: Any) -> nn.Module:
    """Return the model, untouched, whose copy has the lowest loss after learning a little.

    Only what is learned from decides: no example of a test is asked. Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        models: That differ in where they start.
        data: What they are to learn from.
        epochs: For each to be tried; the losses of the last one count.
        **how: What else `fit` is told, rates that do not fall if nothing else is said.

    Returns:
        One of the models.

    Raises:
        ValueError: Without a model, and as `fit`.
    """
    if not models:
        raise ValueError("got no model, allowed are one or more")
    losses = [_loss(deepcopy(model), data, epochs, {"falling": False} | how) for model in models]
    return models[losses.index(min(losses))]


def _loss(model: nn.Module, data: Examples, epochs: int, how: dict[str, Any]) -> float:
    return fmean(step.loss for step in fit(model, data, epochs=epochs, **how) if step.epoch == epochs)
