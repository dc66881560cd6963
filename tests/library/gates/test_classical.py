import pickle
from math import exp, inf, log10, nan
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.signal import lfilter

from frontear.dsp.processor import in_blocks
from frontear.dsp.signals import noise, tone
from frontear.gates import Gate
from frontear.gates.detectors import band_pass

REFERENCE = np.load(Path(__file__).parents[2] / "data" / "gate_reference.npz")
SETTINGS = [
    {"threshold_db": -20, "hold_ms": 3, "release_ms": 4},
    {"detector": "rms", "ramp": "db", "threshold_db": -30},
    {"key_hz": 1_000.0, "key_q": 3.0, "look_ahead_ms": 5, "hold_ms": 0, "hysteresis_db": 0},
    {"detector": "rms", "detector_ms": 0.5, "hold_ms": 0, "hysteresis_db": 0, "attack_ms": 7, "release_ms": 0.7},
    {"range_db": -inf, "attack_ms": 0, "release_ms": 30, "linked": True, "threshold_db": -10, "hold_ms": 5},
    {"sample_rate": 44_100, "attack_ms": 0.333, "hold_ms": 13.7, "release_ms": 21.3, "hysteresis_db": 12},
]


def sounds(seconds=0.5):
    """Two channels of noise whose level goes up and down through 60 dB."""
    level = np.repeat(10 ** np.random.default_rng(0).uniform(-3, 0, size=(2, 40)), 200, axis=1)
    waveforms = torch.stack([noise(seconds=0.5, seed=seed) for seed in (1, 2)]) * torch.from_numpy(level).float()
    return waveforms[:, : round(16_000 * seconds)]


def by_the_definition(gate, sound):
    """The loop that the module's table is, sample by sample."""
    x, count = sound.double().numpy(), lambda ms: ms * gate.sample_rate / 1_000
    key = x if gate.key_hz is None else lfilter(*band_pass(gate.key_hz, q=gate.key_q, sample_rate=gate.sample_rate), x)
    levels = np.array([levels_by_the_definition(gate, channel, count(gate.detector_ms)) for channel in key])
    levels = np.tile(levels.max(axis=0), (len(x), 1)) if gate.linked else levels
    gain, closed = np.zeros_like(x), 10 ** (gate.range_db / 20)
    for c, level in enumerate(levels):
        triggered, last, q = False, -inf, 0.0
        for n, now in enumerate(level):
            triggered = now >= gate.threshold_db or (triggered and now >= gate.threshold_db - gate.hysteresis_db)
            last = n if triggered else last
            is_open = n - last <= round(count(gate.hold_ms))
            q = (
                min(q + 1 / max(count(gate.attack_ms), 1), 1)
                if is_open
                else max(q - 1 / max(count(gate.release_ms), 1), 0)
            )
            gain[c, n] = closed + (1 - closed) * q if gate.ramp == "linear" else 10 ** (gate.range_db / 20 * (1 - q))
    late = round(count(gate.look_ahead_ms))
    return gain, gain * np.pad(x, ((0, 0), (late, 0)))[:, : x.shape[1]]


def levels_by_the_definition(gate, key, n_detector):
    p, m, levels = 0.0, 0.0, []
    for u in key:
        p, m = max(abs(u), p * exp(-1 / n_detector)), m + (1 - exp(-1 / n_detector)) * (u * u - m)
        levels.append(max(20 * log10(max(p, 1e-30)) if gate.detector == "peak" else 10 * log10(max(m, 1e-30)), -200))
    return levels


@pytest.mark.parametrize("settings", SETTINGS, ids=",".join)
def test_the_gate_is_what_the_loop_of_its_definition_gives(settings):
    gate, sound = Gate(**settings), sounds()
    gain, output = by_the_definition(gate, sound)
    traced, _ = gate.trace(sound)
    assert gain.min() < 0.5 < gain.max()
    np.testing.assert_allclose(traced.gain.numpy(), gain, rtol=0, atol=1e-6)
    np.testing.assert_allclose(gate.step(sound)[0].numpy(), output, rtol=0, atol=1e-6)


@pytest.mark.parametrize("length", [1, 100, 16_000])
@pytest.mark.parametrize("settings", SETTINGS, ids=",".join)
def test_blocks_of_any_length_come_out_as_the_whole(settings, length):
    gate, sound = Gate(**settings), sounds(0.05 if length == 1 else 0.5)
    joined = torch.cat(list(in_blocks(gate, sound, length=length)), dim=1)
    torch.testing.assert_close(joined, gate.step(sound)[0], rtol=0, atol=0 if gate == Gate(**SETTINGS[0]) else 1e-6)


