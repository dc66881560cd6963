import librosa
import pytest
import scipy.fft
import torch

from frontear.dsp.signals import noise
from frontear.frontends import log_mel, mfcc


@pytest.mark.parametrize("n_mfcc", [13, 20])
def test_coefficients_are_the_orthonormal_cosines_of_the_log_mel_spectrum(n_mfcc):
    waveform = noise(seconds=0.2)[None]
    log_energies = log_mel()(waveform)[0].numpy()
    got = mfcc(n_mfcc=n_mfcc)(waveform)[0]
    scipys = scipy.fft.dct(log_energies, type=2, norm="ortho", axis=0)[:n_mfcc]
    librosas = librosa.feature.mfcc(S=log_energies, n_mfcc=n_mfcc, dct_type=2, norm="ortho")
    for expected in (scipys, librosas):
        torch.testing.assert_close(got, torch.from_numpy(expected), atol=1e-4, rtol=1e-5)


def test_a_gain_changes_the_first_coefficient_alone():
    """All bands go up alike, which only a constant cosine takes up: by ln g² · √n_filters."""
    waveform = noise(seconds=0.2)[None]
    change = (mfcc()(10 * waveform) - mfcc()(waveform))[0, :, 5:-5]
    torch.testing.assert_close(change[0], torch.full_like(change[0], 4.60517 * 40**0.5), atol=0.2, rtol=0)
    assert change[1:].abs().max() < 0.2


def test_rows_have_names_and_no_frequency():
    spec = mfcc(n_mfcc=13).spec
    assert (spec.n_rows, spec.names[0], spec.names[-1], spec.center_hz) == (13, "c0", "c12", None)
    assert mfcc(n_filters=8).spec.n_rows == 8


@pytest.mark.parametrize("n_mfcc", [0, 41])
def test_more_coefficients_than_filters_or_none_are_refused(n_mfcc):
    with pytest.raises(ValueError, match=r"got .* coefficients of 40 filters, allowed are 1…40"):
        mfcc(n_mfcc=n_mfcc)
