"""The three questions at a lesson's end: what their answers claim, worked out by theory or by parts of the library."""

import math

import numpy as np
import pytest
import torch
from scipy.signal import get_window

from frontear import log_mel
from frontear.analysis.invariance import change
from frontear.dsp import noise, tone
from frontear.filterbanks import GaborFilterbank
from frontear.layers import PCEN, Decibel
from frontear.models.backends import BACKENDS
from frontear_widgets.audio.sounds import sound
from frontear_widgets.core.answers import told
from frontear_widgets.lessons.backends.recorded_backends import chosen, recorded
from frontear_widgets.lessons.compression.compressions import FRONTEND
from frontear_widgets.lessons.paradigms.filter_shapes import FirstLayer, body, layers

RATE = 16_000


def level_db(shape: str, seconds: float, hz: np.ndarray, rate: int = 4_000) -> np.ndarray:
    """What a window passes of a tone so far from the frequency that is asked for, over what it passes of it there."""
    taps = get_window(shape, round(seconds * rate))
    phases = np.exp(-2j * np.pi * np.outer(hz, np.arange(len(taps))) / rate)
    return 20 * np.log10(np.abs(phases @ taps) / taps.sum())


def dip(seconds: float, apart_hz: float) -> float:
    """The energy half-way between two equal tones over that at the tones, through a Hann window."""
    middle, tones = (
        sum(10 ** (level_db("hann", seconds, np.array([near]) - hz)[0] / 10) for hz in (0, apart_hz))
        for near in (apart_hz / 2, 0)
    )
    return middle / tones


@pytest.mark.parametrize("seconds", [0.1, 0.7, 5])
def test_two_notes_of_a_double_bass_need_a_hann_window_of_two_thirds_of_a_second(seconds):
    assert (dip(seconds, 3) < 0.5) == (seconds >= 2 / 3)  # 3 dB
    assert told("windowing.long_enough").right == "0.7 s"


@pytest.mark.parametrize("seconds", [0.025, 0.1])
def test_tones_part_when_they_lie_two_over_the_window_apart(seconds):
    assert dip(seconds, 2 / seconds) == pytest.approx(0.5, abs=0.01)
    assert dip(seconds, 1.6 / seconds) > 0.8
    assert 2 / seconds == {0.025: 80, 0.1: 20}[seconds]


def test_300_hz_beside_a_loud_tone_only_a_hann_window_lets_one_50_db_below_be_seen():
    near = np.linspace(290, 310, 81)
    highest = [level_db(shape, s, near).max() for shape, s in (("boxcar", 0.025), ("boxcar", 0.1), ("hann", 0.025))]
    assert [round(-level) for level in highest] == [27, 39, 62]


def test_a_whistle_at_11_khz_has_the_samples_of_one_at_5():
    whistle, alias = (tone(hz, sample_rate=RATE).double() for hz in (11_000, 5_000))
    assert min((whistle - sign * alias).abs().max() for sign in (1, -1)) < 1e-3
    assert told("windowing.above_half_the_rate").right == f"at {abs(11 - 16 * round(11 / 16))} kHz"


def test_the_matrix_of_a_mel_bank_makes_forty_numbers_of_257():
    seen = dict(log_mel().trace(torch.zeros(1, RATE)))
    assert (tuple(seen["spectrum"].shape[1:]), tuple(seen["mel"].shape[1:])) == ((257, 100), (40, 100))


def test_a_sound_turned_upside_down_is_the_same_to_a_mel_bank():
    sound = noise()[None]
    torch.testing.assert_close(log_mel()(-sound), log_mel()(sound))


@pytest.mark.parametrize(
    ("laid_out", "apart_hz"), [({}, 400), ({"scale": "linear", "low_hz": 5_000, "high_hz": 7_000}, 50)]
)
def test_near_6_khz_mel_filters_are_400_hz_apart_and_forty_within_2_khz_50(laid_out, apart_hz):
    center_hz = log_mel(**laid_out).spec.center_hz
    above = int((center_hz > 6_050).int().argmax())
    assert round((center_hz[above] - center_hz[above - 1]).item(), -1 if apart_hz == 50 else -2) == apart_hz


def test_two_squeaks_have_most_in_one_mel_filter_and_hardly_one_in_common_of_forty_within_2_khz():
    mel, own = (
        shares(log_mel(**laid_out)) for laid_out in ({}, {"scale": "linear", "low_hz": 5_000, "high_hz": 7_000})
    )
    assert mel.min(0).values.max() > 0.5
    assert own.min(0).values.sum() < 0.05


def shares(frontend):
    """How squeaks at 6.0 and 6.2 kHz fall on the filters, (2, filters), each of sum 1."""
    energy = frontend[:4](torch.stack([tone(6_000), tone(6_200)]))[..., 50]
    return energy / energy.sum(1, keepdim=True)


def test_20_db_are_4_6_in_natural_logarithms():
    assert math.log(10 ** (20 / 10)) == pytest.approx(4.6, abs=0.01)
    loud = noise(amplitude=0.3)[None]
    torch.testing.assert_close(log_mel()(loud) - log_mel()(loud / 10), torch.full((1, 40, 100), 4.6), atol=0.01, rtol=0)


def test_decibels_sink_with_their_floor_and_a_logarithm_has_one_that_stands_still():
    energy = FRONTEND[:4](sound("sentence").waveform[None])
    log, db = log_mel()[-1], Decibel(top_db=80)
    torch.testing.assert_close(db(energy) - db(energy / 1e3), torch.full_like(energy, 30.0), atol=0.01, rtol=0)
    assert change(db(energy / 1e3), db(energy)).item() == pytest.approx(1.21, abs=0.005)
    assert change(log(energy / 1e3), log(energy)).item() < 1


