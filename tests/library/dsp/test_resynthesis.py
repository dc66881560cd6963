import librosa
import numpy as np
import pytest
import torch

from frontear.data.clip import clip
from frontear.dsp import windows
from frontear.dsp.resynthesis import griffin_lim, istft, mel_to_spectrum, resynthesise
from frontear.dsp.signals import noise, silence, tone
from frontear.dsp.spectrogram import bin_hz, spectrogram, stft
from frontear.filterbanks import mel_matrix

RATE = 16_000
SOUNDS = ["yes", "sentence", "birdsong", "rain"]


def waveform(name):
    return clip(name, sample_rate=RATE).waveform[None, :RATE]


def convergence(sound, magnitude):
    """‖|STFT| − S‖ / ‖S‖: 0 is a sound with exactly this picture."""
    return ((spectrogram(sound, power=1) - magnitude).norm() / magnitude.norm()).item()


def level_db(energy):
    return 10 * torch.log10(energy + 1e-8)


@pytest.mark.parametrize(
    ("n_fft", "win_length", "hop_length"),
    [(512, 400, 160), (512, 400, 200), (1024, 401, 77), (256, 256, 128), (8, 4, 1)],
)
@pytest.mark.parametrize("time", [1, 159, 160, 161, 8_000])
def test_the_inverse_gives_back_the_sound(n_fft, win_length, hop_length, time):
    framing = {"n_fft": n_fft, "win_length": win_length, "hop_length": hop_length}
    sound = torch.stack([noise(seconds=time / RATE, seed=seed) for seed in (1, 2)])
    back = istft(stft(sound, **framing), length=time, **framing)
    torch.testing.assert_close(back, sound, atol=1e-5, rtol=0)


@pytest.mark.parametrize("window", windows.WINDOWS)
def test_the_inverse_gives_back_the_sound_under_every_window(window):
    sound = noise()[None]
    back = istft(stft(sound, window=window), window=window)
    torch.testing.assert_close(back, sound, atol=1e-4, rtol=0)


def test_hops_longer_than_the_window_leave_silence_where_nothing_was_seen():
    sound, framing = noise()[None], {"n_fft": 64, "win_length": 50, "hop_length": 100, "window": "rectangular"}
    back = istft(stft(sound, **framing), **framing)[0].view(-1, 100)  # 25 samples unseen, 50 seen, 25 unseen
    torch.testing.assert_close(back[:, 25:75], sound[0].view(-1, 100)[:, 25:75], atol=1e-6, rtol=0)
    assert back[:, :25].abs().max() == back[:, 75:].abs().max() == 0


def test_the_inverse_of_a_spectrum_that_no_sound_has_equals_librosas():
    spectrum = torch.view_as_complex(torch.randn(1, 257, 60, 2, generator=torch.Generator().manual_seed(0)))
    expected = librosa.istft(spectrum[0].numpy(), hop_length=128, win_length=512, n_fft=512, center=False)
    got = istft(spectrum, n_fft=512, win_length=512, hop_length=128)[0]
    before = (512 - 128) // 2
    np.testing.assert_allclose(got, expected[before : before + len(got)], atol=1e-5)


def test_griffin_lim_comes_as_near_as_librosas_in_as_many_steps():
    ours, theirs = zip(*(both(waveform(name), seed) for name in SOUNDS for seed in range(4)), strict=True)
    assert np.mean(ours) <= 1.03 * np.mean(theirs)  # phases start at random in both


def both(sound, seed):
    """Convergence of our sound and of librosa's, whose frames without centring are ours on a padded sound."""
    framing = {"n_fft": 512, "win_length": 400, "hop_length": 160, "center": False}
    target = np.abs(librosa.stft(torch.nn.functional.pad(sound, (176, 176))[0].numpy(), **framing))
    back = librosa.griffinlim(target, n_iter=16, random_state=seed, **framing)
    theirs = np.linalg.norm(np.abs(librosa.stft(back, **framing)) - target) / np.linalg.norm(target)
    target = spectrogram(sound, power=1)
    ours = griffin_lim(target, iterations=16, seed=seed, length=sound.shape[1])
    return convergence(ours, target), theirs


