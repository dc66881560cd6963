"""Paradigms made equally large, so that none wins by having more to learn with."""

from functools import lru_cache

import torch

from frontear.models.classifier import Classifier, n_parameters, width_for
from frontear.training.settings import Settings


@lru_cache(maxsize=256)
def of_budget(settings: Settings, budget: int, *, n_classes: int) -> Settings:
    """Return the settings with the width at which the whole model learns as near to `budget` numbers as it can.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        settings: Of the run.
        budget: Learned numbers wanted.
        n_classes: How many.

    Returns:
        The same but for the width.

    Raises:
        ValueError: As `width_for`.
    """
    return settings.changed(width=width_for(budget, lambda width: _shape(settings.changed(width=width), n_classes)))


def n_learned(settings: Settings, *, n_classes: int) -> int:
    """Return how many numbers the model of these settings learns. Lesson: notebooks/06_paradigms.ipynb

    Args:
        settings: Of the run.
        n_classes: How many.

    Returns:
        Learned numbers.
    """
    return n_parameters(_shape(settings, n_classes))


def _shape(settings: Settings, n_classes: int) -> Classifier:
    """The model, all but its front-end without values."""
    frontend = settings.recipe()
    with torch.device("meta"):
        return settings.classifier(frontend, n_classes=n_classes)