def test_a_channel_of_several_is_gated_as_alone_unless_they_are_linked():
    sound = torch.cat([sounds()[:1], 1e-4 * sounds()[1:]])
    alone = torch.cat([Gate().step(channel[None])[0] for channel in sound])
    assert torch.equal(Gate().step(sound)[0], alone)
    first, second = Gate(linked=True).trace(sound)[0].gain
    assert torch.equal(first, second)
    assert torch.equal(first, Gate().trace(sound[:1])[0].gain[0])


def db(gain):
    return 20 * np.log10(np.maximum(gain, 1e-9))


def test_it_meets_juces_gate_at_ratio_2_on_bursts_of_a_square_wave():
    """There a mean square that rises at once is a peak, and its fall, told in decibels, is a ramp in them."""
    detector_ms = 2 * 50 / (2 * np.pi)  # 50 ms of JUCE, of the square, times 2π too fast
    fall = 20 * log10(np.e) / detector_ms  # dB each ms
    times = {"attack_ms": 0, "hold_ms": 0, "release_ms": 60 / fall, "detector_ms": detector_ms}
    gate = Gate(sample_rate=8_000, threshold_db=-20, hysteresis_db=0, range_db=-60, ramp="db", **times)
    gain = gate.trace(torch.from_numpy(REFERENCE["sound"])[None])[0].gain[0].numpy()
    theirs = np.maximum(db(REFERENCE["pedalboard"]), -60)
    assert np.abs(db(gain) - theirs).max() < 1.1 * fall / 8  # what it falls within a sample


def test_it_meets_ffmpegs_agate_at_ratio_2_without_a_knee_on_bursts_of_a_square_wave():
    share = 4_000 / (100 * 8_000)  # of the new sample, at a release of 100 ms
    fall = -20 * log10(1 - share)  # dB each sample
    times = {"attack_ms": 0, "hold_ms": 0, "release_ms": 40 / fall / 8, "detector_ms": -1 / np.log(1 - share) / 8}
    gate = Gate(sample_rate=8_000, threshold_db=-20, hysteresis_db=0, range_db=-40, ramp="db", **times)
    gain = gate.trace(torch.from_numpy(REFERENCE["sound"])[None])[0].gain[0].numpy()
    assert np.abs(db(gain) - db(REFERENCE["agate"])).max() < 1.3 * fall


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 44_100, 96_000])
def test_a_burst_opens_it_within_the_attack_and_leaves_it_open_for_hold_and_release(sample_rate):
    ms = sample_rate / 1_000
    burst = torch.zeros(1, round(400 * ms))
    burst[:, round(100 * ms) : round(200 * ms)] = 0.1
    times = {"attack_ms": 5, "hold_ms": 50, "release_ms": 20, "detector_ms": 0.01}
    gain = Gate(sample_rate=sample_rate, range_db=-inf, **times).trace(burst)[0].gain[0]
    begin, full = int((gain > 0).nonzero()[0]), int((gain == 1).nonzero()[0])
    last_full, end = int((gain == 1).nonzero()[-1]), int((gain > 0).nonzero()[-1])
    assert begin == round(100 * ms)
    assert full == pytest.approx(105 * ms, abs=1)
    assert last_full == pytest.approx(250 * ms, abs=4)
    assert end == pytest.approx(270 * ms, abs=4)


@pytest.mark.parametrize("ramp", ["linear", "db"])
def test_the_slope_of_the_gain_is_bounded_so_that_nothing_clicks(ramp):
    gate = Gate(attack_ms=2, release_ms=5, hold_ms=0, hysteresis_db=0, detector_ms=0.5, ramp=ramp, range_db=-40)
    slope = gate.trace(sounds())[0].gain.diff(dim=1)
    steepest = 1 - 0.01 if ramp == "linear" else log10(100) / log10(np.e)  # d/dq of 100^(q − 1), at most
    assert 0 < float(slope.max()) <= steepest / (2 * 16) * 1.0001
    assert 0 < float(-slope.min()) <= steepest / (5 * 16) * 1.0001


def test_with_look_ahead_the_first_sample_of_a_sound_comes_through_whole():
    sound = torch.cat([torch.zeros(1, 1_600), tone(440)[None]], dim=1)
    out, _ = Gate(attack_ms=5, look_ahead_ms=6).step(sound)
    torch.testing.assert_close(out[:, 1_696:], sound[:, 1_600:-96], rtol=0, atol=0)


