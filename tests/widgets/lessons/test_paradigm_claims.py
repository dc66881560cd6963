"""What the words of lesson 06 claim, held against the recorded race and what was counted."""

from itertools import pairwise
from statistics import fmean

import pytest
from scipy.stats import ttest_ind

from conftest import NOTEBOOKS
from frontear import datasets
from frontear.analysis.random_features import LOG_MEL, MFCC
from frontear.models.classifier import n_parameters
from frontear.models.paradigms import PARADIGMS
from frontear.training.scoring import accuracy
from frontear_widgets.lessons.paradigms.costs_by_length import EQUAL, CostsByLength, priced, ratios
from frontear_widgets.lessons.paradigms.music import Music, by_group, music_shown
from frontear_widgets.lessons.paradigms.random_features import GTZAN, PUBLISHED, SETS, Counted, counted_shown
from frontear_widgets.lessons.paradigms.time_shift import KNOWN, TimeShift, counted, lost, time_shift_shown
from frontear_widgets.lessons.shared.evaluation import REAL, evaluated
from frontear_widgets.results import RESULTS, read
from frontear_widgets.training.race_charts import RACE, recorded_race

LANES = {lane.name: lane for lane in recorded_race()}
UNSEEN = {name: lane.run.unseen for name, lane in LANES.items()}
MUSIC = read(RESULTS / "music.csv")
UNTRAINED = read(RESULTS / "untrained.csv")
WINDOWS = ("frame-level", "frame-level-many-shapes")
TALL = ("single-shape-vertical", "many-shapes")


def music(task, depth="one layer", value="unseen"):
    return {shape: fmean(own.values()) for shape, own in by_group(MUSIC, task=task, depth=depth, value=value).items()}


def untrained_share(title):
    rows = [row for row in UNTRAINED if row["data"] == SETS[title]]
    return {
        name: fmean(r["right"] for r in rows if r["features"] == name)
        for name in dict.fromkeys(PARADIGMS) | {LOG_MEL: 0, MFCC: 0}
    }


def at(name, n_samples, value="learned"):
    (row,) = (row for row in counted() if (row["paradigm"], row["samples"]) == (name, n_samples))
    return row[value]


def test_the_recorded_race_is_small_and_fair():
    assert sum(path.stat().st_size for path in RACE.iterdir()) < 1_500_000
    assert list(LANES) == list(PARADIGMS)
    settings = (
        {lane.run.settings.model.preset for lane in LANES.values()},
        {lane.run.n_steps for lane in LANES.values()},
    )
    assert [len(each) for each in settings] == [1, 1]
    for lane in LANES.values():
        assert n_parameters(lane.run.model) == pytest.approx(30_000, rel=0.03)
        assert lane.seconds[-1] < 30
    voices = [{clip.group for clip in LANES["many-shapes"].run.settings.clips(split)} for split in ("train", "test")]
    assert (len(voices[0]), len(voices[1]), voices[0] & voices[1]) == (19, 5, set())


def test_tall_filters_name_nearly_all_squares_and_samples_a_few_fewer_and_windows_a_fifth():
    assert min(UNSEEN[name] for name in TALL) >= 0.99
    assert all(0.9 <= UNSEEN[name] < 0.99 for name in ("small-rectangular", "sample-level"))
    assert all(0.15 <= UNSEEN[name] <= 0.25 for name in WINDOWS)
    assert all(LANES[name].run.moments[-1].accuracy > 0.9 for name in WINDOWS)


def test_that_windows_name_fewest_unseen_digits_is_so_at_every_rate_and_seed():
    rows = [row for row in read(RESULTS / "paradigms.csv") if row["data"] == "samples/digits"]
    windows = [row["unseen"] for row in rows if row["network"].startswith("frame-level")]
    samples = [row["unseen"] for row in rows if row["network"] == "sample-level"]
    assert (len(windows), len(samples)) == (4 * 6, 6)
    assert max(windows) < 0.4 < 0.6 < min(samples)
    assert all(UNSEEN[name] >= 0.92 - 1e-6 for name in UNSEEN if name not in (*WINDOWS, "single-shape-horizontal"))
    assert UNSEEN["single-shape-horizontal"] == pytest.approx(0.64)


def test_half_a_millisecond_takes_two_thirds_from_frame_level_and_a_stride_gives_them_back():
    assert at("frame-level", 0) >= 0.985
    assert round(at("frame-level", 8), 1) == 0.3
    assert at("frame-level", 160) == at("frame-level", 0)
    others = [name for name in PARADIGMS if name not in WINDOWS]
    assert len(others) == 5
    for name in others:
        assert max(abs(row["learned"] - at(name, 0)) for row in counted() if row["paradigm"] == name) < 0.05


def test_ten_seconds_fill_twelve_gigabytes_and_squares_are_two_to_two_and_a_half_times_as_dear_at_every_length():
    settings = CostsByLength()
    found = priced(settings)
    longest = {name: found[name].longest_s(12e9, batch_size=16) for name in ("small-rectangular", *TALL)}
    assert [round(seconds, 1) for seconds in longest.values()] == [9.9, 20.8, 13.7]
    assert [round(ratios(found, seconds, 16)[TALL[0]], 1) for seconds in (1, 10, 20, 60)] == [2.4, 2.1, 2.1, 2.1]
    halved = found["small-rectangular"].longest_s(12e9, batch_size=8)
    assert halved == pytest.approx(2 * longest["small-rectangular"], rel=0.05)


