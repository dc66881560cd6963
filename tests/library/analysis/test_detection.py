from dataclasses import asdict
from math import log

import numpy as np
import pytest
import torch
from sklearn import metrics

from frontear.analysis.detection import F1S, best_threshold, calibration, detection

# Eight clips: 3 of 4 with the target are found, and 1 of 4 without it is taken for one.
SCORES = torch.tensor([3.0, 2.0, 1.0, -1.0, 0.5, -2.0, -3.0, -4.0])
LABELS = torch.tensor([1, 1, 1, 1, 0, 0, 0, 0])


def drawn(n=400, seed=0):
    """One clip in four has the target; scores know it somewhat, and some are equal."""
    generator = torch.Generator().manual_seed(seed)
    labels = (torch.rand(n, generator=generator) < 0.25).int()
    return (labels * 1.5 + torch.randn(n, generator=generator) - 1).mul(4).round() / 4, labels


def test_each_f1_is_what_counting_by_hand_gives():
    """Both classes: 3 found, 1 missed, 1 said wrongly; F1 = 2·3 / (2·3 + 1 + 1)."""
    found = detection(SCORES, LABELS)
    assert found.positive_f1 == found.macro_f1 == found.weighted_f1 == pytest.approx(0.75)
    assert found.precision == found.recall == 0.75
    assert found.auc == pytest.approx(15 / 16)  # of 16 pairs one is the wrong way round
    assert found.average_precision == pytest.approx((1 + 1 + 1 + 4 / 5) / 4)


def test_the_three_f1s_are_three_numbers_where_few_clips_have_the_target():
    """One of two found, nothing else said, of ten: positives 2/3, others 16/17."""
    scores, labels = torch.full((10,), -2.0), torch.zeros(10)
    labels[:2], scores[0] = 1, 2.0
    found = detection(scores, labels)
    assert found.positive_f1 == pytest.approx(2 / 3)
    assert found.macro_f1 == pytest.approx((2 / 3 + 16 / 17) / 2)
    assert found.weighted_f1 == pytest.approx(0.2 * 2 / 3 + 0.8 * 16 / 17)
    assert "positive F1 0.667, macro F1 0.804, weighted F1 0.886 at 0.50" in str(found)


def test_a_model_that_says_how_many_there_are_is_calibrated_and_one_that_is_too_sure_is_not():
    """A quarter of all with the target: said 1/4 of all, the error is 0; said 0.9999, it is 3/4."""
    labels = torch.tensor([1, 0, 0, 0] * 25)
    even = detection(torch.full((100,), -log(3)), labels)
    assert even.calibration_error == pytest.approx(0, abs=1e-6)
    assert even.brier_score == pytest.approx(0.25 * 0.75)
    assert even.loss == pytest.approx(-0.25 * log(0.25) - 0.75 * log(0.75), rel=1e-5)
    assert detection(torch.full((100,), 12.0), labels).calibration_error == pytest.approx(0.75, abs=1e-4)


def test_bins_of_probability_tell_what_is_said_what_is_so_and_of_how_many():
    said, so, n = calibration(torch.logit(torch.tensor([0.11, 0.19, 0.85, 0.85, 0.85])), torch.tensor([0, 1, 1, 1, 0]))
    torch.testing.assert_close(said.float(), torch.tensor([0.15, 0.85]))
    torch.testing.assert_close(so.float(), torch.tensor([1 / 2, 2 / 3]))
    assert n.tolist() == [2, 3]


@pytest.mark.parametrize("measure", F1S)
def test_no_threshold_has_a_higher_f1_than_the_chosen_one(measure):
    scores, labels = drawn()
    average = "binary" if measure == "positive" else measure
    places = np.unique(scores.double().sigmoid().numpy())
    every = [metrics.f1_score(labels, scores.double().sigmoid().numpy() > at, average=average) for at in [0, *places]]
    chosen = detection(scores, labels, threshold=best_threshold(scores, labels, measure=measure))
    assert asdict(chosen)[f"{measure}_f1"] == pytest.approx(max(every))


@pytest.mark.parametrize("measure", ["macro", "weighted"])
def test_where_the_only_clip_with_the_target_is_ranked_last_nothing_is_said(measure):
    scores = torch.arange(5.0, -5.0, -1.0)
    labels = torch.tensor([0] * 9 + [1])
    chosen = detection(scores, labels, threshold=best_threshold(scores, labels, measure=measure))
    assert chosen.recall == 0
    assert chosen.weighted_f1 == pytest.approx(0.9 * 18 / 19)  # not .8, of saying it of the first
    assert chosen.macro_f1 == pytest.approx(0.5 * 18 / 19)


def test_the_threshold_moves_f1_and_not_what_ranks():
    scores, labels = drawn()
    low, high = (detection(scores, labels, threshold=at) for at in (0.2, 0.8))
    assert low.recall > high.recall
    assert low.precision < high.precision
    for same in ("auc", "average_precision", "loss", "brier_score", "calibration_error"):
        assert getattr(low, same) == getattr(high, same)


def test_what_cannot_be_judged_is_refused():
    for scores, labels in ((SCORES, LABELS[:3]), (SCORES, torch.ones(8)), (SCORES, torch.zeros(8))):
        with pytest.raises(ValueError, match=r"got .*allowed"):
            detection(scores, labels)
    with pytest.raises(ValueError, match="got the measure 'micro', allowed are positive, macro, weighted"):
        best_threshold(SCORES, LABELS, measure="micro")
