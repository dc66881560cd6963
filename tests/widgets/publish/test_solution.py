"""An exercise can be solved in its page: settings that solve it are found, and the page can go there step by step."""

from dataclasses import replace

from frontear_widgets import Exercise
from frontear_widgets.lessons.gate.six_controls import beats_it, by_hand
from frontear_widgets.lessons.windowing.resolution import parts_both, time_or_frequency
from frontear_widgets.publish import acts
from frontear_widgets.publish.models import Models
from frontear_widgets.publish.recorder import ALSO, Recorder, key
from frontear_widgets.publish.solution import solution


def exercise_of_two_controls() -> Exercise:
    example = {"length_ms": 20, "hop_ms": 4}
    panel = time_or_frequency(gap_hz=50, gap_ms=30, length_ms=10, hop_ms=10)
    return Exercise("Part both.", panel, check=parts_both, example=example)


def test_settings_that_solve_an_exercise_are_found():
    exercise = exercise_of_two_controls()
    changes = solution(exercise)
    assert changes
    assert exercise.judged(replace(exercise.panel.settings, **changes))[0]


def test_the_way_to_a_solution_is_recorded_control_by_control():
    exercise = Exercise("Beat it.", by_hand(threshold_db=-12), check=beats_it)
    changes = {"threshold_db": -29, "key_hz": 500}
    recorder = Recorder(exercise.panel, Models(), solution=changes, also=lambda: acts.checked(exercise))
    handles, states = recorder.handles(3), recorder.record(3, silent=True)
    assert -29 in handles["threshold_db"].values
    for part in ({"threshold_db": -29}, {"key_hz": 500}, changes):
        assert key(handles, part) in states
    assert states[key(handles, changes)][ALSO]["solved"] == beats_it(replace(exercise.panel.settings, **changes))[0]


def test_nothing_is_found_where_nothing_solves():
    assert solution(Exercise("Never.", time_or_frequency(), check=lambda _: (False, "no"))) == {}
