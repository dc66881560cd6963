"""What lesson 05 says of eight front-ends, held against what was measured."""

import pytest

from frontear.analysis.confidence import mean
from frontear_widgets.lessons.learning.frontends_compared import SOUNDS, TESTS, WAYS
from frontear_widgets.lessons.shared.results import by_seed
from frontear_widgets.results import RESULTS, read

ROWS = read(RESULTS / "frontends.csv")


def runs(data, test="clean"):
    return by_seed([row for row in ROWS if row["data"] == data], of="way", value=test)


def over(data, way, base, test="clean"):
    found = runs(data, test)
    return mean([found[way][seed] - found[base][seed] for seed in found[base]])


def test_eighty_runs_came_to_an_end_five_for_each_front_end_and_data_set():
    assert len(ROWS) == 80
    assert all(set(runs(data)[way]) == set(range(5)) for data in SOUNDS.values() for way in WAYS)


def test_no_front_end_is_surely_better_than_log_mel_on_environmental_sounds_as_they_are():
    assert all(found.mean < found.half for way in WAYS[1:] if (found := over("esc10", way, "log-mel")))


@pytest.mark.parametrize(("data", "difference", "half"), [("fsdd", 0.00, 0.02), ("esc10", -0.01, 0.01)])
def test_leaf_that_learns_its_filters_is_as_good_as_one_that_does_not(data, difference, half):
    found = over(data, "leaf, filters frozen", "leaf")
    assert (round(found.mean, 2), round(found.half, 2)) == (difference, half)


@pytest.mark.parametrize(("data", "difference"), [("fsdd", "0.02 ± 0.08"), ("esc10", "−0.02 ± 0.06")])
def test_whether_thirty_times_the_rate_changes_anything_cannot_be_told(data, difference):
    assert str(over(data, "leaf, filter rate × 30", "leaf, filters frozen")) == difference


@pytest.mark.parametrize("data", SOUNDS.values())
def test_thirty_times_the_rate_moves_the_filters_ten_times_as_far(data):
    drift = runs(data, "drift")
    ratio = mean(list(drift["leaf, filter rate × 30"].values())).mean / mean(list(drift["leaf"].values())).mean
    assert 8 < ratio < 13


@pytest.mark.parametrize("data", SOUNDS.values())
def test_filters_that_start_alike_stay_alike_and_lose_three_tenths(data):
    found = over(data, "leaf, constant start", "leaf")
    assert found.mean == pytest.approx(-0.3, abs=0.03)
    assert found.mean + found.half < 0
    drift = {way: mean(list(runs(data, "drift")[way].values())).mean for way in ("leaf", "leaf, constant start")}
    assert drift["leaf, constant start"] == pytest.approx(drift["leaf"], abs=0.005)
    assert round(drift["leaf"], 2) == {"fsdd": 0.03, "esc10": 0.02}[data]
    fast = mean(list(runs(data, "drift")["leaf, filter rate × 30"].values())).mean
    assert fast == pytest.approx(0.25, abs=0.05)


def test_at_30_db_lower_mel_pcen_keeps_most_of_the_sounds_and_leaf_little():
    found = runs("esc10", TESTS["30 dB lower"])
    kept = {way: round(mean(list(each.values())).mean, 2) for way, each in found.items()}
    assert [kept[way] for way in ("mel-pcen", "sincnet", "log-mel", "leaf")] == [0.58, 0.44, 0.26, 0.17]
    assert kept["mel-pcen"] == max(kept.values())


@pytest.mark.parametrize("data", SOUNDS.values())
def test_noise_takes_most_from_every_front_end(data):
    clean, noisy = runs(data), runs(data, TESTS["noise at 0 dB"])
    trained = [way for way in WAYS if way != "leaf, constant start"]
    assert all(mean(list(noisy[way].values())).mean < mean(list(clean[way].values())).mean / 2 for way in trained)
    found = [over(data, way, "log-mel", TESTS["noise at 0 dB"]) for way in WAYS[1:]]
    assert all(each.mean < each.half for each in found)


def test_with_one_front_end_but_sincnet_and_the_equal_start_speakers_of_digits_lie_two_to_three_tenths_apart():
    first_four = [[found[seed] for seed in range(4)] for found in map(runs("fsdd").get, WAYS)]
    apart = {way: max(found) - min(found) for way, found in zip(WAYS, first_four, strict=True)}
    assert [round(apart.pop(way), 3) for way in ("sincnet", "leaf, constant start")] == [0.085, 0.085]
    assert {round(each, 1) for each in apart.values()} == {0.2, 0.3}


def test_on_digits_differences_to_log_mel_are_no_larger_than_their_intervals_but_for_two():
    told = {way: over("fsdd", way, "log-mel") for way in WAYS[1:]}
    assert {way for way, found in told.items() if abs(found.mean) > found.half} == {"leaf, constant start", "sincnet"}
    assert str(told["sincnet"]) == "0.13 ± 0.12"
