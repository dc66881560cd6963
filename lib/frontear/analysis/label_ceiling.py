"""How good any model could be: what labels that contradict each other, and few clips, allow."""

from math import sqrt

import numpy as np
import torch
from torch import Tensor

AT_ONCE = 1_024
DRAWS = 4_000


def nearest_differs(known: Tensor, known_labels: Tensor, asked: Tensor, asked_labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return how far the nearest known clip of each asked one is, and whether its label is another.

    What nearly equal clips are called says how much of a label no model can know. Lesson: notebooks/08_speech.ipynb

    Args:
        known: Numbers of clips, (n, numbers).
        known_labels: (n,).
        asked: Numbers of other clips, (m, numbers).
        asked_labels: (m,).

    Returns:
        Euclidean distances (m,) and bool (m,).

    Examples:
        >>> points = torch.tensor([[0.0], [10.0]])
        >>> nearest_differs(points, torch.tensor([0, 1]), points + 1, torch.tensor([0, 0]))
        (tensor([1., 1.]), tensor([False,  True]))
    """
    distances, places = [], []
    for part in asked.split(AT_ONCE):
        apart = torch.cdist(part, known, compute_mode="donot_use_mm_for_euclid_dist")  # exact where clips are near
        nearest = apart.min(dim=1)
        distances.append(nearest.values)
        places.append(nearest.indices)
    return torch.cat(distances), known_labels[torch.cat(places)] != asked_labels


def least_error(nearest_error: float) -> float:
    """Return the least share of errors of any model, where the nearest of very many clips errs as often.

    With R* the least error of two classes, that of the nearest neighbour is at most 2 R* (1 − R*) when clips are dense:
    Cover & Hart 1967. They never are, and a better description of the clips may leave less error, so it is an
    indication and no proof. Raises ValueError outside 0…1/2. Lesson: notebooks/08_speech.ipynb

    Examples:
        >>> f"{least_error(0.18):.2f}"  # 2 · 0.1 · 0.9
        '0.10'
    """
    if not 0 <= nearest_error <= 0.5:
        raise ValueError(f"got an error of {nearest_error}, allowed are 0…0.5")
    return (1 - sqrt(1 - 2 * nearest_error)) / 2


def weighted_f1_interval(said: Tensor, truth: Tensor, *, seed: int = 0) -> tuple[float, float]:
    """Return the middle 95% of the weighted F1 where the clips are drawn again, as often as there are: the bootstrap.

    It says how far another draw of such clips would move it, the model being the same. Efron 1979.
    Lesson: notebooks/08_speech.ipynb

    Args:
        said: What the model says, bool (n,).
        truth: What is so, bool (n,).
        seed: The same draws the same.

    Returns:
        Both ends.

    Examples:
        >>> weighted_f1_interval(torch.tensor([True, False]), torch.tensor([True, False]))
        (1.0, 1.0)
    """
    drawn = _drawn(truth, said, seed=seed)
    return _middle(_weighted_f1(*(drawn[:, place] for place in range(4))))


def weighted_f1_difference(said: Tensor, other: Tensor, truth: Tensor, *, seed: int = 0) -> tuple[float, float]:
    """Return the middle 95% of how far the weighted F1 of one model is above another's, on the same clips drawn again.

    Clips that are hard for both move both, and fall out of the difference: it is the paired bootstrap, narrower than
    what the two intervals let one think. Efron 1979. Lesson: notebooks/08_speech.ipynb

    Args:
        said: What the one says, bool (n,).
        other: What the other says, bool (n,).
        truth: What is so, bool (n,).
        seed: The same draws the same.

    Returns:
        Both ends.

    Examples:
        >>> always = torch.tensor([True, False])
        >>> weighted_f1_difference(always, always, always)
        (0.0, 0.0)
    """
    drawn = _drawn(truth, said, other, seed=seed).reshape(-1, 2, 2, 2)
    one, two = (_weighted_f1(*drawn.sum(axis=axis).reshape(-1, 4).T) for axis in (3, 2))
    return _middle(one - two)


def _drawn(*answers: Tensor, seed: int) -> np.ndarray:
    """How many clips have each of all combinations of answers, the first counting most, in every draw: (draws, 2ⁿ)."""
    places = sum(each.long() << shift for shift, each in enumerate(reversed(answers)))
    counts = torch.bincount(torch.as_tensor(places), minlength=2 ** len(answers)).numpy()
    return np.random.default_rng(seed).multinomial(counts.sum(), counts / counts.sum(), size=DRAWS).astype(float)


def _weighted_f1(
    right_without: np.ndarray, wrong: np.ndarray, missed: np.ndarray, right_with: np.ndarray
) -> np.ndarray:
    n_with, n_without = missed + right_with, right_without + wrong
    without = 2 * right_without / np.maximum(2 * right_without + wrong + missed, 1)
    with_target = 2 * right_with / np.maximum(2 * right_with + wrong + missed, 1)
    return (n_with * with_target + n_without * without) / (n_with + n_without)


def _middle(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
