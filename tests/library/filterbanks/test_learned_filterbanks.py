"""Gabor, sinc, free and gammatone filters: what their docstrings say of gain, width and range."""

from math import log, pi

import numpy as np
import pytest
import scipy.signal
import torch

from frontear.dsp.signals import clicks, noise, tone
from frontear.filterbanks import FreeFilterbank, GaborFilterbank, GammatoneFilterbank, SincFilterbank
from frontear.filterbanks.bank import complex_modulate

RATE = 16_000
N_FFT = 16_000  # one bin per Hz
BANKS = {"gabor": GaborFilterbank, "sinc": SincFilterbank, "gammatone": GammatoneFilterbank}
WIDE = [(1_000.0, 200.0), (3_000.0, 400.0), (6_000.0, 900.0)]


def bank(kind, bands=WIDE, kernel_size=1_601):
    center_hz, bandwidth_hz = zip(*bands, strict=True)
    return BANKS[kind](center_hz, bandwidth_hz, kernel_size=kernel_size, sample_rate=RATE)


def gain(filterbank, hz):
    return filterbank.frequency_response(N_FFT)[:, round(hz)].detach()


def test_gabor_gain_halves_half_a_bandwidth_from_centre():
    filters = GaborFilterbank([1000.0], [200.0], kernel_size=1601, sample_rate=RATE)
    at_center, at_edge = (filters(tone(hz)[None]).abs()[..., 2000:-2000].mean() for hz in (1000, 1100))
    torch.testing.assert_close(at_edge / at_center, torch.tensor(0.5), atol=1e-3, rtol=0)


@pytest.mark.parametrize("kind", BANKS)
@pytest.mark.parametrize("number", range(3))
def test_bandwidth_is_the_full_width_at_half_gain(kind, number):
    center_hz, bandwidth_hz = WIDE[number]
    filters = bank(kind)
    top = gain(filters, center_hz)[number]
    for edge_hz in (center_hz - bandwidth_hz / 2, center_hz + bandwidth_hz / 2):
        assert (gain(filters, edge_hz)[number] / top).item() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("kind", ["gabor", "gammatone"])
def test_the_gain_at_the_centre_is_one(kind):
    filters = bank(kind)
    for number, (center_hz, _) in enumerate(WIDE):
        assert gain(filters, center_hz)[number].item() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("kind", BANKS)
def test_a_click_comes_out_of_every_filter_at_its_own_time(kind):
    subbands = bank(kind)(clicks([0.5], amplitude=1.0)[None]).abs()[0]
    torch.testing.assert_close(subbands.argmax(1).float(), torch.full((3,), 8_000.0), atol=1, rtol=0)


def test_gabors_are_their_formula():
    filters = GaborFilterbank([1_000.0], [200.0], kernel_size=401, sample_rate=RATE)
    time, sigma = np.arange(-200, 201), np.sqrt(2 * np.log(2)) * RATE / (np.pi * 200)
    expected = np.exp(-0.5 * (time / sigma) ** 2 + 2j * np.pi * 1_000 / RATE * time) / (np.sqrt(2 * np.pi) * sigma)
    np.testing.assert_allclose(filters.impulse_responses()[0].detach(), expected, atol=1e-7)


def test_a_sinc_filter_is_scipys_windowed_design_but_for_its_scale():
    filters = SincFilterbank([2_000.0], [1_000.0], kernel_size=401, sample_rate=RATE)
    ours = filters.frequency_response(N_FFT)[0].detach().numpy()
    taps = scipy.signal.firwin(401, [1_500, 2_500], pass_zero=False, window="hamming", fs=RATE)
    theirs = np.abs(np.fft.rfft(taps, N_FFT))
    np.testing.assert_allclose(ours / ours[2_000], theirs / theirs[2_000], atol=3e-3)


