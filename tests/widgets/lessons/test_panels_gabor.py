"""Lesson 04: its words held against the library."""

from dataclasses import replace
from math import log, pi, sqrt

import numpy as np
import pytest
import torch
from scipy.optimize import brentq

from frontear.data.clip import sample_names
from frontear.dsp.convolution import convolve
from frontear.dsp.signals import noise, tone
from frontear.dsp.spectrogram import stft
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.response import bands
from frontear.frontends import leaf
from frontear.models.classifier import n_parameters
from frontear_widgets.audio.sounds import sound
from frontear_widgets.lessons.mel_and_gabor import (
    correlation,
    gabor,
    late_frames,
    leaf_stages,
    pooling,
    porting_errors,
    truncation,
    two_banks,
    units,
)

RATE = 16_000


# ---- a tone under a bell


@pytest.mark.parametrize("kind", ["Gabor", *gabor.KINDS])
def test_every_kind_of_filter_has_gain_1_at_its_centre_and_a_half_half_a_width_away(kind):
    taps = gabor.taps_of(kind, 2_000, 400)
    gain = 10 ** (gabor.gain_db(taps, 16_000) / 20)  # one bin per Hz
    assert gain[2_000].item() == pytest.approx(1, abs=0.02)
    assert gain[[1_800, 2_200]].tolist() == pytest.approx([0.5, 0.5], abs=0.03)


def test_a_real_filter_passes_a_tone_at_its_centre_as_it_is():
    wave = tone(1_000)
    for kind in ("Gabor", *gabor.KINDS):
        heard = convolve(wave, gabor.real_taps(gabor.taps_of(kind, 1_000, 200)))
        assert (heard - wave)[4_000:-4_000].abs().max() < 0.01 * wave.abs().max()


def test_a_filter_by_fft_is_the_filter_of_the_library():
    waveform, bank = noise(), GaborFilterbank([1_000], [200], kernel_size=401, sample_rate=RATE)
    through = convolve(waveform, gabor.taps_of("Gabor", 1_000, 200))
    torch.testing.assert_close(through, bank(waveform[None])[0, 0].detach(), atol=1e-6, rtol=1e-5)


def test_where_the_triangle_ends_a_gabor_of_the_same_width_is_10_7_db_down():
    width_hz = 300.0
    base_hz = width_hz / 0.75  # the root of a triangle is over half in three quarters of its base
    gain_db = gabor.gain_db(gabor.taps_of("Gabor", 2_000, width_hz), 16_000)
    triangle_db = gabor.gain_db(gabor.taps_of("triangle", 2_000, width_hz), 2_048)
    assert gain_db[2_000 + round(base_hz / 2)].item() == pytest.approx(-10.7, abs=0.05)
    assert triangle_db[round((2_000 + base_hz / 2) * 2_048 / RATE) + 1].item() < -40


def test_nine_tenths_of_a_gabors_energy_last_3_3_deviations_of_its_square():
    sigma_ms = sqrt(2 * log(2)) / (pi * 200) * 1_000
    assert gabor.sigma_ms(200) == pytest.approx(sigma_ms)
    assert gabor.long_ms(gabor.taps_of("Gabor", 1_000, 200)) == pytest.approx(3.29 * sigma_ms / sqrt(2), abs=0.1)


@pytest.mark.parametrize("other", gabor.KINDS)
def test_no_filter_beside_a_gabor_of_its_width_is_briefer(other):
    lasting = [gabor.long_ms(gabor.real_taps(gabor.taps_of(kind, 2_000, 300))) for kind in ("Gabor", other)]
    assert lasting[0] <= lasting[1] + 0.1


