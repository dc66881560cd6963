import numpy as np
import pytest

from frontear.gates.switching import gains, held_runs, ramped, spread, step_of, trigger_runs


def test_a_trigger_opens_at_one_threshold_and_closes_under_another():
    level = np.array([0, 9.9, 10, 7, 5, 4.9, 7, 9.9, 10, 0])
    assert trigger_runs(level, 10, 5, False) == [
        (0, 2, False),
        (2, 5, True),
        (5, 8, False),
        (8, 9, True),
        (9, 10, False),
    ]
    assert trigger_runs(level[3:5], 10, 5, True) == [(0, 2, True)]
    assert trigger_runs(level[6:8], 10, 5, False) == [(0, 2, False)]
    assert trigger_runs(level[5:7], 10, 5, True) == [(0, 2, False)]


def test_a_hold_lasts_so_many_samples_behind_the_last_trigger_and_over_the_end_of_a_block():
    assert held_runs([(0, 2, True), (2, 9, False)], 0, 3) == ([(0, 2, True), (2, 5, True), (5, 9, False)], 0)
    assert held_runs([(0, 2, True), (2, 4, False)], 0, 3) == ([(0, 2, True), (2, 4, True)], 1)
    assert held_runs([(0, 4, False)], 1, 3) == ([(0, 1, True), (1, 4, False)], 0)
    assert held_runs([(0, 4, False)], 0, 3) == ([(0, 4, False)], 0)


def test_a_ramp_takes_its_time_turns_where_it_is_and_stays_at_its_ends():
    position = ramped([(0, 3, True), (3, 8, False), (8, 9, True)], 0.0, step_of(4), step_of(2))
    np.testing.assert_array_equal(position, [0.25, 0.5, 0.75, 0.25, 0, 0, 0, 0, 0.25])
    np.testing.assert_array_equal(ramped([(0, 2, True)], 1.0, step_of(4), step_of(2)), [1, 1])


@pytest.mark.parametrize("n_samples", [1, 3, 7.3, 44_100])
def test_a_ramp_is_open_after_so_many_samples_and_not_before(n_samples):
    position = ramped([(0, 50_000, True)], 0.0, step_of(n_samples), 1)
    assert int((position < 1).sum()) == int(np.ceil(n_samples)) - 1


def test_a_ramp_of_less_than_a_sample_is_one():
    assert step_of(0) == step_of(0.4) == 1


def test_gains_run_from_the_range_to_one_straight_in_amplitude_or_in_decibels():
    np.testing.assert_allclose(gains(np.array([0, 0.5, 1]), -20, in_db=False), [0.1, 0.55, 1])
    np.testing.assert_allclose(gains(np.array([0, 0.5, 1]), -20, in_db=True), [0.1, 0.1**0.5, 1])
    np.testing.assert_allclose(gains(np.array([0, 0.5, 1]), -np.inf, in_db=False), [0, 0.5, 1])


def test_runs_are_spread_over_samples():
    np.testing.assert_array_equal(spread([(0, 1, True), (1, 3, False)], 3), [True, False, False])