def test_gammatones_are_scipys_but_for_phase_and_delay():
    center_hz, erb_hz = 1_000.0, 24.7 * (1 + 0.00437 * 1_000)
    half = np.sqrt(np.sqrt(2) - 1)  # of a gammatone of order 4, in units of b
    filters = GammatoneFilterbank([center_hz], [2 * half * 1.019 * erb_hz], kernel_size=1_601, sample_rate=RATE)
    taps, _ = scipy.signal.gammatone(center_hz, "fir", order=4, numtaps=1_200, fs=RATE)
    theirs = np.abs(np.fft.rfft(taps, N_FFT))
    ours = filters.frequency_response(N_FFT)[0].detach().numpy()
    near = slice(500, 1_500)
    np.testing.assert_allclose(ours[near] / ours.max(), theirs[near] / theirs.max(), atol=0.01)


def test_a_click_shows_that_a_gammatone_is_silent_before_its_onset():
    taps = GammatoneFilterbank([2_000.0], [300.0], kernel_size=801, sample_rate=RATE).impulse_responses()[0].abs()
    onset = 400 - round(3 / (np.pi * 300 / (np.sqrt(np.sqrt(2) - 1) * RATE)))
    assert (taps[: onset - 1] == 0).all()
    assert (taps[onset + 2 : 500] > 0).all()


def test_free_filters_start_as_given_and_share_nothing():
    given = bank("gabor").impulse_responses()
    free = FreeFilterbank(given)
    assert torch.equal(free.impulse_responses(), given)
    free.real.data.zero_()
    assert given.real.abs().sum() > 0
    assert sum(parameter.numel() for parameter in free.parameters()) == 2 * 3 * 1_601


@pytest.mark.parametrize("kind", BANKS)
def test_two_numbers_per_filter_are_learned_and_each_has_a_unit(kind):
    filters = bank(kind)
    names = [name for name, _ in filters.named_parameters()]
    assert len(names) == 2
    assert all(parameter.shape == (3,) for parameter in filters.parameters())
    assert set(filters.units()) == set(names)
    assert all(unit > 0 for unit in filters.units().values())
    filters(tone(1_100)[None]).abs().square().sum().backward()
    assert all((parameter.grad != 0).any() for parameter in filters.parameters())


@pytest.mark.parametrize("kind", BANKS)
@pytest.mark.parametrize("value", [-1e9, -1.0, 0.0, 1e9])
def test_responses_and_gradients_are_finite_wherever_learning_carries_them(kind, value):
    filters = bank(kind, kernel_size=401)
    for parameter in filters.parameters():
        parameter.data.fill_(value)
    taps = filters.impulse_responses()
    taps.abs().square().sum().backward()
    assert torch.view_as_real(taps).isfinite().all() if taps.is_complex() else taps.isfinite().all()
    assert all(parameter.grad.isfinite().all() for parameter in filters.parameters())


@pytest.mark.parametrize("kind", ["gabor", "gammatone"])
def test_what_is_held_learns_again_once_it_is_brought_back(kind):
    filters = bank(kind, kernel_size=401)
    filters.center_rad.data[0] = 4.0
    assert filters.at_limit().tolist() == [True, False, False]
    filters(tone(7_900)[None]).abs().square().sum().backward()
    assert filters.center_rad.grad[0] == 0
    filters.keep_in_range()
    assert filters.center_rad[0].item() == pytest.approx(torch.pi)


@pytest.mark.parametrize("rate", [4_000, 16_000, 48_000])
def test_sinc_filters_come_back_from_every_end_of_their_range_and_learn_there(rate):
    filters = SincFilterbank([0.2 * rate] * 4, [200, 210, 220, 230], kernel_size=101, sample_rate=rate)
    with torch.no_grad():
        filters.low[:2] = torch.tensor([0.7, 0.0])
        filters.band[2:] = torch.tensor([0.9, 0.0])
    filters.keep_in_range()
    low, high = filters.cutoffs()
    assert (high - low >= 49 / rate).all()
    assert filters.at_limit().all()
    taps = filters.impulse_responses()
    (taps * torch.randn(taps.shape, generator=torch.Generator().manual_seed(0))).sum().backward()
    assert all((parameter.grad != 0).all() for parameter in filters.parameters())


def test_sinc_filters_that_start_as_narrow_as_they_may_be_can_grow():
    with pytest.warns(UserWarning, match="3 of 3 filters start beyond"):
        filters = SincFilterbank([500.0, 600.0, 700.0], [30.0, 30.0, 30.0], kernel_size=401, sample_rate=16_000)
    filters(noise()[None]).square().sum().backward()
    assert (filters.band.grad != 0).all()