def test_a_bin_of_an_stft_with_a_gaussian_window_is_a_gabor_filter():
    waveform, sigma, bin_number = noise()[None], 40.0, 64  # 64 of 512 is 2 kHz
    envelope = torch.exp(-0.5 * ((torch.arange(401) - 200) / sigma) ** 2) / (sqrt(2 * pi) * sigma)
    spectrum = stft(waveform, n_fft=512, win_length=401, hop_length=1, window=envelope)[0, bin_number]
    width_hz = sqrt(2 * log(2)) * RATE / (pi * sigma)
    bank = GaborFilterbank([2_000], [width_hz], kernel_size=401, sample_rate=RATE)
    torch.testing.assert_close(spectrum.abs(), bank(waveform)[0, 0].detach().abs(), atol=1e-5, rtol=1e-3)


def test_bands_are_played_as_loud_as_the_sound_all_by_one_gain_and_silence_stays_silent():
    clip, softer = sound("yes"), {"one": 0.4 * noise(), "other": 0.2 * noise()}
    heard, louder_db = gabor.as_loud(softer, clip)
    gains = [(played.waveform.abs().max() / softer[played.name].abs().max()).item() for played in heard]
    assert gains == pytest.approx([10 ** (louder_db / 20)] * 2, rel=1e-4)
    assert heard[0].waveform.abs().max() == pytest.approx(clip.waveform.abs().max().item(), rel=1e-4)
    silent = replace(clip, waveform=torch.zeros(100))
    assert gabor.as_loud({"one": torch.zeros(100)}, silent)[1] == 0


@pytest.mark.parametrize("kind", ["Gabor", *gabor.KINDS])
def test_every_filter_of_the_lesson_is_as_wide_as_its_slider_says_at_either_end(kind):
    for width_hz in (100, 2_000):
        gain = 10 ** (gabor.gain_db(gabor.taps_of(kind, 3_000, width_hz), 16_000) / 20)
        assert (gain > 0.5 * gain.max()).sum().item() == pytest.approx(width_hz, rel=0.07)


def test_a_gammatone_as_wide_as_a_gabor_reaches_further_in_frequency():
    far_db = [gabor.gain_db(gabor.taps_of(kind, 3_000, 200), 16_000)[3_400].item() for kind in ("Gabor", "gammatone")]
    assert far_db[1] > far_db[0] + 10


# ---- cut short


def test_a_filter_60_hz_wide_reaches_two_deviations_in_25_ms_and_grows_to_over_100_hz_in_12_ms():
    assert gabor.sigma_ms(60) == pytest.approx(6.2, abs=0.05)
    words = truncation.cut_shown(truncation.Cut())["words"]
    assert "reaches 2.00 σ" in words
    short = truncation.Cut(window_ms=12).envelope()
    assert truncation.cut_width_hz(truncation.Cut().envelope()) == pytest.approx(width_hz(99.94, 401), rel=1e-3)
    assert truncation.cut_width_hz(short) == pytest.approx(width_hz(99.94, 193), rel=1e-3)
    assert [round(width_hz(99.94, n_taps)) for n_taps in (401, 193)] == [66, 107]
    assert "16.3 dB below its peak" in truncation.cut_shown(truncation.Cut(window_ms=12))["words"]


def test_leaf_holds_sigma_within_1_50_to_150_3_samples_which_is_4000_to_39_9_hz():
    bank = leaf().filterbank
    ends = []
    for beyond in (0.0, 1e6):
        bank.sigma_samples.data.fill_(beyond)
        ends.append(bank.clamped("sigma_samples")[0].item())
    assert ends == pytest.approx([1.50, 150.3], abs=0.05)
    widths_hz = [gabor.HALF * RATE / (pi * sigma) for sigma in ends]
    assert widths_hz == pytest.approx([4_000, 39.9], rel=1e-3)
    assert 200 / ends[1] == pytest.approx(1.33, abs=0.005)


