"""What the exercises in code and on paper say, held against what the library and scipy compute."""

import pytest
import torch
from scipy import stats
from sklearn.metrics import f1_score
from torch import nn

from frontear.analysis.confidence import mean
from frontear.analysis.receptive_fields import receptive_field
from frontear.dsp.scales import SCALES, spaced
from frontear.dsp.spectrogram import bin_hz
from frontear.dsp.windows import overlap_add_flatness, window
from frontear.filterbanks.gabor import GaborFilterbank
from frontear.filterbanks.mel import mel_matrix
from frontear.layers.compression import PCEN
from frontear.models.backends import Attention
from frontear_widgets.lessons.exercises import (
    backends,
    compression,
    filtering,
    learning,
    mel_and_gabor,
    paradigms,
    speech,
    windowing,
)
from frontear_widgets.lessons.windowing.sampling import alias_hz


def told(module) -> float:
    return module.on_paper.answer


def test_the_sum_of_windows_is_flat_at_a_half_and_a_quarter_and_varies_by_0_8_db_at_160_of_400():
    ripple_db = [overlap_add_flatness(window("hann", 400), hop_length=hop) for hop in (200, 100, 160)]
    assert ripple_db == pytest.approx([0, 0, 0.8], abs=0.05)


def test_a_bat_at_45_khz_comes_out_at_13():
    assert alias_hz(45_000, 32_000) == pytest.approx(1_000 * told(windowing))


def test_mel_filters_add_up_to_1_between_the_first_centre_and_the_last():
    centers_hz = spaced("mel-htk", 42, low_hz=60, high_hz=7_800)[[1, -2]]
    between = (bin_hz(512, sample_rate=16_000) >= centers_hz[0]) & (bin_hz(512, sample_rate=16_000) <= centers_hz[1])
    added = mel_matrix(scale="mel-htk", norm=None, low_hz=60, high_hz=7_800).sum(0)[between]
    torch.testing.assert_close(added, torch.ones(len(added)))


def test_at_2100_hz_there_are_twice_as_many_mel_as_at_700():
    low, high = SCALES["mel-htk"].from_hz(torch.tensor([700.0, told(filtering)])).tolist()
    assert [low, high] == pytest.approx([781.2, 2 * low], abs=0.1)


@torch.no_grad()
def test_pcen_of_energy_that_begins_is_4_then_2_5_and_in_the_end_1():
    pcen = PCEN(1, smooth=0.2, alpha=1, delta=1, root=1)(torch.tensor([1.0] * 5 + [16.0] * 60)[None, None])[0, 0]
    assert pcen[[4, 5, 6, -1]].tolist() == pytest.approx([1, 4, told(compression), 1], rel=1e-3)


@torch.no_grad()
def test_with_an_alpha_of_1_a_gain_changes_nothing():
    energy = torch.rand(1, 3, 20, generator=torch.Generator().manual_seed(0)) + 0.1
    pcen = PCEN(3, alpha=1)
    torch.testing.assert_close(pcen(1_000 * energy), pcen(energy))


@torch.no_grad()
def test_a_gabor_filter_is_24_db_down_a_whole_width_away_and_its_taps_without_the_wave_add_up_to_1():
    bank = GaborFilterbank([1_000.0], [200.0], kernel_size=1_601, sample_rate=16_000)
    at_centre, width_away = bank.frequency_response(16_000)[0, [1_000, 1_200]]
    assert -20 * torch.log10(width_away / at_centre).item() == pytest.approx(told(mel_and_gabor), abs=0.05)
    assert bank.impulse_responses().abs().sum().item() == pytest.approx(1, abs=1e-4)


def test_the_difference_of_three_seeds_is_3_give_or_take_2_48_and_not_paired_22():
    ours, theirs = [82, 74, 93], [80, 70, 90]
    paired = mean([one - other for one, other in zip(ours, theirs, strict=True)])
    assert [paired.mean, paired.half] == pytest.approx([3, told(learning)], abs=0.005)
    apart = stats.ttest_ind(ours, theirs).confidence_interval(0.95)
    assert (apart.high - apart.low) / 2 == pytest.approx(22, abs=0.5)


def stack(layers: list[tuple[int, int]]) -> nn.Sequential:
    return nn.Sequential(*(nn.Conv1d(1, 1, size, stride) for size, stride in layers))


@pytest.mark.parametrize("case", paradigms.check.cases(), ids=lambda case: case.said)
def test_the_receptive_fields_asked_for_are_those_of_real_layers(case):
    assert tuple(receptive_field(stack(*case.arguments), n_filters=1).__dict__.values()) == case.wanted


def test_three_layers_of_3_with_a_maximum_of_2_behind_each_see_22_frames():
    layers = [layer for _ in range(3) for layer in (nn.Conv1d(1, 1, 3, padding=1), nn.MaxPool1d(2))]
    seen = receptive_field(nn.Sequential(*layers), n_filters=1)
    assert (seen.length, seen.stride) == (told(paradigms), 8)


@torch.no_grad()
def test_attention_makes_8_of_the_two_frames_and_6_4_if_it_attends_to_padding():
    attention = Attention(2, 2)
    attention.energy.weight[:], attention.energy.bias[:] = torch.tensor([0.0, 1.0]), 0
    patterns = torch.tensor([[[2.0, 10.0, 0.0], [0.0, torch.tensor(3.0).log(), 0.0]]])
    sounding = torch.tensor([[True, True, False]])
    assert attention.pool(patterns, sounding)[0, 0].item() == pytest.approx(told(backends))
    assert attention.pool(patterns, None)[0, 0].item() == pytest.approx(6.4)


@pytest.mark.parametrize("case", speech.check.cases(), ids=lambda case: case.said)
def test_the_best_threshold_is_the_one_where_sklearn_counts_the_highest_weighted_f1(case):
    probabilities, truth, thresholds = case.arguments
    f1s = [f1_score(truth, probabilities > threshold, average="weighted") for threshold in thresholds]
    assert case.wanted == pytest.approx((thresholds[f1s.index(max(f1s))].item(), max(f1s)))
    assert sorted(f1s)[-2] < max(f1s) - 0.01, "which is best must not hang on rounding"


def test_three_barks_of_six_found_and_one_of_19_taken_have_a_weighted_f1_of_083():
    truth, said = torch.arange(25) < 6, (torch.arange(25) < 3) | (torch.arange(25) == 24)
    f1s = {name: f1_score(truth, said, average=name) for name in ("weighted", "macro", "micro", "binary")}
    assert f1s["weighted"] == pytest.approx(told(speech))
    assert [f1s["binary"], f1s["macro"], f1s["micro"]] == pytest.approx([0.6, 0.75, 0.84])
    assert f1_score(~truth, ~said) == pytest.approx(0.9)
    exchanged = (19 * 0.6 + 6 * 0.9) / 25
    assert sorted(speech.on_paper.faults) == pytest.approx([0.6, exchanged, 0.75, 0.84, 0.9])