def test_where_less_than_a_ten_thousandth_was_seen_the_sound_fades_to_nothing():
    """Windows side by side see each sample once: weighed twice by w, and divided by w² or 10⁻⁴, what is more."""
    sound, seen = noise(seconds=0.1)[None], windows.window("hann", 400).square().repeat(4)
    framing = {"n_fft": 512, "win_length": 400, "hop_length": 400}
    expected = sound * (seen / 1e-4).clamp(max=1)
    torch.testing.assert_close(istft(stft(sound, **framing), **framing), expected, atol=1e-5, rtol=0)


def test_momentum_and_more_steps_come_nearer():
    target = spectrogram(waveform("yes"), power=1)
    slow, fast, long = (
        convergence(griffin_lim(target, iterations=steps, momentum=momentum), target)
        for steps, momentum in ((32, 0), (32, 0.99), (128, 0.99))
    )
    assert long < fast < slow


def test_a_seed_always_gives_the_same_sound_and_another_seed_another():
    magnitude = spectrogram(noise(seconds=0.2)[None], power=1)
    first, again, other = (griffin_lim(magnitude, iterations=4, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other, atol=1e-3)


@pytest.mark.parametrize("n_mels", [40, 128])
@pytest.mark.parametrize("name", SOUNDS)
def test_the_spectrum_has_the_mel_energies_and_lies_nearer_to_the_sounds_than_librosas(n_mels, name):
    spectrum, matrix = spectrogram(waveform(name)), mel_matrix(n_mels=n_mels)
    got = mel_to_spectrum(matrix @ spectrum, matrix=matrix)
    assert (got >= 0).all()
    assert ((matrix @ (got - spectrum)).norm() / (matrix @ spectrum).norm()).item() < 2e-3
    librosas = librosa.util.nnls(matrix.numpy(), (matrix @ spectrum)[0].numpy())  # what mel_to_stft does
    inside = matrix.sum(0) > 0
    distances = [
        (level_db(guess) - level_db(spectrum[0])).abs()[inside].mean() for guess in (got[0], torch.from_numpy(librosas))
    ]
    assert distances[0] < distances[1]


def test_librosas_mel_to_stft_is_the_least_squares_that_ours_is_held_against():
    matrix = mel_matrix(scale="mel-slaney", low_hz=0, high_hz=8_000)
    mel = (matrix @ spectrogram(waveform("yes"))[0, :, :20]).numpy()
    expected = librosa.feature.inverse.mel_to_stft(mel, sr=RATE, n_fft=512, power=2.0) ** 2
    np.testing.assert_allclose(librosa.util.nnls(matrix.numpy(), mel), expected, atol=1e-2 * expected.max())


def test_filters_of_one_bin_lose_nothing_and_bins_without_filter_are_zero():
    spectrum, matrix = spectrogram(noise(seconds=0.2)[None]), torch.eye(257)[10:200]
    got = mel_to_spectrum(matrix @ spectrum, matrix=matrix)
    torch.testing.assert_close(got[:, 10:200], spectrum[:, 10:200])
    assert got[:, :10].sum() == got[:, 200:].sum() == 0


@pytest.mark.parametrize("scale", ["mel-slaney", "bark", "linear"])
def test_empty_filters_and_single_bins_are_no_trouble(scale):
    sound, matrix = waveform("yes"), mel_matrix(n_mels=128, n_fft=256, low_hz=0, scale=scale)
    framing = {"n_fft": 256, "win_length": 200, "hop_length": 80}
    assert resynthesise(matrix @ spectrogram(sound, **framing), matrix=matrix, iterations=4, **framing).isfinite().all()


@pytest.mark.parametrize("name", SOUNDS)
@pytest.mark.parametrize("n_mels", [40, 128])
def test_a_sound_comes_back_from_its_mel_picture_as_loud_as_it_was_with_that_picture(name, n_mels):
    sound, matrix = waveform(name), mel_matrix(n_mels=n_mels)
    mel = matrix @ spectrogram(sound)
    back = resynthesise(mel, matrix=matrix, length=sound.shape[1])
    assert back.shape == sound.shape
    assert abs(level_db(back.square().mean() / sound.square().mean()).item()) < 0.5
    assert ((matrix @ spectrogram(back) - mel).norm() / mel.norm()).item() < 0.15


@pytest.mark.parametrize("gain", [1e-3, 1e3])
def test_a_louder_picture_gives_the_same_sound_louder(gain):
    matrix = mel_matrix()
    mel = matrix @ spectrogram(waveform("yes")[:, :4_000])
    sound, louder = (resynthesise(energy, matrix=matrix, iterations=3) for energy in (mel, gain**2 * mel))
    torch.testing.assert_close(louder / gain, sound, atol=1e-3, rtol=0)


@pytest.mark.parametrize("hz", [500, 1_500, 4_000])
def test_a_tone_comes_back_within_the_filters_that_heard_it(hz):
    matrix = mel_matrix()
    back = resynthesise(matrix @ spectrogram(tone(hz)[None]), matrix=matrix)
    heard = matrix[:, round(hz * 512 / RATE)] > 0
    hertz = bin_hz(512, sample_rate=RATE)[matrix[heard].sum(0) > 0]
    spectrum = torch.fft.rfft(back[0]).abs().square()  # one bin per Hz
    inside = spectrum[int(hertz.min()) : int(hertz.max()) + 1].sum() / spectrum.sum()
    assert inside > 0.98


@pytest.mark.parametrize("seconds", [1 / RATE, 0.01, 0.5])
def test_silence_comes_back_as_silence(seconds):
    matrix, quiet = mel_matrix(), silence(seconds=seconds)[None]
    back = resynthesise(matrix @ spectrogram(quiet), matrix=matrix, length=quiet.shape[1], iterations=3)
    assert torch.equal(back, quiet)


def test_rows_of_a_batch_come_back_each_with_its_own_picture():
    batch, matrix = torch.cat([waveform("yes")[:, :8_000], waveform("rain")[:, :8_000]]), mel_matrix()
    mel = matrix @ spectrogram(batch)
    back = matrix @ spectrogram(resynthesise(mel, matrix=matrix))
    assert ((back - mel).flatten(1).norm(dim=1) / mel.flatten(1).norm(dim=1) < 0.2).all()


@pytest.mark.parametrize(
    "make",
    [
        lambda: istft(torch.zeros(257, 10, dtype=torch.complex64)),
        lambda: istft(torch.zeros(1, 256, 10, dtype=torch.complex64)),
        lambda: istft(torch.zeros(1, 257, 10, dtype=torch.complex64), length=1_601),
        lambda: istft(torch.zeros(1, 257, 0, dtype=torch.complex64)),
        lambda: istft(torch.zeros(1, 257, 10, dtype=torch.complex64), win_length=513),
        lambda: istft(torch.zeros(1, 257, 10, dtype=torch.complex64), hop_length=0),
        lambda: istft(torch.zeros(1, 257, 10, dtype=torch.complex64), window="triangle"),
        lambda: griffin_lim(torch.zeros(1, 257, 10), hop_length=0),
        lambda: griffin_lim(torch.zeros(1, 257, 10), momentum=1.0),
        lambda: griffin_lim(-torch.ones(1, 257, 10)),
        lambda: mel_to_spectrum(torch.ones(40, 10), matrix=torch.ones(40, 257)),
        lambda: mel_to_spectrum(torch.ones(1, 41, 10), matrix=torch.ones(40, 257)),
        lambda: mel_to_spectrum(-torch.ones(1, 40, 10), matrix=torch.ones(40, 257)),
        lambda: resynthesise(torch.ones(1, 40, 10), matrix=torch.ones(40, 129)),
    ],
)
def test_what_is_no_picture_is_refused(make):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        make()