def test_a_fan_that_is_switched_on_begins_bright_and_is_then_even():
    energy = torch.cat([torch.full((1, 1, 100), 1e-3), torch.full((1, 1, 6_000), 10.0)], dim=-1)
    shown = PCEN(1)(energy)[0, 0, 100:]
    assert shown[0] > 5 * shown[-1]
    assert shown[1_000:].std() < 1e-3 < shown[-1]


def test_a_gabor_100_hz_wide_needs_15_ms_for_two_sigma_to_either_side():
    sigma = math.sqrt(2 * math.log(2)) / (math.pi * 100)
    assert (1e3 * sigma, 4e3 * sigma) == pytest.approx((3.7, 15), abs=0.06)
    for taps, width in ((RATE // 4 + 1, 100), (round(4 * sigma * RATE) | 1, 109)):
        bank = GaborFilterbank([1_000.0], [100.0], kernel_size=taps, sample_rate=RATE)
        gains = bank.frequency_response(RATE)[0].detach()[800:1_200]
        assert (gains >= gains.max() / 2).sum() == pytest.approx(width, abs=1)


def test_beats_of_200_hz_stand_still_in_100_frames_a_second_wherever_the_first_falls():
    times = torch.arange(100, dtype=torch.float64)[:, None] / 100 + torch.tensor([0.0, 0.0025])
    energy = sum(torch.exp(2j * torch.pi * hz * times) for hz in (1_000, 1_200)).abs().square()
    torch.testing.assert_close(energy, torch.tensor([4.0, 0.0], dtype=torch.float64).expand(100, 2))


def test_a_step_of_the_same_size_goes_2_pi_times_as_far_in_cycles():
    moved_hz = []
    for hz_in_unit in (RATE / (2 * math.pi), RATE):  # radians, cycles per sample
        center = torch.nn.Parameter(torch.tensor(1_000 / hz_in_unit, dtype=torch.float64))
        optimizer = torch.optim.Adam([center], lr=1e-4)
        (center * hz_in_unit - 1_200).square().backward()
        optimizer.step()
        moved_hz.append(center.item() * hz_in_unit - 1_000)
    assert moved_hz == pytest.approx([0.25, 1.6], abs=0.005)
    assert moved_hz[1] / moved_hz[0] == pytest.approx(2 * math.pi)


def test_three_hundredths_give_or_take_five_reach_from_minus_two_to_eight():
    reach = (0.03 - 0.05, 0.03 + 0.05)
    assert reach == pytest.approx((-0.02, 0.08))
    assert "−0.02 fits" in told("learning.three_hundredths").right


def test_three_layers_of_three_that_move_on_by_three_see_27_samples():
    samples = torch.zeros(1, 1, 243, requires_grad=True)
    seen = samples
    for _ in range(3):
        seen = torch.nn.functional.conv1d(seen, torch.ones(1, 1, 3), stride=3)
    seen[0, 0, 4].backward()
    assert str(int((samples.grad != 0).sum())) == told("paradigms.samples_seen").right


@pytest.mark.parametrize(("n_layers", "seen"), [(1, 3), (2, 15), (3, 51)])
def test_sample_level_sees_as_many_samples_as_the_rule_of_size_and_stride_says(n_layers, seen):
    settings = FirstLayer(paradigm="sample-level", sample_layers=n_layers)
    steps = layers(settings, body(settings).first_layer()).steps
    strides = [math.prod(stride for _, stride, _ in steps[:place]) for place in range(len(steps))]
    assert 1 + sum((size - 1) * below for (size, _, _), below in zip(steps, strides, strict=True)) == seen
    assert len(layers(settings, body(settings).first_layer()).heard(0)) == seen


def test_three_seconds_of_silence_quarter_a_mean_and_leave_a_maximum():
    word = torch.tensor([0.0, 0.4, 2.0, 0.8])
    heard = torch.cat([word, torch.zeros(3 * len(word))])
    assert word.mean() == pytest.approx(0.8)
    assert told("backends.mean_with_silence").right == f"{heard.mean():.1f} and {heard.max():.0f}"


@torch.no_grad()
def columns(name: str, *, behind: float) -> torch.Tensor:
    """What the back-end of a recorded model reads of the lesson's seven, (channels, frames)."""
    seven, model = chosen("samples/digits: digits/seven-m3-1"), recorded(name).model
    silent = torch.zeros(round(behind * seven.sample_rate))
    patterns, _ = model.feature_map(model.features(torch.cat([seven.waveform, silent])[None]))
    return patterns.mean(2)[0]


@pytest.mark.parametrize("name", ["max-pool", "max-mean"])
def test_three_seconds_of_silence_leave_the_maxima_of_real_channels_as_they_were(name):
    alone, followed = (columns(name, behind=seconds).amax(-1) for seconds in (0.0, 3.0))
    torch.testing.assert_close(alone, followed, atol=0.02, rtol=0)


def test_the_maxima_of_max_mean_are_four_times_as_large_as_its_means():
    word = columns("max-mean", behind=0.0)
    assert word.amax(-1).mean() / word.mean() == pytest.approx(4, abs=0.3)


@torch.no_grad()
@pytest.mark.parametrize("name", ["max-pool", "attention", "recurrent"])
def test_of_two_calls_that_differ_by_their_order_only_a_recurrent_back_end_knows(name):
    torch.manual_seed(0)
    backend = BACKENDS[name](8, 2).eval()
    call = torch.zeros(1, 8, 1, 10)
    call[..., 0], call[..., 9] = torch.randn(2, 1, 8, 1)
    differ = (backend(call) - backend(call.flip(-1))).abs().max()
    assert (differ > 1e-3) == (name == told("backends.two_calls").right)