@pytest.mark.parametrize("kind", BANKS)
def test_filters_that_begin_beyond_their_range_or_coincide_are_warned_of(kind):
    with pytest.warns(UserWarning, match="1 of 2 filters start beyond their range"):
        bank(kind, [(1_000.0, 1.0), (2_000.0, 300.0)], kernel_size=101)
    with pytest.warns(UserWarning, match="2 filters start at 1 different places"):
        bank(kind, [(2_000.0, 400.0), (2_000.0, 400.0)], kernel_size=401)


@pytest.mark.parametrize("kind", BANKS)
def test_a_warning_points_at_the_line_that_made_the_bank(kind):
    with pytest.warns(UserWarning, match="filters start") as warned:
        BANKS[kind]([2_000.0, 2_000.0, 1_000.0], [400.0, 400.0, 1.0], kernel_size=401, sample_rate=RATE)
    assert [warning.filename for warning in warned] == [__file__] * 2


@pytest.mark.parametrize("kind", BANKS)
def test_centres_are_told_exactly(kind):
    centers = torch.tensor([500.0, 1_000.0, 5_000.0])
    filters = bank(kind, [(hz, 200.0) for hz in centers.tolist()], kernel_size=401)
    torch.testing.assert_close(filters.center_cycles() * RATE, centers)
    assert not filters.center_cycles().requires_grad


def test_a_gabor_gain_is_used_from_half_the_spectrum_down_to_2_over_kernel_size_of_it():
    """Full width at half gain, √(2 ln 2) · rate / (π σ), over half the rate."""
    filters = bank("gabor", [(1_000.0, 200.0), (2_000.0, 200.0), (3_000.0, 200.0)], kernel_size=401)
    filters.sigma_samples.data = torch.tensor([1e-3, 1e6, 30.0])
    shares = 2 * (2 * log(2)) ** 0.5 / (pi * filters.clamped("sigma_samples").detach())
    torch.testing.assert_close(shares, torch.tensor([0.5, 2 / 401, 2 * (2 * log(2)) ** 0.5 / (pi * 30)]))


@pytest.mark.parametrize("kind", BANKS)
@pytest.mark.parametrize("bands", [[(9_000.0, 100.0)], [(-1.0, 100.0)], [(1_000.0, 0.0)], [(1_000.0, float("nan"))]])
def test_bands_that_make_no_sense_are_refused(kind, bands):
    with pytest.raises(ValueError, match=r"got .*allowed"):
        bank(kind, bands)


def test_unequal_numbers_of_centres_and_widths_and_real_free_filters_are_refused():
    with pytest.raises(ValueError, match=r"got .*allowed"):
        GaborFilterbank([1.0, 2.0], [1.0], kernel_size=401, sample_rate=RATE)
    with pytest.raises(ValueError, match=r"got .*allowed"):
        GaborFilterbank([1.0], [1.0], kernel_size=3, sample_rate=RATE)
    with pytest.raises(ValueError, match=r"got .*allowed"):
        FreeFilterbank(torch.zeros(3, 5))


@pytest.mark.parametrize("envelope", [1.0, 1e-30, 1e-40, 1e-44, 0.0])
def test_a_filter_learns_where_its_envelope_has_almost_vanished(envelope):
    envelope, angle = torch.tensor([envelope], requires_grad=True), torch.tensor([0.3], requires_grad=True)
    complex_modulate(envelope, angle).real.backward()
    torch.testing.assert_close(envelope.grad, angle.detach().cos())
    torch.testing.assert_close(angle.grad, -envelope.detach() * angle.detach().sin())


@pytest.mark.parametrize("kind", ["gabor", "gammatone"])
def test_no_tap_is_too_small_for_a_processor_to_be_quick_with(kind):
    taps = torch.view_as_real(bank(kind, [(7_000.0, 1_500.0), (3_000.0, 400.0)]).impulse_responses())
    envelope = taps.detach().norm(dim=-1)
    assert (envelope == 0).any()  # it does vanish
    assert envelope[envelope > 0].min() > 1e-31
