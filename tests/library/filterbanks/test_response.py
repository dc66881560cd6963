import numpy as np
import pytest
import scipy.spatial.distance
import torch

from frontear.dsp.signals import noise
from frontear.filterbanks import FreeFilterbank, GaborFilterbank, GammatoneFilterbank, SincFilterbank
from frontear.filterbanks.response import bands, clamp_hits, coverage, drift, fine_n_fft, gradient_norms, jensen_shannon
from frontear.frontends.leaf import leaf

RATE = 16_000
CENTERS, WIDTHS = [500.3, 2_000.0, 6_000.7], [120.0, 300.0, 800.0]


def gabors(center_hz=CENTERS, bandwidth_hz=WIDTHS):
    return GaborFilterbank(center_hz, bandwidth_hz, kernel_size=1_601, sample_rate=RATE)


def test_centre_width_and_quality_of_gabors_are_those_they_were_made_with():
    found = bands(gabors(), sample_rate=RATE)
    torch.testing.assert_close(found.center_hz, torch.tensor(CENTERS), atol=0.1, rtol=0)
    torch.testing.assert_close(found.width_hz, torch.tensor(WIDTHS), atol=0.5, rtol=0)
    half_power = torch.tensor(WIDTHS) / 2**0.5  # a Gaussian is √2 narrower there
    torch.testing.assert_close(found.quality, torch.tensor(CENTERS) / half_power, atol=0, rtol=5e-3)


@pytest.mark.parametrize("kind", [SincFilterbank, GammatoneFilterbank])
def test_other_filters_are_found_as_wide_as_they_were_made(kind):
    found = bands(kind(CENTERS, WIDTHS, kernel_size=1_601, sample_rate=RATE), sample_rate=RATE)
    torch.testing.assert_close(found.width_hz, torch.tensor(WIDTHS), atol=5, rtol=0)
    torch.testing.assert_close(
        (found.center_hz - torch.tensor(CENTERS)).abs() / torch.tensor(WIDTHS) < 0.5, torch.tensor([True] * 3)
    )


def test_a_free_bank_is_probed_like_the_one_it_copies():
    given = gabors()
    free = bands(FreeFilterbank(given.impulse_responses()), sample_rate=RATE)
    torch.testing.assert_close(free.center_hz, bands(given, sample_rate=RATE).center_hz)


@pytest.mark.parametrize(("kernel_size", "n_fft"), [(401, 4_096), (4_097, 8_192), (8_192, 8_192), (8_193, 16_384)])
def test_a_fine_transform_is_a_power_of_two_that_holds_the_filters(kernel_size, n_fft):
    assert fine_n_fft(FreeFilterbank(torch.ones(1, kernel_size) + 0j)) == n_fft


def test_filters_at_both_ends_are_as_wide_as_what_is_left_of_them():
    found = bands(gabors([0.0, 8_000.0], [200.0, 200.0]), sample_rate=RATE)
    torch.testing.assert_close(found.center_hz, torch.tensor([0.0, 8_000.0]), atol=0.1, rtol=0)
    torch.testing.assert_close(found.width_hz, torch.tensor([100.0, 100.0]), atol=0.5, rtol=0)


def test_drift_is_signed_in_hertz_and_in_initial_widths():
    before = bands(gabors(), sample_rate=RATE)
    after = bands(gabors([560.3, 1_700.0, 6_000.7], [120.0, 300.0, 400.0]), sample_rate=RATE)
    moved = drift(before, after)
    torch.testing.assert_close(moved.center_hz, torch.tensor([60.0, -300.0, 0.0]), atol=0.2, rtol=0)
    torch.testing.assert_close(moved.center_widths, torch.tensor([0.5, -1.0, 0.0]), atol=0.01, rtol=0)
    torch.testing.assert_close(moved.width_ratio, torch.tensor([1.0, 1.0, 0.5]), atol=0.01, rtol=0)


def test_coverage_is_the_sum_of_squared_gains_and_shows_the_gaps():
    filters = gabors()
    covered = coverage(filters, n_fft=16_000)
    assert covered.shape == (8_001,)
    assert covered[2_000].item() == pytest.approx(1, abs=0.01)
    assert covered[2_150].item() == pytest.approx(0.25, abs=0.01)  # half gain
    assert covered[4_000] < 1e-6
    assert coverage(leaf().filterbank, n_fft=16_000)[100:7_000].min() > 0.25


def test_the_jensen_shannon_distance_is_scipys():
    before, after = gabors(), gabors([560.0, 2_000.0, 1_000.0])
    found = jensen_shannon(before, after)
    powers = [bank.frequency_response(16_384).detach().double().numpy() ** 2 for bank in (before, after)]
    expected = scipy.spatial.distance.jensenshannon(*powers, axis=1, base=2)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found[1] == pytest.approx(0, abs=1e-6)
    assert found[2] == pytest.approx(1, abs=1e-3)


def test_clamp_hits_name_the_stage_and_the_filter():
    frontend = leaf()
    assert not any(hits.any() for hits in clamp_hits(frontend).values())
    frontend.filterbank.center_rad.data[3] = -0.1
    frontend.pooling.width.data[5] = 0.5
    frontend.compression.root.data[7] = 0.9
    hits = clamp_hits(frontend)
    assert {name: held.nonzero().flatten().tolist() for name, held in hits.items()} == {
        "filterbank": [3],
        "pooling": [5],
        "compression": [7],
    }


def test_gradient_norms_are_those_of_all_the_parameters_of_a_stage():
    frontend = leaf()
    assert gradient_norms(frontend) == {}
    frontend(noise()[None]).square().sum().backward()
    norms = gradient_norms(frontend)
    assert list(norms) == ["filterbank", "pooling", "compression"]
    squares = sum(parameter.grad.square().sum() for parameter in frontend.compression.parameters())
    assert norms["compression"] == pytest.approx(squares.sqrt().item(), rel=1e-5)
