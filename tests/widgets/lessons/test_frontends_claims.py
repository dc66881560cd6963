"""What lesson 05 says of ten front-ends, held against what was measured."""

import re

import pytest

from frontear.analysis.confidence import mean
from frontear_widgets.core import answers
from frontear_widgets.lessons.learning.frontends_compared import SOUNDS, TESTS, WAYS
from frontear_widgets.lessons.shared.results import by_seed
from frontear_widgets.results import RESULTS, read

ROWS = read(RESULTS / "frontends.csv")
TOLD = answers.told("learning.over_log_mel").after
MEANS_OUT, SPREAD = "log-mel, means taken out", "leaf, constant start, filter rate × 30"


def runs(data, test="clean"):
    return by_seed([row for row in ROWS if row["data"] == data], of="way", value=test)


def over(data, way, base, test="clean"):
    found = runs(data, test)
    return mean([found[way][seed] - found[base][seed] for seed in found[base]])


def test_a_hundred_runs_came_to_an_end_five_for_each_front_end_and_data_set():
    assert len(ROWS) == 100
    assert all(set(runs(data)[way]) == set(range(5)) for data in SOUNDS.values() for way in WAYS)


def test_no_front_end_is_surely_better_than_log_mel_on_environmental_sounds_as_they_are():
    assert all(found.mean < found.half for way in WAYS[1:] if (found := over("esc10", way, "log-mel")))


@pytest.mark.parametrize(
    ("way", "told", "base", "base_told"),
    [
        ("leaf", "filters that may learn", "leaf, filters frozen", "frozen ones"),
        ("leaf, filter rate × 30", "the same, 30 times the rate", "leaf, filters frozen", "frozen ones"),
        ("leaf, constant start", "all filters start alike", "leaf", "the start of mel"),
        (SPREAD, "all start alike, 30 times the rate", "leaf, constant start", "the usual rate"),
    ],
)
def test_the_table_of_moving_filters_tells_differences_seed_by_seed_and_how_far_they_moved(way, told, base, base_told):
    worth = [str(over(data, way, base)) for data in SOUNDS.values()]
    moved = ", ".join(f"{mean(list(runs(data, 'drift')[way].values())).mean:.2f}" for data in SOUNDS.values())
    assert f"| {told} | {base_told} | {' | '.join(worth)} | {moved} |" in TOLD


@pytest.mark.parametrize("data", SOUNDS.values())
@pytest.mark.parametrize("way", ["leaf", "leaf, filter rate × 30"])
def test_whether_filters_that_may_learn_gain_anything_cannot_be_told(data, way):
    found = over(data, way, "leaf, filters frozen")
    assert abs(found.mean) < found.half


def test_on_sounds_the_interval_of_filters_that_may_learn_holds_0_by_little():
    found = over("esc10", "leaf", "leaf, filters frozen")
    assert f"{found.mean:.3f} ± {found.half:.3f}" in TOLD


def test_of_thirty_times_the_rate_the_difference_in_noise_is_told():
    found = over("fsdd", "leaf, filter rate × 30", "leaf, filters frozen", TESTS["noise at 0 dB"])
    assert f"gives {found} on digits" in TOLD


@pytest.mark.parametrize("data", SOUNDS.values())
def test_thirty_times_the_rate_moves_the_filters_ten_to_twelve_times_as_far(data):
    usual, fast = (mean(list(runs(data, "drift")[way].values())).mean for way in ("leaf", "leaf, filter rate × 30"))
    assert round(fast / usual) == {"fsdd": 10, "esc10": 12}[data]


@pytest.mark.parametrize("data", SOUNDS.values())
def test_filters_that_start_alike_stay_alike_and_lose_three_tenths(data):
    found = over(data, "leaf, constant start", "leaf")
    assert round(found.mean, 1) == -0.3
    assert found.mean + found.half < 0
    drift = {way: mean(list(runs(data, "drift")[way].values())).mean for way in ("leaf", "leaf, constant start")}
    assert drift["leaf, constant start"] == pytest.approx(drift["leaf"], abs=0.005)


def test_at_30_db_lower_mel_pcen_keeps_most_of_the_sounds_and_leaf_little():
    found = runs("esc10", TESTS["30 dB lower"])
    kept = {way: round(mean(list(each.values())).mean, 2) for way, each in found.items()}
    told = re.findall(r"\| ([^|]+) \| (0\.\d\d) \|\n", TOLD)
    names = ("mel-PCEN", MEANS_OUT, "SincNet, which ends in a normalisation", "log-mel", "LEAF: its floor again")
    ways = ("mel-pcen", MEANS_OUT, "sincnet", "log-mel", "leaf")
    assert told == [(name, str(kept[way])) for name, way in zip(names, ways, strict=True)]
    assert kept["mel-pcen"] == max(kept.values())


@pytest.mark.parametrize("data", SOUNDS.values())
def test_noise_takes_most_from_every_front_end_but_the_equal_start_and_none_is_surely_ahead_of_log_mel(data):
    clean, noisy = runs(data), runs(data, TESTS["noise at 0 dB"])
    trained = [way for way in WAYS if way != "leaf, constant start"]
    assert all(mean(list(noisy[way].values())).mean < mean(list(clean[way].values())).mean / 2 for way in trained)
    found = [over(data, way, "log-mel", TESTS["noise at 0 dB"]) for way in WAYS[1:]]
    assert all(each.mean < each.half for each in found)


def test_filters_that_start_alike_win_back_a_part_at_thirty_times_the_rate():
    won = [over(data, SPREAD, "leaf, constant start") for data in SOUNDS.values()]
    assert f"win back {won[0].mean:.2f} and {won[1].mean:.2f}" in TOLD
    for data, found in zip(SOUNDS.values(), won, strict=True):
        behind = over(data, SPREAD, "leaf")
        assert found.mean > found.half
        assert behind.mean + behind.half < 0


def test_without_means_sounds_as_they_are_lose_a_little_for_sure():
    found = over("esc10", MEANS_OUT, "log-mel")
    assert f"lose {-found.mean:.2f} ± {found.half:.2f}" in TOLD
    assert found.mean + found.half < 0


def test_speakers_of_digits_lie_two_to_three_tenths_apart_with_one_front_end_and_with_three_others_less_or_more():
    first_four = [[found[seed] for seed in range(4)] for found in map(runs("fsdd").get, WAYS)]
    apart = {way: max(found) - min(found) for way, found in zip(WAYS, first_four, strict=True)}
    assert [round(apart.pop(way), 3) for way in ("sincnet", "leaf, constant start")] == [0.085, 0.085]
    assert round(apart.pop(MEANS_OUT), 1) == 0.5
    assert {round(each, 1) for each in apart.values()} == {0.2, 0.3}


def test_on_digits_differences_to_log_mel_are_no_larger_than_their_intervals_but_for_three():
    told = {way: over("fsdd", way, "log-mel") for way in WAYS[1:]}
    equal = {"leaf, constant start", SPREAD}
    assert {way for way, found in told.items() if abs(found.mean) > 0.2} == equal
    assert {round(found.half, 1) for found in told.values()} == {0.1, 0.2, 0.3}
    assert {way for way, found in told.items() if abs(found.mean) > found.half} == {*equal, "sincnet"}
    assert str(told["sincnet"]) == "0.13 ± 0.12"
