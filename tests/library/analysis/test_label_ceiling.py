import pytest
import torch
from sklearn import metrics
from sklearn.neighbors import KNeighborsClassifier

from frontear.analysis.label_ceiling import least_error, nearest_differs, weighted_f1_difference, weighted_f1_interval


def drawn(n, seed):
    """One number a clip, whose label is that of its half, but for a tenth of all."""
    generator = torch.Generator().manual_seed(seed)
    numbers = torch.rand(n, 1, generator=generator)
    return numbers, (numbers[:, 0] > 0.5) ^ (torch.rand(n, generator=generator) < 0.1)


def test_the_nearest_clip_is_the_one_that_scikit_learn_finds():
    (known, known_labels), (asked, asked_labels) = drawn(300, 0), drawn(200, 1)
    nearest = KNeighborsClassifier(1).fit(known, known_labels)
    distances, differs = nearest_differs(known, known_labels, asked, asked_labels)
    torch.testing.assert_close(distances, torch.from_numpy(nearest.kneighbors(asked)[0][:, 0]).float())
    assert torch.equal(differs, torch.from_numpy(nearest.predict(asked)) != asked_labels)


def test_of_labels_a_tenth_of_which_are_wrong_the_least_error_is_a_tenth():
    """Two neighbours differ with the chance 2 · 0.1 · 0.9, whatever a model can do."""
    _, differs = nearest_differs(*drawn(4_000, 0), *drawn(4_000, 1))
    assert least_error(differs.float().mean().item()) == pytest.approx(0.1, abs=0.015)


def test_the_interval_of_an_f1_holds_it_and_is_as_wide_as_theory_says():
    """Classes alike in number and in errors: F1 is nearly the share right, whose deviation is √(p (1 − p) / n)."""
    truth = torch.arange(4_000) % 2 == 0
    said = truth ^ (torch.arange(4_000) % 10 < 2)
    low, high = weighted_f1_interval(said, truth)
    assert low < metrics.f1_score(truth, said, average="weighted") < high
    assert high - low == pytest.approx(2 * 1.96 * (0.8 * 0.2 / 4_000) ** 0.5, rel=0.08)


def test_the_interval_of_a_difference_is_as_wide_as_theory_says_for_paired_answers():
    """One errs in a tenth, the other in these and a tenth more: n times the difference counts the second tenth."""
    truth = torch.arange(4_000) % 2 == 0
    said, other = (truth ^ (torch.arange(4_000) % 20 < wrong) for wrong in (2, 4))
    low, high = weighted_f1_difference(said, other, truth)
    assert low < 0.1 < high
    assert high - low == pytest.approx(2 * 1.96 * (0.1 * 0.9 / 4_000) ** 0.5, rel=0.08)
    assert weighted_f1_difference(other, said, truth) == pytest.approx((-high, -low), abs=0.002)


def test_an_error_over_a_half_is_refused():
    with pytest.raises(ValueError, match=r"got an error of 0\.6, allowed are 0…0\.5"):
        least_error(0.6)
