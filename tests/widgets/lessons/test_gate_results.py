"""What the recorded tables of the gates say is what we say of them."""

from statistics import mean

import pytest

from frontear_widgets.results import RESULTS, read

EXAMPLE, SHIPPED = (read(RESULTS / f"{name}.csv") for name in ("gate_by_example", "gate_shipped"))
SCENES = sorted({row["scene"] for row in EXAMPLE})


def f1(gate, scenes=SCENES):
    return mean(row["f1"] for row in EXAMPLE if row["gate"] == gate and row["scene"] in scenes)


def test_seven_scenes_were_judged():
    assert len(SCENES) == 7


@pytest.mark.parametrize("scene", SCENES)
def test_what_learned_from_six_seconds_of_marks_is_ahead_of_a_classical_gate_searched_on_them(scene):
    assert f1("learned", [scene]) > f1("classical", [scene])


def test_it_is_ahead_by_fifteen_hundredths_in_the_mean():
    assert f1("learned") > f1("classical") + 0.15


def test_the_gate_that_ships_hears_words_in_noises_it_never_heard():
    unseen = [row for row in SHIPPED if row["noises"] == "unseen" and row["gate"] == "shipped, seed 0"]
    assert [row["snr_db"] for row in unseen] == [0, 5, 10]
    assert mean(row["f1"] for row in unseen) > 0.85
    assert mean(row["false_openings"] for row in unseen) <= 5