def test_as_they_are_used_cut_to_401_taps_the_filters_of_leaf_are_4000_to_55_2_hz_wide():
    bank = leaf().filterbank
    assert width_hz(150.287, 401) == pytest.approx(55.2, abs=0.05)
    for beyond, expected_hz in ((0.0, 4_000), (1e6, 55.2)):
        bank.sigma_samples.data.fill_(beyond)
        assert bands(bank, sample_rate=RATE).width_hz[30].item() == pytest.approx(expected_hz, rel=2e-3)
    assert "150.3 samples: a filter 55.2 Hz wide" in truncation.cut_shown(truncation.Cut())["words"]


def width_hz(sigma, n_taps):
    """Where the sum of a cut Gaussian against a wave is half of what it is at its centre, twice, by bisection."""
    time = np.arange(n_taps) - n_taps // 2
    taps = np.exp(-0.5 * (time / sigma) ** 2)
    half = brentq(lambda hz: (taps * np.cos(2 * pi * hz / RATE * time)).sum() - taps.sum() / 2, 0, 1.5 * RATE / n_taps)
    return 2 * half


@pytest.mark.parametrize("n_taps", [101, 401, 1_601])
def test_the_longest_filter_of_any_kernel_is_1_4_times_as_wide_as_uncut(n_taps):
    taps = truncation.envelope(RATE / n_taps, n_taps)
    assert truncation.cut_width_hz(taps) / (RATE / n_taps) == pytest.approx(1.384, abs=0.002)


def test_the_width_told_of_a_band_is_that_of_the_filter_as_it_is_used():
    assert "Filter 1: 106 Hz, 74 Hz wide" in pooling.pooled_shown(pooling.Pooled(number=1))["words"]
    assert pooling.leaf_start()[1][0].item() == pytest.approx(71.2, abs=0.1)  # before it is cut


def test_a_long_window_cuts_nothing_and_a_short_one_is_a_rectangle():
    whole, cut = truncation.Cut(width_hz=200, window_ms=25), truncation.Cut(width_hz=20, window_ms=2)
    assert truncation.cut_width_hz(whole.envelope()) == pytest.approx(200, abs=1)
    assert "has no side lobes" in truncation.cut_shown(whole)["words"]
    assert truncation.side_lobe_level(cut.envelope()) == pytest.approx(-13.3, abs=0.3)


def test_the_exercise_of_lesson_04_fails_as_it_starts_and_for_its_hint_and_has_a_solution():
    start = truncation.LetOneThrough()
    assert not truncation.lets_one_through(start)[0]
    assert not truncation.lets_one_through(replace(start, center_hz=1_000, width_hz=300, window_ms=10))[0]
    solved, sentence = truncation.lets_one_through(replace(start, center_hz=970, width_hz=230, window_ms=7))
    assert solved, sentence


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({}, "too loud"),
        ({"center_hz": 800, "width_hz": 200}, "loses more than 1 dB"),
        ({"center_hz": 970, "width_hz": 230, "window_ms": 25}, "longer than 7 ms"),
        ({"center_hz": 970, "width_hz": 230, "window_ms": 4}, "dB"),
    ],
)
def test_the_exercise_of_lesson_04_says_what_is_missing(settings, word):
    solved, sentence = truncation.lets_one_through(truncation.LetOneThrough(**settings))
    assert not solved
    assert word in sentence


# ---- both banks


def apart_db(**settings):
    return two_banks.difference_db(*two_banks.levels_db(two_banks.TwoBanks(**settings))).abs().median().item()


def test_mel_and_gabor_are_half_a_decibel_apart_on_speech_and_half_of_that_when_pooled_as_mel_is():
    assert apart_db(name="sentence") == pytest.approx(0.5, abs=0.1)
    assert apart_db(name="sentence", pooling=0.28) < 0.55 * apart_db(name="sentence")


def test_on_the_clock_pooling_is_most_of_the_difference():
    assert apart_db(name="clock") == pytest.approx(2.4, abs=0.05)
    assert apart_db(name="clock", pooling=0.28) == pytest.approx(0.9, abs=0.05)


