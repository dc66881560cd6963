import pytest
import torch

from frontear.dsp import signals

RATE = 16_000


def spectral_peak_hz(waveform, sample_rate=RATE):
    n_fft = 1 << 18
    windowed = waveform.double() * torch.hann_window(len(waveform), dtype=torch.float64)
    return torch.fft.rfft(windowed, n_fft).abs().argmax().item() * sample_rate / n_fft


@pytest.mark.parametrize("hz", [50.0, 440.0, 1234.5, 7990.0])
@pytest.mark.parametrize("sample_rate", [16_000, 44_100])
def test_a_tone_peaks_at_its_frequency(hz, sample_rate):
    waveform = signals.tone(hz, sample_rate=sample_rate)
    assert spectral_peak_hz(waveform, sample_rate) == pytest.approx(hz, abs=0.2)


def test_a_tone_above_half_the_rate_sounds_at_its_alias():
    assert spectral_peak_hz(signals.tone(9_000)) == pytest.approx(7_000, abs=0.1)


def test_a_tone_has_the_amplitude_and_phase_asked_for():
    waveform = signals.tone(100, amplitude=0.3, phase=torch.pi / 2)
    assert waveform[0] == pytest.approx(0.3)
    assert waveform.abs().max() == pytest.approx(0.3)
    assert signals.rms(waveform) == pytest.approx(0.3 / 2**0.5, rel=1e-5)


def test_a_tone_keeps_its_phase_for_a_minute():
    waveform = signals.tone(1_000, seconds=60)
    torch.testing.assert_close(waveform[-RATE:], waveform[:RATE], atol=1e-6, rtol=0)


def test_a_chirp_starts_and_ends_at_its_frequencies():
    waveform = signals.chirp(500, 4_500, seconds=2)
    for at, hz in ((0.05, 600), (1.0, 2_500), (1.95, 4_400)):
        middle = round(at * RATE)
        assert spectral_peak_hz(waveform[middle - 400 : middle + 400]) == pytest.approx(hz, abs=10)


@pytest.mark.parametrize("make", [lambda **kw: signals.tone(440, **kw), lambda **kw: signals.chirp(100, 900, **kw)])
def test_a_sine_is_half_of_full_scale_unless_told_otherwise(make):
    assert make().abs().max() == pytest.approx(0.5, abs=1e-3)
    assert make(amplitude=0.2).abs().max() == pytest.approx(0.2, abs=1e-3)


def test_clicks_are_single_samples_where_asked():
    waveform = signals.clicks([0.0, 0.25], seconds=0.5, amplitude=0.7)
    assert torch.nonzero(waveform)[:, 0].tolist() == [0, 4_000]
    assert waveform.max() == pytest.approx(0.7)


def test_a_click_outside_the_sound_is_refused():
    with pytest.raises(ValueError, match=r"1\.0"):
        signals.clicks([1.0], seconds=1.0)


def test_noise_is_white_repeatable_and_exactly_as_loud_as_asked():
    waveform = signals.noise(seconds=4, amplitude=0.05, seed=3)
    assert signals.rms(waveform) == pytest.approx(0.05, rel=1e-6)
    assert torch.equal(waveform, signals.noise(seconds=4, amplitude=0.05, seed=3))
    assert not torch.equal(waveform, signals.noise(seconds=4, amplitude=0.05, seed=4))
    low, high = torch.fft.rfft(waveform).abs().square()[1:].chunk(2)
    assert (low.mean() / high.mean()).item() == pytest.approx(1, abs=0.05)


def test_noise_leaves_the_global_random_state_alone():
    state = torch.get_rng_state()
    signals.noise()
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("snr_db", [-20.0, 0.0, 7.5, 30.0])
def test_the_mixture_has_exactly_the_snr_asked_for(snr_db):
    signal, noise = signals.tone(440), signals.noise(amplitude=0.3)
    added = signals.mix(signal, noise, snr_db=snr_db).double() - signal
    assert signals.to_db(signals.rms(signal) / signals.rms(added)).item() == pytest.approx(snr_db, abs=1e-3)


def test_a_batch_is_mixed_row_by_row():
    loud_and_quiet = torch.stack([signals.tone(440), 0.01 * signals.tone(440)])
    noise = signals.noise().expand(2, -1)
    added = signals.mix(loud_and_quiet, noise, snr_db=10) - loud_and_quiet
    ratio_db = signals.to_db(signals.rms(loud_and_quiet) / signals.rms(added))
    torch.testing.assert_close(ratio_db, torch.full((2,), 10.0), atol=1e-3, rtol=0)


@pytest.mark.parametrize(
    ("signal", "noise"),
    [
        (signals.silence(), signals.noise()),
        (signals.tone(440), signals.silence()),
        (signals.tone(440), signals.noise(seconds=2)),
    ],
)
def test_a_mixture_with_silence_or_another_length_is_refused(signal, noise):
    with pytest.raises(ValueError, match="got"):
        signals.mix(signal, noise, snr_db=0)


def test_a_faded_sound_starts_and_ends_near_zero_and_is_untouched_between():
    waveform = signals.tone(440, phase=1.0)
    faded = signals.faded(waveform, fade_ms=5)
    assert faded[0] == 0
    assert faded[-1] == 0
    assert torch.equal(faded[80:-80], waveform[80:-80])
    assert torch.equal(signals.faded(waveform, fade_ms=0), waveform)
    with pytest.raises(ValueError, match="fades"):
        signals.faded(waveform, fade_ms=501)


def test_decibels_follow_their_definition_both_ways():
    assert signals.to_db(10.0).item() == pytest.approx(20)
    assert signals.to_db(0.5).item() == pytest.approx(-6.0206, abs=1e-4)
    assert signals.to_db(0.0).item() == -torch.inf
    assert signals.from_db(signals.to_db(0.123)).item() == pytest.approx(0.123)


@pytest.mark.parametrize("make", [lambda **kw: signals.tone(440, **kw), signals.noise, signals.silence])
def test_every_sound_is_float32_of_the_length_asked_for_and_never_empty(make):
    waveform = make(seconds=0.5, sample_rate=8_000)
    assert waveform.dtype == torch.float32
    assert waveform.shape == (4_000,)
    with pytest.raises(ValueError, match="one sample"):
        make(seconds=0.0, sample_rate=8_000)
