from pathlib import Path

import librosa
import numpy as np
import pytest
import torch
from torch import nn

from frontear.dsp.scales import SCALES, spaced
from frontear.dsp.signals import clicks, noise, tone
from frontear.dsp.windows import window
from frontear.filterbanks import Filterbank, ZeroPhaseFilterbank, empty_filters, highest_hz, mel_matrix

RATE = 16_000
GOLDEN = np.load(Path(__file__).parents[2] / "data" / "leaf_audio_reference.npz")


class Bank(Filterbank):
    """Filters that are given as they are."""

    def __init__(self, taps):
        super().__init__()
        self.taps = nn.Parameter(taps)

    def impulse_responses(self):
        return self.taps


def gabors(center_hz, kernel_size=401, sigma=60.0):
    time = torch.arange(kernel_size) - kernel_size // 2
    envelope = torch.exp(-0.5 * (time / sigma) ** 2) / sigma
    angle = 2 * torch.pi * torch.tensor(center_hz)[:, None] / RATE * time
    return torch.polar(envelope.expand(len(center_hz), -1), angle)


def relative_error(got, expected):
    return np.abs(got - expected).max() / np.abs(expected).max()


@pytest.mark.parametrize("hz", [900.0, 1_000.0, 1_100.0, 3_000.0])
def test_a_tone_comes_out_with_the_gain_of_the_frequency_response(hz):
    bank = Bank(gabors([1_000.0, 3_000.0]))
    subbands = bank(tone(hz, amplitude=1.0)[None]).abs()[0, :, 500:-500].mean(-1)
    at = round(hz * 16_000 / RATE)
    gain = bank.frequency_response(16_000)[:, at]  # one bin per Hz
    torch.testing.assert_close(subbands, gain / 2, atol=2e-4, rtol=1e-3)  # a sine is half e^iωt, half e^−iωt


def test_a_real_filter_passes_a_tone_with_its_gain_too():
    bank = Bank(gabors([1_000.0]).real)
    subband = bank(tone(1_030, amplitude=1.0)[None])[0, 0, 500:-500]
    assert not subband.is_complex()
    gain = bank.frequency_response(16_000)[0, 1_030]
    assert (subband.square().mean() * 2).sqrt().item() == pytest.approx(gain.item(), rel=1e-3)


def test_a_click_comes_out_as_the_impulse_response_where_it_was():
    taps = gabors([700.0])
    click = clicks([0.5], amplitude=1.0)[None]
    torch.testing.assert_close(Bank(taps)(click)[0, 0, 8_000 - 200 : 8_000 + 201], taps[0])


@pytest.mark.parametrize("kernel_size", [1, 4, 5, 401])
@pytest.mark.parametrize("time", [1, 3, 1_000])
def test_a_filterbank_convolves_and_keeps_the_length(kernel_size, time):
    taps, waveform = torch.randn(3, kernel_size), noise(seconds=time / RATE)[None]
    out = Bank(taps)(waveform)
    before = kernel_size // 2
    expected = [np.convolve(waveform[0], row)[before : before + time] for row in taps]
    np.testing.assert_allclose(out[0].detach(), expected, atol=1e-5)


def test_rows_of_a_batch_do_not_touch_and_gradients_reach_the_filters():
    bank, batch = Bank(gabors([500.0, 900.0])), torch.stack([noise(seed=1), noise(seed=2)])
    out = bank(batch)
    torch.testing.assert_close(out[1:], bank(batch[1:]))
    out.abs().square().sum().backward()
    assert bank.taps.grad.abs().sum() > 0


def test_the_idea_alone_is_no_filterbank():
    with pytest.raises(TypeError, match="impulse_responses"):
        Filterbank()


def test_a_response_shorter_than_the_filters_and_a_waveform_without_batch_are_refused():
    bank = Bank(gabors([500.0]))
    with pytest.raises(ValueError, match="401"):
        bank.frequency_response(400)
    with pytest.raises(ValueError, match="shape"):
        bank(tone(440))


@pytest.mark.parametrize(("scale", "htk"), [("mel-slaney", False), ("mel-htk", True)])
@pytest.mark.parametrize("norm", ["slaney", None])
@pytest.mark.parametrize(
    ("n_mels", "n_fft", "sample_rate", "low_hz", "high_hz"),
    [
        (40, 512, 16_000, 0, 8_000),
        (128, 2_048, 22_050, 0, 11_025),
        (80, 1_024, 48_000, 20, 20_000),
        (23, 256, 8_000, 60, 3_900),
        (64, 1_000, 44_100, 0, 15_000),
        (1, 512, 16_000, 100, 4_000),
    ],
)
def test_mel_matrices_equal_librosa(scale, htk, norm, n_mels, n_fft, sample_rate, low_hz, high_hz):
    got = mel_matrix(
        n_mels=n_mels, n_fft=n_fft, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz, scale=scale, norm=norm
    )
    expected = librosa.filters.mel(
        sr=sample_rate, n_fft=n_fft, n_mels=n_mels, fmin=low_hz, fmax=high_hz, htk=htk, norm=norm
    )
    assert relative_error(got.numpy(), expected) <= 1e-5


