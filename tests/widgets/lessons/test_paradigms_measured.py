"""What lesson 06 says of seven paradigms on real sounds, held against what was measured."""

from itertools import pairwise

import pytest

from frontear.analysis.confidence import mean
from frontear_widgets.lessons.paradigms.paradigms_compared import NETWORKS, OFTEN, SOUNDS
from frontear_widgets.lessons.shared.results import by_seed
from frontear_widgets.results import RESULTS, read

ROWS = read(RESULTS / "paradigms.csv")
EVERYWHERE = pytest.mark.parametrize("data", SOUNDS.values())


def runs(data):
    return by_seed([row for row in ROWS if row["data"] == data], of="network", value="unseen")


def right(data, name):
    return mean(list(runs(data)[name].values())).mean


def over(data, name, base):
    found = runs(data)
    return mean([found[name][seed] - found[base][seed] for seed in found[base]])


@EVERYWHERE
def test_every_paradigm_ran_five_times_with_as_many_numbers(data):
    assert all(set(runs(data)[name]) == set(range(5)) for name in NETWORKS)
    sizes = [int(row["parameters"]) for row in ROWS if row["data"] == data]
    assert max(abs(size - 80_000) for size in sizes) < 1_000


@EVERYWHERE
def test_three_samples_at_a_time_come_before_many_windows_and_these_before_one(data):
    assert right(data, "sample-level") > right(data, "frame-level-many-shapes") > right(data, "frame-level")


def test_on_words_each_of_these_steps_is_sure_and_on_digits_neither():
    steps = [("sample-level", "frame-level-many-shapes"), ("frame-level-many-shapes", "frame-level")]
    sure = {
        data: [found.mean > found.half for pair in steps if (found := over(data, *pair))] for data in SOUNDS.values()
    }
    assert sure["speech-commands"] == [True, True]
    assert sure["fsdd"] == [False, False]
    assert str(over("speech-commands", *steps[0])) == "0.41 ± 0.05"
    assert [f"{right('speech-commands', name):.2f}" for name in ("sample-level", *steps[1])] == ["0.69", "0.29", "0.22"]


def test_on_words_the_order_is_the_same_where_windows_are_asked_every_32_samples():
    names = ("sample-level", OFTEN["frame-level-many-shapes"], OFTEN["frame-level"])
    assert [f"{right('speech-commands', name):.2f}" for name in names] == ["0.69", "0.26", "0.20"]
    assert all((found := over("speech-commands", *pair)).mean > found.half for pair in pairwise(names))


def test_on_sounds_sample_level_is_surely_before_one_shape_and_before_many_asked_often():
    assert str(over("esc10", "sample-level", "frame-level")) == "0.22 ± 0.11"
    assert str(over("esc10", "sample-level", OFTEN["frame-level-many-shapes"])) == "0.20 ± 0.10"


@EVERYWHERE
@pytest.mark.parametrize("name", OFTEN)
def test_to_ask_windows_five_times_as_often_gains_nothing_that_can_be_told(data, name):
    found = over(data, OFTEN[name], name)
    assert found.mean < found.half


@pytest.mark.parametrize(
    ("data", "vertical", "squares"),
    [
        ("fsdd", "−0.09 ± 0.11", "−0.03 ± 0.14"),
        ("speech-commands", "−0.01 ± 0.05", "0.02 ± 0.03"),
        ("esc10", "0.00 ± 0.07", "−0.02 ± 0.11"),
    ],
)
def test_many_shapes_cannot_be_told_from_vertical_filters_nor_from_small_squares(data, vertical, squares):
    assert str(over(data, "many-shapes", "single-shape-vertical")) == vertical
    assert str(over(data, "many-shapes", "small-rectangular")) == squares


@pytest.mark.parametrize(
    ("data", "difference"),
    [("fsdd", "0.06 ± 0.05"), ("speech-commands", "0.03 ± 0.07"), ("esc10", "−0.01 ± 0.11")],
)
def test_only_on_digits_vertical_filters_are_surely_ahead_of_small_squares(data, difference):
    assert str(over(data, "single-shape-vertical", "small-rectangular")) == difference


def test_with_sample_level_alone_speakers_of_digits_differ_more_than_the_three_networks_on_waveforms():
    found = runs("fsdd")["sample-level"]
    speakers = [(found[0] + found[4]) / 2, found[1], found[2], found[3]]
    assert (min(speakers), max(speakers)) == pytest.approx((0.2, 0.6), abs=0.03)
    means = [right("fsdd", name) for name in ("sample-level", "frame-level-many-shapes", "frame-level")]
    assert round(max(means) - min(means), 2) == 0.08


@EVERYWHERE
def test_the_waveform_stays_a_tenth_behind_the_spectrogram(data):
    found = over(data, "sample-level", "small-rectangular")
    assert found.mean < -0.1
    assert found.mean + found.half < 0


def test_for_four_of_the_nine_the_best_learning_rate_was_at_an_end_of_the_search():
    rates = {row["network"]: float(row["learning_rate"]) for row in ROWS if row["data"] == "fsdd"}
    assert sum(rate != 3e-3 for rate in rates.values()) == 4
