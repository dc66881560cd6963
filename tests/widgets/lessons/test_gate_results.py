"""What the recorded tables of the gates say is what we say of them."""

from itertools import product
from math import inf
from statistics import mean

import pytest
from scipy import stats

from frontear.analysis import confidence
from frontear_widgets.lessons.gate.measured import MEASURES, NOISES, SNRS_DB, WHO, Measured, found, measured_shown
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


RIVALS = {name: f"{name}, 50 ms ahead" for name in ("RNNoise", "silero", "webrtcvad")}
OURS, FLOOR = "ships with the library", "level over an adaptive floor"


def beside(**settings):
    """The mean over seeds by gate, at each SNR, as the lesson shows it."""
    return {name: [means[snr_db].mean for snr_db in SNRS_DB] for name, means in found(Measured(**settings)).items()}


def test_the_chart_shows_what_the_tables_say():
    rows = [row for row in read(RESULTS / "gate.csv") if row["gate"] == "RNNoise up to 50 ms ahead"]
    assert beside()[RIVALS["RNNoise"]] == [row["f1"] for row in rows if row["noises"] == "unseen"]
    of_shipped = [row["f1"] for row in SHIPPED if (row["noises"], row["snr_db"]) == ("seen", 5)]
    assert beside(noises="seen")[OURS][1] == pytest.approx(mean(of_shipped))


@pytest.mark.parametrize("noises", NOISES.values())
def test_networks_that_learned_are_far_ahead_of_levels_and_simple_statistics(noises):
    f1s = beside(noises=noises)
    for at in range(len(SNRS_DB)):
        learned = min(f1s[name][at] for name in (OURS, RIVALS["RNNoise"], RIVALS["silero"]))
        assert learned > max(f1s[name][at] for name in (RIVALS["webrtcvad"], FLOOR)) + 0.15


def test_rnnoise_is_ahead_of_the_gate_that_ships_in_noises_of_kinds_never_heard():
    f1s = beside()
    assert all(theirs > ours for theirs, ours in zip(f1s[RIVALS["RNNoise"]], f1s[OURS], strict=True))


def test_rnnoise_does_as_well_without_hearing_50_ms_ahead():
    early, late = beside()[RIVALS["RNNoise"]], beside(who="the same, nobody 50 ms ahead")["RNNoise"]
    assert all(within > before - 0.01 for before, within in zip(early, late, strict=True))


def test_silero_has_nearly_the_f1_of_the_gate_that_ships_opens_falsely_less_often_and_misses_more_words():
    """In noises of kinds never heard, in the mean of the SNRs, by the threshold that is best on validation."""
    who = "the same, nobody 50 ms ahead"
    f1s, openings, missed = (beside(who=who, measure=name) for name in ("f1", "false_openings", "words_missed"))
    assert mean(f1s["silero"]) == pytest.approx(mean(f1s[OURS]), abs=0.02)
    assert mean(openings["silero"]) < mean(openings[OURS]) / 2
    assert mean(missed["silero"]) > 2 * mean(missed[OURS])


def by_seed(name):
    """The mean over SNRs of F1 in noises of kinds never heard."""
    rows = [
        row for row in read(RESULTS / "gate.csv") if row["noises"] == "unseen" and row["gate"].startswith(f"{name}, ")
    ]
    return [mean(row["f1"] for row in rows if row["gate"] == f"{name}, seed {seed}") for seed in range(5)]


def test_a_minute_of_learning_is_a_tenth_over_the_best_threshold_of_each_mixture():
    (classical,) = {mean(beside(who="what one minute of learning gives")["classical, best threshold"])}
    assert round(classical, 2) == 0.76
    told = confidence.mean(by_seed("learned 750"))
    assert (round(told.mean, 2), round(told.half, 2)) == (0.87, 0.01)
    assert told.low > classical + 0.1


def test_the_spectrum_alone_is_over_the_waveform_alone_and_over_both():
    spectrum, waveform, both = map(by_seed, ("learned 750", "waveform alone 750", "waveform and spectrum 750"))
    assert [round(mean(each), 2) for each in (waveform, both)] == [0.82, 0.85]
    for other, said in ((waveform, (0.05, 0.02)), (both, (0.03, 0.01))):
        over = confidence.mean([one - two for one, two in zip(spectrum, other, strict=True)])
        assert (round(over.mean, 2), round(over.half, 2)) == said
        assert over.low > 0


@pytest.mark.parametrize(("who", "noises", "measure"), [*product(WHO, NOISES.values(), MEASURES)])
def test_every_measure_is_drawn_and_told_for_all_that_was_measured(who, noises, measure):
    settings = Measured(who=who, noises=noises, measure=measure)
    drawn, names = measured_shown(settings), list(found(settings))
    assert [curve["name"] for curve in drawn["chart"].figure["data"]] == names
    assert all(f"{name}<" in drawn["table"] for name in names)
    assert all(f"{name}" in drawn["table"] for name in WHO[who])  # what is missing is named


def test_an_interval_is_that_of_the_mean_over_seeds_and_one_seed_has_none():
    by_seed = [row["f1"] for row in SHIPPED if (row["noises"], row["snr_db"]) == ("unseen", 0)]
    found_here = found(Measured())
    ends = stats.t.interval(0.95, len(by_seed) - 1, loc=mean(by_seed), scale=stats.sem(by_seed))
    assert (found_here[OURS][0].low, found_here[OURS][0].high) == pytest.approx(ends)
    assert found_here["always open"][0].half == inf
    assert "always open</th><td>0.40</td>" in measured_shown(Measured())["table"]
