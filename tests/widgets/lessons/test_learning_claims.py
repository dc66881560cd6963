"""What the words of lesson 05 claim, held against the recorded runs and what was counted."""

from base64 import b64decode
from math import pi
from statistics import fmean

import numpy as np
import pytest
import torch

from frontear import datasets
from frontear.analysis.confidence import mean
from frontear.filterbanks.response import bands
from frontear.frontends import leaf
from frontear.training.optimizers import parameter_groups
from frontear.training.scoring import accuracy
from frontear_widgets.lessons.learning.moving_filters import ways_told
from frontear_widgets.lessons.learning.replay import Replay, first_above
from frontear_widgets.lessons.shared.evaluation import REAL, evaluated, swept
from frontear_widgets.results import RESULTS, read
from frontear_widgets.training.run_charts import moved
from frontear_widgets.training.runs import DIGITS, FILES, HISSES, NOISY, RUMBLES, RUNS, unseen

ROWS = read(RESULTS / "learning.csv")


def right(task, way):
    return [row["unseen"] for row in ROWS if row["task"] == task and row["way"] == way]


@pytest.mark.parametrize("file", FILES.values())
def test_a_recorded_run_is_small(file):
    assert (RESULTS / file).stat().st_size < 300_000


def test_the_recorded_run_names_the_digits_of_unseen_voices_and_its_filters_hardly_move():
    run = RUNS[DIGITS]
    first, last = run.moments[0], run.moments[-1]
    assert run.unseen >= 0.85
    assert ((last.center_hz - first.center_hz).abs() / first.width_hz).mean() < 0.02
    voices = [{clip.group for clip in run.settings.clips(split)} for split in ("train", "test")]
    assert (len(voices[0]), len(voices[1]), voices[0] & voices[1]) == (19, 5, set())


def test_for_digits_frozen_filters_do_as_well_and_log_mel_better():
    frozen, moved = right("digits", "leaf, filters frozen"), right("digits", "leaf, filters at rate × 1")
    apart = mean([own - other for own, other in zip(moved, frozen, strict=True)])
    assert (len(frozen), abs(apart.mean) < apart.half) == (3, True)
    for seed, found in enumerate(right("digits", "log-mel")):
        assert found > max(frozen[seed], moved[seed])


@pytest.mark.parametrize("task", ["rumbles", "hisses"])
def test_where_filters_begin_deaf_only_those_that_move_far_learn(task):
    assert max(right(task, "leaf, filters frozen") + right(task, "leaf, filters at rate × 1")) <= 0.67  # 4 of 6
    assert fmean(right(task, "leaf, filters at rate × 1")) == 0.5
    assert fmean(right(task, "leaf, filters at rate × 100")) > 0.8


def test_at_a_hundred_times_the_rate_three_runs_of_five_hear_every_rumble_and_one_guesses():
    assert sorted(right("rumbles", "leaf, filters at rate × 100")) == [0.5, 0.83, 1, 1, 1]
    usual = [row["hz"] for row in ROWS if (row["task"], row["way"]) == ("rumbles", "leaf, filters at rate × 1")]
    assert (round(min(usual)), round(max(usual))) == (1, 3)
    widths = [row["widths"] for row in ROWS if (row["task"], row["way"]) == ("rumbles", "leaf, filters at rate × 1")]
    assert (len(widths), max(widths) < 0.01) == (5, True)


def test_no_sixteen_mel_filters_from_150_hz_hear_the_rumble_and_the_second_learned_one_comes_down_from_414_to_115_hz():
    assert fmean(right("rumbles", "log-mel")) == 0.5
    first, last = RUNS[RUMBLES].moments[0].center_hz, RUNS[RUMBLES].moments[-1].center_hz
    assert [[round(hz) for hz in centers[:2].tolist()] for centers in (first, last)] == [[273, 414], [275, 115]]
    assert ((last - first).abs() > 300).sum() >= 4
    assert RUNS[RUMBLES].unseen == 1


def test_a_step_of_leafs_rate_in_radians_crosses_a_width_in_290_to_2800_steps():
    width_hz = bands(leaf().filterbank, sample_rate=16_000).width_hz  # as they are used, cut to 401 taps
    steps = width_hz / (1e-4 * 16_000 / (2 * pi))
    assert (round(steps.min().item(), -1), round(steps.max().item(), -2)) == (290, 2_800)


def test_an_eighth_of_a_width_was_within_reach_of_the_digits_filters_and_they_went_a_tenth_of_that():
    run = RUNS[DIGITS]
    first, last, rate = run.moments[0], run.moments[-1], run.settings.data.sample_rate
    model = torch.nn.ModuleList([run.frontend_at(0).requires_grad_(True).filterbank])
    groups = parameter_groups(model, learning_rate=run.settings.fit.learning_rate)
    step_hz = next(group["lr"] for group in groups if group["name"] == "center_rad") * rate / (2 * pi)
    assert (run.n_steps, run.settings.fit.filter_rate) == (192, 1)
    reach_hz = sum(step_hz * (1 - n / 192) for n in range(192))  # falling evenly to none, always the same way
    assert (reach_hz / first.width_hz).mean().item() == pytest.approx(0.14, abs=0.005)
    went = [row["widths"] for row in ROWS if (row["task"], row["way"]) == ("digits", "leaf, filters at rate × 1")]
    assert (len(went), min(went), max(went)) == (3, 0.013, 0.016)
    assert ((last.center_hz - first.center_hz).abs() / first.width_hz).mean().item() == pytest.approx(0.013, abs=5e-4)