def test_silence_stays_silence_and_a_whole_closed_gate_is_silent():
    assert not Gate().step(torch.zeros(1, 1_000))[0].any()
    assert not Gate(range_db=-inf).step(1e-4 * noise(seconds=0.1)[None])[0].any()


def test_a_constant_is_a_level_unless_a_key_keeps_it_out():
    constant = torch.full((1, 16_000), 0.5)
    assert Gate().trace(constant)[0].gain[0, -1] == 1
    assert Gate(key_hz=1_000).trace(constant)[0].gain[0, -1] == pytest.approx(1e-3)


def test_a_sound_beyond_full_scale_is_taken_as_it_is():
    out, _ = Gate().step(torch.full((1, 1_000), 7.0))
    assert out[0, -1] == 7


def test_a_key_opens_for_its_band_alone():
    low, high = (
        Gate(key_hz=3_000, key_q=5).trace(tone(hz, amplitude=0.02)[None])[0].gain[0, -1] for hz in (200, 3_000)
    )
    assert (low, high) == (pytest.approx(1e-3), 1)


@pytest.mark.parametrize("bad", [nan, inf, -inf])
def test_a_block_that_is_not_finite_is_refused_and_the_state_goes_on(bad):
    gate, sound = Gate(), sounds()
    _, state = gate.step(sound[:, :100])
    with pytest.raises(ValueError, match="got a block with NaN or infinite samples, allowed are finite ones"):
        gate.step(torch.full((2, 10), bad), state)
    assert torch.equal(gate.step(sound[:, 100:], state)[0], gate.step(sound)[0][:, 100:])


def test_a_block_of_nothing_changes_nothing():
    out, state = Gate().step(torch.zeros(2, 0))
    assert out.shape == (2, 0)
    assert Gate().step(out, state)[1] is state


@pytest.mark.parametrize("block", [torch.zeros(5), torch.zeros(0, 5), torch.zeros(1, 5, dtype=torch.int16)])
def test_what_is_no_block_of_channels_is_refused(block):
    with pytest.raises(ValueError, match=r"got a block of shape .* allowed is \(channels, time\), floating point"):
        Gate().step(block)


def test_other_channels_than_before_are_refused():
    _, state = Gate().step(torch.zeros(2, 10))
    with pytest.raises(ValueError, match="got 1 channels after 2, allowed is the same number"):
        Gate().step(torch.zeros(1, 10), state)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"threshold_db": nan}, "a threshold of nan dB, allowed is -200…20 dB"),
        ({"attack_ms": -1}, "attack_ms of -1 ms, allowed is 0…60000 ms"),
        ({"detector_ms": 0}, "detector_ms of 0 ms, allowed is 0.01…60000 ms"),
        ({"key_hz": 8_000}, "a key of 8000 Hz, allowed is 1…7840 Hz"),
        ({"range_db": 3}, "a range of 3 dB, allowed is -200…0 dB"),
        ({"range_db": -inf, "ramp": "db"}, "a range of -inf dB, allowed is -200…0 dB"),
        ({"hysteresis_db": -6}, "a hysteresis of -6 dB, allowed is 0…200 dB"),
        ({"detector": "rsm"}, "a detector 'rsm', allowed are 'peak' and 'rms'"),
        ({"ramp": "log"}, "a ramp 'log', allowed are 'linear' and 'db'"),
        ({"sample_rate": 0}, "a sample rate of 0 Hz"),
    ],
)
def test_a_setting_outside_its_range_is_told(setting, said):
    with pytest.raises(ValueError, match=f"got {said}"):
        Gate(**setting)


def test_a_state_can_be_kept_and_read():
    gate, sound = Gate(look_ahead_ms=3, key_hz=500), sounds()
    _, state = gate.step(sound[:, :4_000])
    again = pickle.loads(pickle.dumps(state))
    torch.testing.assert_close(gate.step(sound[:, 4_000:], again)[0], gate.step(sound)[0][:, 4_000:], rtol=0, atol=1e-6)


def test_nothing_that_is_remembered_grows_with_time():
    gate, state = Gate(), None
    for _ in range(200):
        _, state = gate.step(torch.zeros(1, 100), state)
    assert state.switches == gate.step(torch.zeros(1, 1))[1].switches
    assert state.ears[0].level == gate.step(torch.zeros(1, 1))[1].ears[0].level
