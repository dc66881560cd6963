import pytest

from frontear_widgets import Predict
from frontear_widgets.core.answers import LESSONS, told


def test_a_right_choice_that_is_none_of_the_choices_is_refused_in_a_sentence(ask):
    with pytest.raises(ValueError, match=r"has 'that' as its right choice; allowed: one of the choices \['this'\]"):
        ask("Which?", ["this"], right="that", because="")


def test_a_key_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match=r"key is 'windowing\.this'; allowed: windowing\.two_close_tones, windowing\."):
        Predict("Which?", ["this"], key="windowing.this")


@pytest.mark.parametrize("key", ["", "windowing", "nowhere.this", "../lessons/windowing.this."])
def test_a_key_of_no_lesson_is_refused_and_its_form_told(key):
    with pytest.raises(ValueError, match=r"key is '.*'; allowed: "):
        told(key)


def test_the_answers_of_every_lesson_are_read():
    assert len([*LESSONS.glob("*/answers.toml")]) == 11
    assert told("windowing.most_thrown_away").right == "Mel"
