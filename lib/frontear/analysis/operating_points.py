"""A threshold, and what follows from it: hits, misses, false alarms, and four numbers that all are called F1."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor


@dataclass(frozen=True)
class Outcome:
    """How many clips with a target were found or missed, and of those without it wrongly taken or rightly left.

    Lesson: notebooks/08_speech.ipynb
    """

    found: int
    missed: int
    taken: int
    left: int

    @property
    def recall(self) -> float:
        """Of the clips with the target, the share that is found."""
        return _share(self.found, self.found + self.missed)

    @property
    def precision(self) -> float:
        """Of the clips said to have it, the share that has; 0 where none is."""
        return _share(self.found, self.found + self.taken)

    @property
    def false_alarms(self) -> float:
        """Of the clips without it, the share that is taken for one: the false positive rate."""
        return _share(self.taken, self.taken + self.left)

    @property
    def positive_f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.found, 2 * self.found + self.missed + self.taken)

    @property
    def negative_f1(self) -> float:
        """The same of the clips without the target."""
        return _share(2 * self.left, 2 * self.left + self.missed + self.taken)

    @property
    def macro_f1(self) -> float:
        """The mean of both."""
        return (self.positive_f1 + self.negative_f1) / 2

    @property
    def weighted_f1(self) -> float:
        """Their mean by how many clips there are of each."""
        n_with, n_without = self.found + self.missed, self.taken + self.left
        return (n_with * self.positive_f1 + n_without * self.negative_f1) / (n_with + n_without)

    @property
    def micro_f1(self) -> float:
        """The F1 of all decisions together, which is the accuracy."""
        return _share(self.found + self.left, self.found + self.missed + self.taken + self.left)


class OperatingPoints(NamedTuple):
    """For each threshold of probability, from the highest: recall, precision and share of false alarms, (points,)."""

    threshold: Tensor
    recall: Tensor
    precision: Tensor
    false_alarms: Tensor


def outcome(scores: Tensor, labels: Tensor, *, threshold: float = 0.5) -> Outcome:
    """Return what becomes of clips at a threshold. Lesson: notebooks/08_speech.ipynb

    Args:
        scores: Logits, (n,).
        labels: 1 with the target, 0 without, (n,).
        threshold: A probability over which the target is said to be there.

    Returns:
        Four counts.

    Raises:
        ValueError: Unless there are as many scores as labels.

    Examples:
        >>> found = outcome(torch.tensor([2.0, -1.0, -2.0, -3.0]), torch.tensor([1, 1, 0, 0]))
        >>> found, round(found.positive_f1, 3), round(found.macro_f1, 3), found.micro_f1
        (Outcome(found=1, missed=1, taken=0, left=2), 0.667, 0.733, 0.75)
    """
    truth = _checked(scores, labels)
    said = scores.double().sigmoid() > threshold
    counts = torch.bincount(2 * truth.long() + said.long(), minlength=4).tolist()
    return Outcome(found=counts[3], missed=counts[2], taken=counts[1], left=counts[0])


def operating_points(scores: Tensor, labels: Tensor) -> OperatingPoints:
    """Return what every threshold gives that there is a reason to try: one just below each score.

    Recall over false alarms is the ROC curve, precision over recall the precision-recall curve. Lesson:
    notebooks/08_speech.ipynb

    Args:
        scores: Logits, (n,).
        labels: 1 with the target, 0 without, (n,).

    Returns:
        As many points as there are different scores.

    Raises:
        ValueError: As `outcome`, and unless there are clips with and without the target.

    Examples:
        >>> operating_points(torch.tensor([2.0, -1.0, -2.0]), torch.tensor([1, 0, 1])).precision
        tensor([1.0000, 0.5000, 0.6667])
    """
    truth = _checked(scores, labels)
    if truth.all() or not truth.any():
        raise ValueError(f"got {int(truth.sum())} of {len(truth)} clips with the target, allowed are some, and not all")
    ranked, order = scores.double().sort(descending=True)
    last = torch.cat([ranked.diff() != 0, torch.tensor([True])])  # of equal scores
    found, said = truth[order].cumsum(0)[last], torch.arange(1, len(truth) + 1)[last]
    n_with = truth.sum()
    shares = found / n_with, found / said, (said - found) / (len(truth) - n_with)
    return OperatingPoints(ranked[last].sigmoid(), *shares)


def area_under_roc(points: OperatingPoints) -> float:
    """Return the area under recall over false alarms, the AUC: how often a clip with the target is above one without.

    Lesson: notebooks/08_speech.ipynb

    Examples:
        >>> area_under_roc(operating_points(torch.tensor([2.0, -1.0, -2.0]), torch.tensor([1, 0, 1])))
        0.5
    """
    zero = torch.zeros(1)
    return float(torch.trapezoid(torch.cat([zero, points.recall]), torch.cat([zero, points.false_alarms])))


def _checked(scores: Tensor, labels: Tensor) -> Tensor:
    if scores.ndim != 1 or scores.shape != labels.shape:
        raise ValueError(f"got {tuple(scores.shape)} scores for {tuple(labels.shape)} labels, allowed are (n,) both")
    return labels > 0.5


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