def test_untrained_horizontal_filters_hear_rhythm_best_and_vertical_ones_words():
    rhythms, words = untrained_share("made rhythms, by drum"), untrained_share("made words, by voice")
    assert max(rhythms, key=rhythms.get) == "single-shape-horizontal"
    assert rhythms["single-shape-horizontal"] == pytest.approx(0.75, abs=0.025)
    assert max(rhythms[LOG_MEL], rhythms[MFCC]) < 0.32
    assert words["single-shape-vertical"] > max(words[LOG_MEL], words[MFCC], words["single-shape-horizontal"]) + 0.1
    assert words["single-shape-horizontal"] < min(words["single-shape-vertical"], words["many-shapes"])


def test_untrained_the_six_come_on_environmental_sounds_in_the_published_order():
    found = untrained_share("environmental sounds, by fold")
    published = sorted((name for name in PUBLISHED if name != MFCC), key=PUBLISHED.get)
    assert published == sorted(published, key=found.get)
    assert len(published) == 6


def test_two_of_the_five_steps_between_untrained_ways_are_too_small_to_tell():
    """Draws of weights are no pairs: Welch's test of two independent samples."""
    rows = [row for row in UNTRAINED if row["data"] == SETS["environmental sounds, by fold"]]
    draws = [[r["right"] for r in rows if r["features"] == name] for name in sorted(PUBLISHED, key=PUBLISHED.get)]
    steps = pairwise(own for own in draws if len(own) > 1)
    assert [ttest_ind(*step, equal_var=False).pvalue < 0.05 for step in steps].count(False) == 2


def test_untrained_none_beats_mfcc_on_digits_spoken_by_people():
    found = untrained_share("spoken digits, by speaker")
    assert max(found, key=found.get) == MFCC


@pytest.mark.parametrize("title", [*SETS, GTZAN])
def test_every_set_in_the_list_was_counted(title):
    shown = counted_shown(Counted(data=title), UNTRAINED)
    assert shown["chart"].figure["data"]


def test_published_squares_come_first_and_many_shapes_next():
    words = counted_shown(Counted(data=GTZAN), UNTRAINED)["words"]
    assert "small-rectangular 59.5%" in words
    assert "many-shapes 57%" in words


def test_rhythm_goes_to_horizontal_filters_instruments_to_both_and_the_middle_of_notes_to_vertical_ones():
    rhythms, instruments, middles = map(music, ("rhythms", "instruments", "instruments, middle of the note"))
    assert rhythms["horizontal"] > 0.95
    assert rhythms["vertical"] < 0.3
    assert instruments["vertical"] == instruments["horizontal"] == 1.0
    assert middles["vertical"] == middles["both"] == instruments["both"] == 1.0
    assert 1 - middles["horizontal"] == pytest.approx(1 / 8, abs=0.005)
    assert rhythms["vertical"] + 0.1 < rhythms["both"] < rhythms["horizontal"] - 0.1


def test_behind_vertical_filters_two_more_layers_name_three_in_four_rhythms_of_the_wood_and_hardly_more_of_the_others():
    flat, deep = (
        by_group(MUSIC, task="rhythms", depth=depth, value="unseen")["vertical"]
        for depth in ("one layer", "three layers")
    )
    assert deep["wood"] == pytest.approx(0.75, abs=0.005)
    assert max(deep[drum] - flat[drum] for drum in ("metal", "shaker", "skin")) < 0.06
    assert len(deep) == 4


def test_networks_of_a_depth_are_equally_large():
    for row in MUSIC:
        assert int(row["parameters"]) == pytest.approx(
            {"one layer": 4_000, "three layers": 15_000}[row["depth"]], rel=0.05
        )
    assert "1.00 ± 0.00" in music_shown(Music(task="instruments"), MUSIC)["words"]


def test_the_exercise_takes_a_known_sound_moved_by_little_and_nothing_else():
    solved = [n for n in range(0, 12) if lost(TimeShift(n_samples=n))[0]]
    assert solved
    assert 0 not in solved
    assert max(solved) <= 8
    assert not lost(TimeShift(name="yes", n_samples=solved[0]))[0]
    assert not lost(TimeShift(name=KNOWN, n_samples=100))[0]


def test_the_exercise_begins_with_a_sound_that_does_not_solve_it():
    assert not any(lost(TimeShift(name="samples/digits: digits/four-lee-1", n_samples=n))[0] for n in range(9))


@pytest.mark.skipif(not datasets.here("fsdd"), reason="the digits of real speakers are not here")
def test_no_network_of_the_race_names_even_30_in_100_digits_of_real_people_and_vertical_filters_23():
    right = {}
    for name, lane in LANES.items():
        answers, clips = evaluated(lane.run, REAL)
        right[name] = accuracy(answers, clips.labels)
    assert max(right.values()) < 0.3
    assert right["single-shape-vertical"] == pytest.approx(0.235, abs=0.015)


def test_with_as_many_parameters_squares_need_six_to_seven_times_what_vertical_filters_do():
    found = priced(CostsByLength(sizes=EQUAL))
    times = [ratios(found, seconds, 16)["single-shape-vertical"] for seconds in (1, 10, 60)]
    assert 6 < min(times) < max(times) < 7


def test_moved_by_a_stride_all_say_what_they_said():
    assert "Another answer than before: none" in time_shift_shown(TimeShift(n_samples=160))["words"]


def test_the_lesson_leads_on():
    text = (NOTEBOOKS / "06_paradigms.ipynb").read_text(encoding="utf-8")
    assert "(07_backends.ipynb)" in text
