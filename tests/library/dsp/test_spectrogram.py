import librosa
import numpy as np
import pytest
import torch

from frontear.dsp import windows
from frontear.dsp.signals import clicks, noise, tone
from frontear.dsp.spectrogram import bin_hz, energy, frame_seconds, frames, spectrogram, stft

RATE = 16_000
LENGTHS = [1, 2, 159, 160, 161, 320, 16_000, 16_001]


def relative_error(got, expected):
    return np.abs(got.numpy() - expected).max() / np.abs(expected).max()


@pytest.mark.parametrize("time", LENGTHS)
@pytest.mark.parametrize(("win_length", "hop_length"), [(400, 160), (401, 160), (64, 64), (1, 1), (80, 160), (5, 1000)])
def test_there_are_ceil_time_over_hop_frames(time, win_length, hop_length):
    framed = frames(torch.ones(2, time), win_length=win_length, hop_length=hop_length)
    assert framed.shape == (2, -(-time // hop_length), win_length)


@pytest.mark.parametrize(("win_length", "hop_length"), [(400, 160), (401, 160), (80, 160), (7, 3)])
def test_frames_hold_the_samples_that_the_formula_says(win_length, hop_length):
    waveform = torch.arange(1.0, 2_001.0)[None]
    framed = frames(waveform, win_length=win_length, hop_length=hop_length)
    for index in range(framed.shape[1]):
        start = index * hop_length - (win_length - hop_length) // 2
        expected = [at + 1 if 0 <= at < 2_000 else 0 for at in range(start, start + win_length)]
        assert framed[0, index].tolist() == expected


@pytest.mark.parametrize("more", [1, 77, 160, 5_000])
def test_silence_at_the_end_shifts_no_frame(more):
    waveform = noise(seconds=0.33)[None]
    longer = torch.nn.functional.pad(waveform, (0, more))
    short, long = (frames(sound, win_length=400, hop_length=160) for sound in (waveform, longer))
    assert torch.equal(long[:, : short.shape[1]], short)


@pytest.mark.parametrize(("n_fft", "win_length", "hop_length"), [(512, 400, 160), (1024, 1024, 256), (256, 100, 37)])
@pytest.mark.parametrize("window", ["hann", "hamming"])
def test_the_stft_equals_librosa_on_a_padded_sound(n_fft, win_length, hop_length, window):
    waveform = noise(seconds=0.7)
    got = stft(waveform[None], n_fft=n_fft, win_length=win_length, hop_length=hop_length, window=window)[0]
    weights = np.pad(librosa.filters.get_window(window, win_length), (0, n_fft - win_length))
    padded = np.pad(waveform.numpy(), ((win_length - hop_length) // 2, n_fft + hop_length))
    expected = librosa.stft(
        padded, n_fft=n_fft, win_length=n_fft, hop_length=hop_length, window=weights, center=False, dtype=np.complex128
    )
    assert relative_error(got, expected[:, : got.shape[1]]) <= 1e-5


def test_librosas_centred_frames_are_ours_half_a_hop_later():
    waveform, hop_length, n_fft = noise(), 128, 512
    expected = librosa.stft(waveform.numpy(), n_fft=n_fft, hop_length=hop_length, center=True, pad_mode="constant")
    ahead = torch.nn.functional.pad(waveform, (hop_length // 2, 0))[None]
    got = stft(ahead, n_fft=n_fft, win_length=n_fft, hop_length=hop_length)[0]
    assert relative_error(got[:, : expected.shape[1]], expected[:, : got.shape[1]]) <= 1e-5


def test_a_tone_on_a_bin_has_the_energy_of_its_amplitude_and_the_sum_of_the_window():
    picture = spectrogram(tone(1_000, amplitude=0.5)[None], n_fft=400, win_length=400)
    expected = (0.5 * windows.window("hann", 400).sum() / 2) ** 2
    assert bin_hz(400, sample_rate=RATE)[picture[0, :, 50].argmax()] == 1_000
    assert picture[0, 25, 50].item() == pytest.approx(expected.item(), rel=1e-4)


def test_power_one_is_magnitude_and_two_is_energy():
    waveform = noise()[None]
    torch.testing.assert_close(spectrogram(waveform, power=1).square(), spectrogram(waveform, power=2))


def test_energy_is_the_square_of_the_modulus_and_zero_at_zero():
    spectrum = stft(noise()[None])
    torch.testing.assert_close(energy(spectrum), spectrum.abs().square())
    assert energy(torch.zeros(3, dtype=torch.complex64)).tolist() == [0, 0, 0]


def test_a_click_is_brightest_in_the_frame_that_is_centred_on_it():
    picture = spectrogram(clicks([0.3])[None])
    seconds = frame_seconds(picture.shape[2], hop_length=160, sample_rate=RATE)
    assert abs(seconds[picture.sum(1).argmax()].item() - 0.3) <= 0.005 + 1e-6


def test_a_window_may_be_given_as_a_tensor():
    waveform = noise()[None]
    assert torch.equal(stft(waveform, window=windows.window("blackman", 400)), stft(waveform, window="blackman"))


def test_rows_of_a_batch_do_not_touch():
    batch = torch.stack([noise(seed=1), noise(seed=2)])
    torch.testing.assert_close(stft(batch)[1:], stft(batch[1:]))


@pytest.mark.parametrize("power", [1.0, 2.0])
def test_gradients_are_finite_for_silence_and_one_sample(power):
    for time in (1, 1_000):
        waveform = torch.zeros(1, time, requires_grad=True)
        spectrogram(waveform, power=power).sum().backward()
        assert waveform.grad.isfinite().all()


@pytest.mark.parametrize(
    "settings",
    [
        {"win_length": 513},
        {"win_length": 0},
        {"hop_length": 0},
        {"window": "triangle"},
        {"window": torch.ones(399)},
        {"power": 0.5},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        spectrogram(torch.ones(1, 100), **settings)


@pytest.mark.parametrize("shape", [(100,), (1, 0), (1, 1, 100)])
def test_waveforms_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match="shape"):
        stft(torch.ones(shape))
