"""How well a gate gates: its buffers, the words it lets through, and what is left of the noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frontear.gates.mixing import BUFFER, CLOSED, OPEN, Mixture


@dataclass(frozen=True)
class GateScore:
    """What became of mixtures behind a gate.

    `f1` is that of open buffers, `auc` the area under the ROC curve of what was compared with the threshold, both over
    the buffers that count; `onset_lost_ms` the mean of what is cut from the beginning of the words let through,
    `words_missed` the share never let through, `false_openings` how often a minute it opened and closed without a word,
    `si_sdr_gained_db` the mean of what the scale-invariant ratio of words to all else gained.
    Lesson: notebooks/09_gate.ipynb
    """

    f1: float
    auc: float
    onset_lost_ms: float
    words_missed: float
    false_openings: float
    si_sdr_gained_db: float


def gate_score(
    mixtures: Sequence[Mixture],
    *,
    levels: Sequence[NDArray],
    opened: Sequence[NDArray],
    outputs: Sequence[NDArray],
    sample_rate: int = 16_000,
) -> GateScore:
    """Return how well mixtures were gated. Lesson: notebooks/09_gate.ipynb

    Args:
        mixtures: One or more.
        levels: What was compared with the threshold, of each buffer.
        opened: Whether each buffer was let through.
        outputs: Behind the gate, (time,), not later than the mixture.
        sample_rate: In Hz.

    Returns:
        Every measure.
    """
    labels = np.concatenate([mixture.labels for mixture in mixtures])
    counts = labels >= CLOSED
    truth, said, level = (np.concatenate(each)[counts] for each in ([labels], list(opened), list(levels)))
    lost = [onset for each in zip(mixtures, opened, strict=True) for onset in _onsets_lost(*each)]
    through = [onset for onset in lost if onset is not None]
    minutes = len(labels) * BUFFER / sample_rate / 60
    gained = [
        si_sdr_db(output, mixture.clean) - si_sdr_db(mixture.sound, mixture.clean)
        for mixture, output in zip(mixtures, outputs, strict=True)
    ]
    return GateScore(
        f1=_f1(truth == OPEN, said.astype(bool)),
        auc=_area_under_roc(truth == OPEN, level),
        onset_lost_ms=float(np.mean(through or [0])) * BUFFER / sample_rate * 1_000,
        words_missed=1 - len(through) / max(len(lost), 1),
        false_openings=float(sum(map(false_openings, mixtures, opened)) / minutes),
        si_sdr_gained_db=float(np.mean(gained)),
    )


def si_sdr_db(estimate: NDArray, target: NDArray) -> float:
    """Return the scale-invariant signal-to-distortion ratio in dB, −80 at the least. Le Roux et al. 2019.

    Lesson: notebooks/09_gate.ipynb

    Args:
        estimate: (time,).
        target: (time,).

    Returns:
        10 log₁₀ of |α s|² / |α s − e|², with α that makes the second least.

    Examples:
        >>> import numpy as np
        >>> round(si_sdr_db(np.array([2.0, 0.2, 0, 0]), np.array([1.0, 0, 0, 0])), 3)
        20.0
    """
    estimate, target = estimate.astype(np.float64), target.astype(np.float64)
    meant = target * (estimate @ target) / max(target @ target, 1e-12)
    rest = meant - estimate
    return float(10 * np.log10(max((meant @ meant) / max(rest @ rest, 1e-12), 1e-8)))


def _f1(truth: NDArray, said: NDArray) -> float:
    return float(2 * (truth & said).sum() / max(truth.sum() + said.sum(), 1))


def _area_under_roc(truth: NDArray, level: NDArray) -> float:
    """How often the level of an open buffer is above that of a closed one, equal ones counting half."""
    _, places, counts = np.unique(level, return_inverse=True, return_counts=True)
    ranks = (counts.cumsum() - (counts - 1) / 2)[places]
    n_open = truth.sum()
    return float((ranks[truth].sum() - n_open * (n_open + 1) / 2) / (n_open * (len(truth) - n_open)))


def _onsets_lost(mixture: Mixture, opened: NDArray) -> list[int | None]:
    """Of each word the buffers before it was let through; None where it never was."""
    found = [np.flatnonzero(opened[begin:end]) for begin, end in mixture.words]
    return [int(each[0]) if len(each) else None for each in found]


def false_openings(mixture: Mixture, opened: NDArray) -> int:
    """Return how many runs of open buffers there are in which none was to be open, nor may have been.

    Lesson: notebooks/09_gate.ipynb

    Args:
        mixture: With its labels.
        opened: Whether each buffer was let through.

    Returns:
        How many.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], opened.astype(bool), [False]])))
    return sum((mixture.labels[begin:end] == CLOSED).all() for begin, end in edges.reshape(-1, 2))