def test_a_squared_hann_window_is_as_wide_as_a_pooling_of_0_28_and_leafs_is_wider():
    hann = torch.hann_window(400).square()
    assert deviation(hann) == pytest.approx(57, abs=0.5)
    for width, samples in ((0.28, 56), (0.4, 76)):
        taps = two_banks.TwoBanks(n_filters=8, pooling=width).smoothing().impulse_responses()[0].detach()
        assert deviation(taps) == pytest.approx(samples, abs=0.5)


def deviation(weights):
    place = torch.arange(len(weights)) - len(weights) // 2
    return ((weights * place.square()).sum() / weights.sum()).sqrt().item()


def test_levels_of_both_banks_are_counted_over_white_noise(monkeypatch):
    hiss = replace(sound("yes"), waveform=noise(seconds=2, amplitude=1.0))
    monkeypatch.setattr(two_banks, "sound", lambda name: hiss)
    for level_db in two_banks.levels_db(two_banks.TwoBanks()):
        assert 10 * torch.log10((10 ** (level_db / 10)).mean()).item() == pytest.approx(0, abs=0.1)


def test_subbands_by_fft_are_those_of_the_bank():
    waveform = noise()[None]
    for settings in (two_banks.TwoBanks(n_filters=8), two_banks.TwoBanks(n_filters=8, width=1.5)):
        expected = settings.bank()(waveform)
        torch.testing.assert_close(
            convolve(waveform[:, None], settings.bank().impulse_responses()), expected, atol=1e-6, rtol=1e-4
        )


