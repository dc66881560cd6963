"""A threshold's counts and F1s against scikit-learn's, and its curves."""

import pytest
import torch
from sklearn import metrics

from frontear.analysis.operating_points import area_under_roc, operating_points, outcome

RANDOM = torch.Generator().manual_seed(0)
LABELS = torch.rand(300, generator=RANDOM) < 0.3
SCORES = torch.randn(300, generator=RANDOM).mul(4).round() / 2 + LABELS  # with many equal ones


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_precision_recall_and_the_four_f1s_are_those_of_scikit_learn(threshold):
    found, said = outcome(SCORES, LABELS, threshold=threshold), SCORES.double().sigmoid() > threshold
    for name, average in (("positive", "binary"), ("macro", "macro"), ("weighted", "weighted"), ("micro", "micro")):
        expected = metrics.f1_score(LABELS, said, average=average, zero_division=0)
        assert getattr(found, f"{name}_f1") == pytest.approx(expected)
    assert found.micro_f1 == pytest.approx(metrics.accuracy_score(LABELS, said))
    assert found.precision == pytest.approx(metrics.precision_score(LABELS, said, zero_division=0))
    assert found.recall == pytest.approx(metrics.recall_score(LABELS, said))


def test_the_curves_are_those_of_scikit_learn():
    points = operating_points(SCORES, LABELS)
    precision, recall, _ = metrics.precision_recall_curve(LABELS, SCORES)
    assert points.precision.tolist() == pytest.approx(precision[-2::-1].tolist())
    assert points.recall.tolist() == pytest.approx(recall[-2::-1].tolist())
    false_alarms, _, _ = metrics.roc_curve(LABELS, SCORES, drop_intermediate=False)
    assert points.false_alarms.tolist() == pytest.approx(false_alarms[1:].tolist())
    assert area_under_roc(points) == pytest.approx(metrics.roc_auc_score(LABELS, SCORES), abs=1e-6)


def test_a_point_is_what_a_threshold_just_below_it_gives():
    points = operating_points(SCORES, LABELS)
    for place in (0, 3, len(points.recall) - 1):
        found = outcome(SCORES, LABELS, threshold=points.threshold[place].item() - 1e-9)
        told = (points.recall, points.precision, points.false_alarms)
        assert (found.recall, found.precision, found.false_alarms) == pytest.approx(
            [part[place].item() for part in told]
        )


def test_a_share_of_nothing_is_0():
    nothing = outcome(torch.tensor([-1.0, -2.0]), torch.tensor([0, 0]))
    assert (nothing.precision, nothing.recall, nothing.positive_f1, nothing.weighted_f1) == (0, 0, 0, 1)


@pytest.mark.parametrize("labels", [torch.zeros(2), torch.ones(2), torch.ones(3)])
def test_without_both_kinds_of_clips_there_is_no_curve(labels):
    with pytest.raises(ValueError, match="allowed are"):
        operating_points(torch.zeros(2), labels)
