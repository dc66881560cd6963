import random

import pytest

from frontear.analysis.staircase import Staircase


def run(staircase, listener):
    while not staircase.done:
        staircase = staircase.answered(listener(staircase.level))
    return staircase


def test_two_right_answers_make_it_harder_and_one_wrong_answer_easier():
    first = Staircase(8.0)
    assert first.answered(True).level == 8
    assert first.answered(True).answered(True).level == 4
    assert first.answered(False).level == 16


def test_steps_become_their_root_after_the_second_reversal():
    staircase = Staircase(8.0)
    for right in (True, True, False, True, True):  # down to 4, up: a turn, down: another
        staircase = staircase.answered(right)
    assert staircase.reversals == (4.0, 8.0)
    assert staircase.level == pytest.approx(8 / 2**0.5)


def test_a_listener_with_a_sharp_threshold_is_found_within_a_step():
    found = run(Staircase(64.0, reversals_wanted=12), lambda level: level >= 5)
    assert 5 / 2**0.5 <= found.threshold <= 5 * 2**0.5


def test_a_noisy_listener_is_found_where_71_percent_of_answers_are_right():
    """Guessing half the time below, all right far above: right with ½ + ½ · level / (level + 10)."""
    dice, thresholds = random.Random(0), []
    for _ in range(60):
        found = run(
            Staircase(80.0, reversals_wanted=12), lambda level: dice.random() < 0.5 + 0.5 * level / (level + 10)
        )
        thresholds.append(found.threshold)
    at_71_percent = 10 * (2**0.5 - 1) / (2 - 2**0.5)  # solves ½ + ½ x / (x + 10) = √½
    assert sorted(thresholds)[30] == pytest.approx(at_71_percent, rel=0.35)


def test_the_threshold_is_the_geometric_mean_of_the_levels_after_the_second_turn():
    assert Staircase(1.0, reversals=(100.0, 100.0, 4.0)).threshold == pytest.approx(4)
    assert Staircase(1.0, reversals=(100.0, 100.0, 4.0, 9.0)).threshold == pytest.approx(6)


def test_the_test_is_over_after_as_many_turns_as_wanted():
    assert not Staircase(1.0, reversals_wanted=4, reversals=(1.0,) * 3).done
    assert Staircase(1.0, reversals_wanted=4, reversals=(1.0,) * 4).done
    assert len(run(Staircase(64.0), lambda level: level >= 5).reversals) == 8


def test_the_level_stays_below_its_largest_value_and_a_finished_test_stays_as_it_is():
    staircase = Staircase(50.0, largest=60.0)
    assert staircase.answered(False).level == 60
    done = run(Staircase(64.0), lambda level: level >= 5)
    assert done.answered(False) is done


@pytest.mark.parametrize("wrong", [{"level": 0.0}, {"level": 1.0, "step": 1.0}, {"level": 1.0, "reversals_wanted": 3}])
def test_a_test_that_cannot_converge_is_refused(wrong):
    with pytest.raises(ValueError, match="allowed are over 0"):
        Staircase(**wrong)


def test_there_is_no_threshold_before_the_third_reversal():
    with pytest.raises(ValueError, match="after 3 or more"):
        _ = Staircase(8.0).threshold