def test_from_a_bad_start_filters_stay_at_the_usual_rate_and_move_a_width_at_a_hundred_times_it():
    usual, fast = (
        [row["widths"] for row in ROWS if (row["task"], row["way"]) == ("hisses", f"leaf, filters at rate × {times}")]
        for times in (1, 100)
    )
    assert max(usual) < 0.01
    assert min(fast) > 0.99
    assert right("hisses", "leaf, filters at rate × 1") == [0.5] * 5
    assert right("hisses", "leaf, filters at rate × 100") == [1.0] * 5


def test_digits_filters_that_moved_a_fifth_of_a_width_name_no_more_than_frozen_ones():
    fast, frozen = right("digits", "leaf, filters at rate × 30"), right("digits", "leaf, filters frozen")
    assert str(mean([own - other for own, other in zip(fast, frozen, strict=True)])) == "−0.02 ± 0.05"
    moved = [row["widths"] for row in ROWS if (row["task"], row["way"]) == ("digits", "leaf, filters at rate × 30")]
    assert round(fmean(moved), 1) == 0.2


def test_the_exercise_is_solved_where_a_filter_first_listens_above_5_khz_and_nowhere_else():
    solved = [percent for percent in range(101) if first_above(Replay(run=HISSES, percent=percent))[0]]
    first = next(at for at, moment in enumerate(RUNS[HISSES].moments) if (moment.center_hz > 5_000).any())
    assert first in [round(percent / 100 * (len(RUNS[HISSES].moments) - 1)) for percent in solved]
    assert 1 <= len(solved) <= 4
    assert not first_above(Replay(run=DIGITS, percent=solved[0]))[0]


def test_noise_as_loud_as_the_voice_takes_most_of_the_digits():
    assert swept(RUNS[DIGITS], "noise", 0) < swept(RUNS[DIGITS], "noise", 40) / 2
    assert swept(RUNS[DIGITS], "noise", 0) > 0.1


def test_what_learned_in_noise_keeps_far_more_digits_in_noise_and_is_hardly_worse_in_silence():
    assert swept(RUNS[NOISY], "noise", 0) > 2 * swept(RUNS[DIGITS], "noise", 0)
    assert swept(RUNS[NOISY], "noise", 40) == pytest.approx(swept(RUNS[DIGITS], "noise", 40), abs=0.05)


def test_of_a_front_ends_slopes_the_filters_is_largest_in_radians_and_below_the_compressions_in_widths():
    run = RUNS[DIGITS]
    norms = [moment.gradients for moment in run.moments[1:]]
    slope = {name: fmean(norm[name] for norm in norms) for name in ("filterbank", "pooling", "compression")}
    assert slope["filterbank"] > max(slope["pooling"], slope["compression"])
    widths = run.settings.data.sample_rate / (2 * pi) / run.moments[0].width_hz  # in a radian per sample
    assert widths.median().item() == pytest.approx(10, abs=0.5)
    assert slope["filterbank"] / widths.min().item() < slope["compression"]  # even if all of it were of the widest


@pytest.mark.skipif(not datasets.here("fsdd"), reason="the digits of real speakers are not here")
def test_of_digits_that_real_people_say_it_names_28_in_100():
    answers, kept = evaluated(RUNS[DIGITS], REAL)
    assert accuracy(answers, kept.labels) == pytest.approx(0.285, abs=0.0051)  # give or take one of 200


@torch.no_grad()
def test_three_quarters_of_the_energies_lie_below_the_floor_and_nearly_all_30_db_down():
    run, kept = RUNS[DIGITS], unseen(RUNS[DIGITS])
    for gain, low, high in ((1.0, 0.74, 0.76), (10**-1.5, 0.95, 1.0)):
        energy = run.model.frontend[:3](kept.waveforms * gain)
        sound = (torch.arange(energy.shape[-1]) < kept.lengths[:, None] / 80)[:, None].expand_as(energy)
        assert low < (energy[sound] < 1e-5).float().mean() < high
    assert swept(run, "level", -30) < 0.3
    assert swept(run, "level", 30) < 0.7 < swept(run, "level", 0)


def test_the_table_has_a_row_for_each_way_and_a_number_for_each_seed():
    shown = ways_told([row for row in ROWS if row["task"] == "rumbles"])
    assert shown.count("<tr>") == 1 + 4
    assert "50%, 50%, 50%, 50%, 50%" in shown


def test_the_chart_of_what_has_moved_tells_the_way_of_every_filter():
    first, last = RUNS[RUMBLES].moments[0], RUNS[RUMBLES].moments[-1]
    drawn = moved(first, last).figure["data"][0]["y"]
    way = np.frombuffer(b64decode(drawn["bdata"]), dtype="<f4")
    assert way == pytest.approx((last.center_hz - first.center_hz).numpy(), abs=0.01)
    assert way[1] == pytest.approx(-300, abs=1)
