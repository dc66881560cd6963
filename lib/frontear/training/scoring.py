"""How right a model is: its scores for examples, the share named rightly, and what is taken for what."""

from copy import copy

import torch
from torch import Tensor, nn

from frontear.data.examples import Augment, Examples
from frontear.data.tagged_examples import TaggedExamples
from frontear.models.eval_mode import in_eval_mode
from frontear.training.feature_cache import FeatureCache


def scores(
    model: nn.Module,
    data: Examples | TaggedExamples,
    *,
    batch_size: int = 64,
    augment: Augment | None = None,
    seed: int = 0,
) -> Tensor:
    """Return the model's scores for all examples, (n, classes), in eval mode, without learning.

    The model is not touched, so any number of threads may ask at once. `augment` and `seed` say how noisy and how loud
    the test is.

    Lesson: notebooks/05_learning.ipynb

    Args:
        model: Not touched.
        data: Labelled sounds.
        batch_size: Sounds at a time, at least 1.
        augment: What is done to the sounds on the way; None is nothing.
        seed: Of those changes.

    Returns:
        (n, classes).
    """
    return scores_of(FeatureCache(model, data, augment=augment), batch_size, seed)


def accuracy(scores: Tensor, labels: Tensor) -> float:
    """Return the share of examples whose highest score is that of their label, or of those right about their first tag.

    A tag is said where its score is over 0, which is a probability over a half. Lesson: notebooks/05_learning.ipynb

    Args:
        scores: (n, classes), or (n, tags).
        labels: (n,), or (n, tags).

    Returns:
        0…1.
    """
    if labels.ndim == 2:
        return ((scores[:, 0] > 0) == (labels[:, 0] > 0.5)).float().mean().item()
    return (scores.argmax(dim=1) == labels).float().mean().item()


def confusion(scores: Tensor, labels: Tensor) -> Tensor:
    """Return how often each class (row) was taken for each (column), whole numbers (classes, classes).

    Lesson: notebooks/05_learning.ipynb

    Args:
        scores: (n, classes).
        labels: (n,).

    Returns:
        (classes, classes).
    """
    n_classes = scores.shape[1]
    return torch.bincount(labels * n_classes + scores.argmax(dim=1), minlength=n_classes**2).view(n_classes, n_classes)


@torch.no_grad()
def scores_of(heard: FeatureCache, batch_size: int, seed: int) -> Tensor:
    """Return `scores` for sounds that a cache holds.

    Lesson: notebooks/05_learning.ipynb

    Args:
        heard: A model and its examples.
        batch_size: Sounds at a time, at least 1.
        seed: Of the changes on the way.

    Returns:
        (n, classes).
    """
    heard, generator = copy(heard), torch.Generator().manual_seed(seed)
    heard.model = in_eval_mode(heard.model)
    firsts = range(0, len(heard.data), batch_size)
    return torch.cat([heard.scores(slice(first, first + batch_size), generator)[0] for first in firsts])
