"""Means with intervals, against scipy and against what chance does."""

import numpy as np
import pytest
from scipy import stats

from frontear.analysis.confidence import mean


@pytest.mark.parametrize("values", [[0.1, 0.4], [0.5, 0.6, 0.55, 0.7, 0.65], [1.0] * 4])
def test_it_is_the_interval_of_students_t(values):
    found = mean(values)
    error = stats.sem(values)
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), error) if error else (1.0, 1.0)
    assert (found.mean - found.half, found.mean + found.half) == pytest.approx((low, high))


def test_of_twenty_intervals_nineteen_hold_the_truth():
    random = np.random.default_rng(0)
    intervals = [mean(list(random.normal(3.0, 2.0, 5))) for _ in range(4_000)]
    assert np.mean([abs(found.mean - 3.0) <= found.half for found in intervals]) == pytest.approx(0.95, abs=0.015)


def test_of_one_run_nothing_is_known():
    assert mean([0.5]) == (0.5, float("inf"))
    assert str(mean([0.5])) == "0.50, one run"
    with pytest.raises(ValueError, match="got no value"):
        mean([])


def test_it_is_told_as_a_mean_and_half_a_width():
    assert str(mean([0.5, 0.5])) == "0.50 ± 0.00"


def test_a_minus_is_a_minus_and_nothing_has_none():
    assert str(mean([-0.2, -0.2])) == "−0.20 ± 0.00"
    assert str(mean([-0.001, -0.001])) == "0.00 ± 0.00"