def test_triangles_add_up_to_1_and_forty_gabors_to_a_little_more_without_a_gap():
    settings, n_fft = two_banks.TwoBanks(), 65_536
    hz, (center_hz, _) = torch.arange(n_fft // 2 + 1) * RATE / n_fft, pooling.leaf_start()
    between = (hz >= center_hz[0]) & (hz <= center_hz[-1])
    triangles = settings.matrix(n_fft).sum(0)[between]
    torch.testing.assert_close(triangles, torch.ones_like(triangles), atol=1e-4, rtol=0)
    gabors = two_banks.coverage(settings.bank(), n_fft=n_fft)[between]
    assert [round(end.item(), 2) for end in gabors.aminmax()] == [1.07, 1.17]


def test_gabors_narrower_than_leaf_lets_them_be_are_refused_with_what_is_allowed():
    with pytest.raises(
        ValueError, match=r"filters 24 to 251 Hz wide, .*cut to 401 taps, are not allowed: 39.9 to 4000"
    ):
        two_banks.TwoBanks(n_filters=64, width=0.55).bank()


# ---- pooling


def test_filter_28_of_leaf_is_349_hz_wide_at_3253_hz():
    assert [hz[27].item() for hz in pooling.leaf_start()] == pytest.approx([3_253, 349], abs=0.5)


def test_over_the_whole_sentence_69_per_cent_of_the_ups_and_downs_are_too_fast_for_frames():
    energy = pooling.band_energy(sound("sentence").waveform, *(hz[27].item() for hz in pooling.leaf_start()))
    hann = np.hanning(len(energy) + 1)[:-1]
    power = np.abs(np.fft.rfft((energy.numpy() - np.average(energy, weights=hann)) * hann)) ** 2
    hz = np.fft.rfftfreq(len(energy), 1 / RATE)
    assert power[hz >= 50].sum() / power.sum() == pytest.approx(0.69, abs=0.005)
    assert pooling.folded(energy, 160) == pytest.approx(0.69, abs=0.01)


def test_the_band_of_the_sentence_swings_100_times_a_second_and_85_per_cent_of_it_is_too_fast_for_frames():
    words = pooling.pooled_shown(pooling.Pooled())["words"]
    assert "<b>85%</b> of their power before" in words
    energy = pooling.band_energy(sound("sentence").waveform, 3_253, 349)
    loud = int(energy.argmax())
    strength = pooling.fluctuation(energy[loud - 2_000 : loud + 2_000])
    hz = torch.arange(len(strength)) * RATE / pooling.N_FFT
    strength[hz < 40] = 0
    assert hz[strength.argmax()].item() == pytest.approx(100, abs=10)


def test_two_tones_beat_as_fast_as_they_lie_apart_and_one_alone_is_steady():
    waves = {"one": tone(3_250), "two": tone(3_200) + tone(3_300)}
    energy = {name: pooling.band_energy(wave, 3_253, 349)[4_000:12_000] for name, wave in waves.items()}
    assert energy["one"].std() < 1e-3 * energy["one"].mean()
    assert fastest_hz(energy["two"]) == pytest.approx(100, abs=1)


def test_the_square_of_a_real_wave_swings_at_twice_its_frequency():
    real = convolve(tone(1_000), gabor.taps_of("sinc", 1_000, 200))
    assert fastest_hz(real.square()[4_000:12_000]) == pytest.approx(2_000, abs=2)


def fastest_hz(energy):
    return pooling.fluctuation(energy).argmax().item() * RATE / pooling.N_FFT


def test_pooling_takes_out_what_frames_cannot_follow():
    energy = pooling.band_energy(tone(3_200) + tone(3_300), 3_253, 349)
    smooth = convolve(energy, pooling.Pooled().low_pass())
    before, after = (pooling.folded(values[4_000:12_000], 160) for values in (energy, smooth))
    assert before > 0.95
    swing = smooth[4_000:12_000].std() / energy[4_000:12_000].std()
    gaussian = torch.exp(-0.5 * (2 * torch.tensor(pi) * 100 * 80 / RATE) ** 2)  # its gain at 100 Hz, if it were not cut
    assert swing.item() == pytest.approx(gaussian.item(), abs=0.01)
    assert after <= before


# ---- convolution and correlation


def differences(kind, name="yes"):
    settings = correlation.Flipped(kind=kind)
    ways = correlation.three_ways(settings.taps(), sound(name).waveform)
    return {
        way: (
            correlation.apart(ways[way], ways["convolved"]),
            correlation.apart(ways[way].abs().square(), ways["convolved"].abs().square()),
        )
        for way in ("conv1d", "correlated")
    }


def test_a_gabor_that_is_not_flipped_gives_the_conjugate_and_the_same_energy():
    found = differences("Gabor")
    assert found["conv1d"][0] > 1.5
    assert found["conv1d"][1] < 1e-4
    assert found["correlated"][0] < 1e-4


def test_a_gammatone_that_is_not_flipped_is_off_by_a_third_on_the_clock():
    assert differences("gammatone", "clock")["conv1d"][1] == pytest.approx(1 / 3, abs=0.02)


def test_conv1d_is_correlation():
    taps, waveform = gabor.taps_of("sinc", 1_000, 200), sound("yes").waveform
    plain = torch.nn.functional.conv1d(waveform[None, None], taps[None, None], padding="same")[0, 0]
    torch.testing.assert_close(plain, correlation.three_ways(taps, waveform)["conv1d"], atol=1e-6, rtol=1e-4)


# ---- copies


@pytest.mark.parametrize(("rate", "moved_hz"), [(1e-4, [1.6, 0.25, 0.0001]), (1e-3, [16, 2.5, 0.001])])
def test_one_step_of_adam_is_as_long_as_its_rate_in_whatever_unit(rate, moved_hz):
    way = units.way_hz("Adam", rate, 1_200)
    assert (way[:, 1] - way[:, 0]).tolist() == pytest.approx(moved_hz, rel=0.02)


def test_every_unit_has_a_rate_at_which_the_centre_gets_there_and_no_rate_suits_all_three():
    arrived = [(units.way_hz("Adam", 10.0**power, 1_200)[:, -1] - 1_200).abs() < 1 for power in range(-5, 2)]
    arrived = torch.stack(arrived)
    assert arrived.any(dim=0).all()
    assert not arrived.all(dim=1).any()


def test_a_centre_stays_between_0_hz_and_half_the_sample_rate():
    for rule in units.RULES:
        way = units.way_hz(rule, 10.0, 2_000)
        assert 0 <= way.min() <= way.max() <= RATE / 2


def test_the_first_step_of_rmsprop_is_ten_times_as_long():
    way = units.way_hz("RMSprop", 1e-3, 2_000)
    assert (way[:, 1] - way[:, 0]).tolist() == pytest.approx([160, 25.5, 0.01], rel=0.01)


@torch.no_grad()
def test_a_bias_of_1_flattens_the_features_of_noise():
    energy = leaf()[:3](noise(amplitude=0.1)[None])
    assert porting_errors.features(energy).std().item() == pytest.approx(0.14, abs=0.005)
    assert porting_errors.features(energy, bias=1.0).std().item() == pytest.approx(0.003, abs=0.0005)


@torch.no_grad()
def test_a_bias_of_1_flattens_a_soft_sentence_and_below_55_db_the_published_features_are_flat_too():
    energy = porting_errors.energies("sentence")
    soft, softer, softest = (energy * 10 ** (level_db / 10) for level_db in (-20, -50, -55))
    assert porting_errors.features(soft).std().item() == pytest.approx(0.32, abs=0.005)
    assert porting_errors.features(soft, bias=1.0).std().item() == pytest.approx(0.0003, abs=0.00003)
    assert porting_errors.features(softer).std() > 1e-3
    assert porting_errors.features(softest).std() < porting_errors.NOTHING


def test_a_learned_bias_makes_320_numbers_of_280():
    filters = leaf()
    assert n_parameters(filters) == 280
    assert n_parameters(porting_errors.BiasedPooling(filters.pooling)) - n_parameters(filters.pooling) == 40


def test_fewer_than_one_pooled_energy_in_a_hundred_reaches_1_in_our_sounds():
    for name in [name for name in sample_names() if "/" not in name][:9]:
        assert (porting_errors.energies(name) >= 1).float().mean() < 0.01


def test_below_the_floor_all_features_of_a_filter_are_the_same():
    silent = porting_errors.features(torch.full((1, 40, 50), 1e-6) * torch.rand(1, 40, 50))
    assert silent.std(dim=2).max() < 1e-6


@torch.no_grad()
def test_a_shared_pcen_changes_the_second_front_end_and_one_of_its_own_does_not():
    untouched = porting_errors.features(porting_errors.energies("sentence"))
    moved = [
        (porting_errors.second_after_first(porting_errors.Shared(shared=on)) - untouched).abs().max()
        for on in (True, False)
    ]
    assert moved[0] > 0.1
    assert moved[1] < 1e-6


def test_a_pooling_padded_by_200_gives_as_many_frames_80_samples_late():
    own, ported = late_frames.padded_both(late_frames.LateFrames())
    assert len(own) == len(ported) == 100
    assert (late_frames.middle(ported) - late_frames.middle(own)) * 160 == pytest.approx(80, abs=0.5)
    assert late_frames.middle(own) == pytest.approx(8_000 / 160 - 0.5, abs=0.01)  # the click, counted in middles


# ---- LEAF, stage by stage


@pytest.mark.parametrize(
    ("stage", "shape"),
    [("filterbank", (40, 320)), ("energy", (40, 1_000)), ("pooling", (40, 100)), ("compression", (40, 100))],
)
def test_each_stage_of_leaf_has_a_picture(stage, shape):
    assert leaf_stages.leaf_stages_shown(leaf_stages.LeafStages(stage=stage))["picture"].values.shape == shape


def test_the_table_of_stages_gives_shapes_and_learned_numbers():
    shapes = leaf_stages.leaf_stages_shown(leaf_stages.LeafStages())["shapes"].replace("\N{NO-BREAK SPACE}", " ")
    for words in ("1 × 40 × 16000</td><td>80<", "1 × 40 × 100</td><td>40<", "<td>160<", "280 numbers are learned"):
        assert words in shapes
