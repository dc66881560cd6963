"""How well a target is detected: every F1 by its name, what no threshold changes, and whether probabilities mean it."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

F1S = ("positive", "macro", "weighted")
BINS = 10


@dataclass(frozen=True)
class Detection:
    """What became of clips with and without a target, at a threshold of probability.

    `positive_f1` is the F1 of clips with it, `macro_f1` the mean of that and of the F1 of those without, `weighted_f1`
    their mean weighted by how many there are: three numbers that all are told as "F1". `auc` is the area under the ROC
    curve, `average_precision` that under precision over recall, in steps; neither knows the threshold. `loss` is the
    binary cross-entropy in nats, `brier_score` the mean square of probability minus truth, `calibration_error` the mean
    distance of probability and share in ten bins of probability, weighted by their clips.
    Lesson: notebooks/08_speech.ipynb
    """

    threshold: float
    positive_f1: float
    macro_f1: float
    weighted_f1: float
    precision: float
    recall: float
    auc: float
    average_precision: float
    loss: float
    brier_score: float
    calibration_error: float

    def __str__(self) -> str:
        f1s = ", ".join(f"{name} F1 {getattr(self, f'{name}_f1'):.3f}" for name in F1S)
        return f"{f1s} at {self.threshold:.2f}; AUC {self.auc:.3f}, average precision {self.average_precision:.3f}"


def detection(scores: Tensor, labels: Tensor, *, threshold: float = 0.5) -> Detection:
    """Return how well clips with a target are told from those without. Lesson: notebooks/08_speech.ipynb

    Args:
        scores: Logits, (n,).
        labels: 1 with the target, 0 without, (n,).
        threshold: A probability over which the target is said to be there.

    Returns:
        Every measure.

    Raises:
        ValueError: Unless there are as many scores as labels, and clips with and without the target.

    Examples:
        >>> found = detection(torch.tensor([2.0, -1.0, -2.0, -3.0]), torch.tensor([1, 1, 0, 0]))
        >>> f"{found.positive_f1:.3f} {found.macro_f1:.3f} {found.auc}"
        '0.667 0.733 1.0'
    """
    from sklearn import metrics  # takes a second to import

    truth, probability = _checked(scores, labels)
    said = probability > threshold
    f1 = {f"{name}_f1": _f1(metrics, truth, said, name) for name in F1S}
    return Detection(
        threshold=threshold,
        **f1,
        precision=float((truth & said).sum() / max(said.sum(), 1)),
        recall=float((truth & said).sum() / truth.sum()),
        auc=float(metrics.roc_auc_score(truth, probability)),
        average_precision=float(metrics.average_precision_score(truth, probability)),
        loss=F.binary_cross_entropy_with_logits(scores.float(), labels.float()).item(),
        brier_score=float(metrics.brier_score_loss(truth, probability)),
        calibration_error=_calibration_error(truth, probability),
    )


def best_threshold(scores: Tensor, labels: Tensor, *, measure: str = "weighted") -> float:
    """Return the threshold of probability with the highest F1: choose it on validation, use it on what comes after.

    It lies midway between two probabilities that there are; it is 1 where saying nothing is best.
    Lesson: notebooks/08_speech.ipynb

    Args:
        scores: Logits, (n,).
        labels: 1 with the target, 0 without, (n,).
        measure: Which F1, "positive", "macro" or "weighted".

    Returns:
        0…1.

    Raises:
        ValueError: For another measure, and as `detection`.

    Examples:
        >>> best_threshold(torch.tensor([0.0, -1.0, -2.0, -3.0]), torch.tensor([1, 1, 0, 0])) < 0.2
        True
    """
    if measure not in F1S:
        raise ValueError(f"got the measure {measure!r}, allowed are {', '.join(F1S)}")
    truth, probability = _checked(scores, labels)
    order = np.argsort(probability)[::-1]
    ranked, n, n_true = probability[order], len(truth), truth.sum()
    said = np.flatnonzero(np.append(np.diff(ranked) != 0, True)) + 1  # how many are said at each threshold
    right = np.r_[0, np.cumsum(truth[order])[said - 1]]
    said = np.r_[0, said]
    with_target = 2 * right / (said + n_true)
    without = 2 * (n - said - n_true + right) / np.maximum(2 * n - said - n_true, 1)
    share = {"positive": 1.0, "macro": 0.5, "weighted": n_true / n}[measure]
    best = said[np.argmax(share * with_target + (1 - share) * without)]
    if best == 0:
        return 1.0
    return float((ranked[best - 1] + (ranked[best] if best < n else 0.0)) / 2)


def calibration(scores: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return what is said and what is so, in ten even bins of probability; empty ones left out.

    Lesson: notebooks/08_speech.ipynb

    Args:
        scores: Logits, (n,).
        labels: 1 with the target, 0 without, (n,).

    Returns:
        Mean probability, share of clips with the target, and number of clips, each (bins,).

    Raises:
        ValueError: As `detection`.

    Examples:
        >>> calibration(torch.tensor([-9.0, -9.0, 9.0, 9.0]), torch.tensor([0, 1, 1, 1]))[1].tolist()
        [0.5, 1.0]
    """
    truth, probability = _checked(scores, labels)
    said, shares, counts = _bins(truth, probability)
    return torch.tensor(said), torch.tensor(shares), torch.tensor(counts)


def _checked(scores: Tensor, labels: Tensor) -> tuple[np.ndarray, np.ndarray]:
    if scores.ndim != 1 or scores.shape != labels.shape:
        raise ValueError(f"got {tuple(scores.shape)} scores for {tuple(labels.shape)} labels, allowed are (n,) both")
    truth = (labels > 0.5).numpy()
    if truth.all() or not truth.any():
        raise ValueError(
            f"got {truth.sum()} clips of {len(truth)} with the target, allowed are some with, some without"
        )
    return truth, scores.double().sigmoid().numpy()


def _f1(metrics, truth: np.ndarray, said: np.ndarray, name: str) -> float:
    average = "binary" if name == "positive" else name
    return float(metrics.f1_score(truth, said, average=average, zero_division=0))


def _bins(truth: np.ndarray, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from sklearn.calibration import calibration_curve

    shares, said = calibration_curve(truth, probability, n_bins=BINS)
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    counts = np.bincount(np.searchsorted(inner, probability), minlength=BINS)
    return said, shares, counts[counts > 0]


def _calibration_error(truth: np.ndarray, probability: np.ndarray) -> float:
    said, shares, counts = _bins(truth, probability)
    return float(np.average(np.abs(said - shares), weights=counts))