def test_mel_with_triangles_on_the_scale_equals_googles_leaf_code():
    waveform = torch.from_numpy(GOLDEN["x"])
    framed = nn.functional.pad(waveform, (0, 401)).unfold(1, 401, 160)[:, :100]  # from sample 0, zeros at the end
    energy = torch.fft.rfft(framed * window("hann", 401, periodic=False), 512).abs().square()
    matrix = mel_matrix(low_hz=60, high_hz=7_800, scale="mel-htk", norm=None, triangles="scale")
    got = torch.log(energy @ matrix.T + 1e-5)  # (batch, frames, filters)
    assert relative_error(got.numpy(), GOLDEN["MelFilterbanks"]) <= 1e-4


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("triangles", ["hz", "scale"])
def test_every_scale_makes_triangles_that_overlap_to_one(scale, triangles):
    matrix = mel_matrix(n_mels=20, n_fft=4_096, low_hz=100, high_hz=6_000, scale=scale, norm=None, triangles=triangles)
    assert matrix.shape == (20, 2_049)
    assert matrix.dtype == torch.float32
    centers = matrix.argmax(1)
    assert (centers.diff() > 0).all()
    torch.testing.assert_close(matrix.sum(0)[centers[0] + 1 : centers[-1]], torch.ones(centers[-1] - centers[0] - 1))


def test_the_slaney_norm_gives_every_triangle_the_same_area():
    matrix = mel_matrix(n_mels=20, n_fft=1 << 14)
    torch.testing.assert_close(matrix.sum(1) * RATE / (1 << 14), torch.ones(20), atol=1e-3, rtol=0)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("n_mels", [4, 23, 128])
@pytest.mark.parametrize(("low_hz", "high_hz"), [(0, 1_000), (0, 8_000), (999, 1_000), (2_000, 7_800)])
def test_every_number_range_and_scale_has_its_matrix(scale, n_mels, low_hz, high_hz):
    for n_fft in (256, 400, 2_048):
        for norm, triangles in (("slaney", "hz"), (None, "scale")):
            settings = {"low_hz": low_hz, "high_hz": high_hz, "scale": scale, "norm": norm, "triangles": triangles}
            matrix = mel_matrix(n_mels=n_mels, n_fft=n_fft, **settings)
            assert matrix.shape == (n_mels, n_fft // 2 + 1)
            assert matrix.isfinite().all()
            assert matrix.min() >= 0
            assert norm == "slaney" or matrix.max() <= 1 + 1e-6


@pytest.mark.parametrize(
    ("n_mels", "n_fft", "scale"), [(128, 512, "mel-slaney"), (40, 256, "bark"), (40, 512, "linear")]
)
def test_an_empty_filter_is_one_without_a_bin_between_its_corners(n_mels, n_fft, scale):
    corners = spaced(scale, n_mels + 2, low_hz=60, high_hz=7_800).numpy()
    bins = np.arange(n_fft // 2 + 1) * RATE / n_fft
    alone = [not ((left < bins) & (bins < right)).any() for left, right in zip(corners, corners[2:], strict=False)]
    assert empty_filters(mel_matrix(n_mels=n_mels, n_fft=n_fft, scale=scale)).tolist() == alone


def test_a_filter_in_time_passes_tones_with_the_root_of_its_triangle():
    corners = spaced("mel-slaney", 42, low_hz=60, high_hz=7_800)[20:23]
    bank = ZeroPhaseFilterbank(mel_matrix(n_fft=4_096, norm=None)[20:21])
    left, center, right = corners.tolist()
    for hz, weight in ((center, 1.0), ((left + center) / 2, 0.5), ((center + right) / 2, 0.5), (left - 60, 0.0)):
        out = bank(tone(hz, amplitude=1.0, seconds=2)[None])[0, 0, 8_000:-8_000]
        assert (out.square().mean() * 2).item() == pytest.approx(weight, abs=0.03)


def test_a_filter_in_time_has_the_root_of_its_weights_at_every_bin():
    matrix = mel_matrix()
    torch.testing.assert_close(ZeroPhaseFilterbank(matrix).frequency_response(1_024)[:, ::2], matrix.sqrt())


def test_a_filter_in_time_is_symmetric_and_delays_nothing():
    bank = ZeroPhaseFilterbank(mel_matrix()[10:12])
    taps = bank.impulse_responses()
    assert taps.shape == (2, 513)
    torch.testing.assert_close(taps.flip(-1), taps)
    assert bank(clicks([0.5])[None])[0].argmax(-1).tolist() == [8_000, 8_000]


def test_weights_of_one_leave_every_sound_as_it_is():
    waveform = noise()[None]
    torch.testing.assert_close(ZeroPhaseFilterbank(torch.ones(1, 257))(waveform)[:, 0], waveform)


def test_noise_comes_through_a_filter_in_time_with_the_mean_of_its_weights():
    matrix = mel_matrix(n_fft=2_048, norm=None)[[5, 20, 35]]
    energy = ZeroPhaseFilterbank(matrix)(noise(seconds=4, amplitude=1.0)[None])[0].square().mean(-1)
    torch.testing.assert_close(energy, 2 * matrix.sum(1) / 2_048, rtol=0.15, atol=0)  # both sides of the spectrum


@pytest.mark.parametrize("weights", [torch.ones(257), torch.ones(2, 1), -torch.ones(2, 257)])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match=r"got weights .* allowed"):
        ZeroPhaseFilterbank(weights)


def test_the_highest_frequency_follows_the_rate():
    assert highest_hz(16_000) == 7_800
    assert highest_hz(48_000) == 7_800
    assert highest_hz(8_000) == 3_900
    default, explicit = (mel_matrix(sample_rate=8_000, high_hz=high_hz) for high_hz in (None, 3_900))
    assert torch.equal(default, explicit)


@pytest.mark.parametrize(
    "settings",
    [
        {"n_mels": 0},
        {"high_hz": 8_001},
        {"low_hz": 9_000},
        {"low_hz": 2_000, "high_hz": 1_000},
        {"low_hz": 1_000, "high_hz": 1_000},
        {"low_hz": -1},
        {"scale": "octave"},
        {"norm": "l2"},
        {"triangles": "round"},
        {"high_hz": float("nan")},
    ],
)
def test_matrices_that_make_no_sense_are_refused(settings):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        mel_matrix(**settings)
