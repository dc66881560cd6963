from math import log

import numpy as np
import pytest
import torch

from frontear.analysis.invariance import band_correlation, change, gain_curve, histogram, mean_correlation, noise_curve
from frontear.data.clip import clip
from frontear.dsp.signals import mix, noise
from frontear.frontends import log_mel
from frontear.layers.compression import PCEN, Decibel, Log, Root

GAINS_DB = torch.tensor([-30.0, -6.0, 0.0, 6.0, 30.0])
MEL = log_mel()[:4]


def energies(n_frames=300, n_filters=4):
    energy = np.random.default_rng(0).exponential(size=(1, n_filters, n_frames))
    return torch.from_numpy(energy).float() + 1e-3


def test_a_gain_moves_a_log_picture_by_the_same_step_everywhere():
    energy = energies()
    steps = GAINS_DB.abs() * log(10) / 10
    got = gain_curve(Log(floor=1e-12), energy, gains_db=GAINS_DB)
    torch.testing.assert_close(got, steps / energy.log().std(correction=0), rtol=1e-4, atol=1e-6)


def test_decibels_move_by_the_gain_and_not_at_all_once_the_loudest_is_the_reference():
    energy = energies()
    spread = (10 * energy.log10()).std(correction=0)
    torch.testing.assert_close(
        gain_curve(Decibel(), energy, gains_db=GAINS_DB), GAINS_DB.abs() / spread, rtol=1e-4, atol=1e-6
    )
    after_the_loudest = gain_curve(lambda e: Decibel()(e / e.amax((-2, -1), keepdim=True)), energy, gains_db=GAINS_DB)
    torch.testing.assert_close(after_the_loudest, torch.zeros(5), atol=1e-5, rtol=0)


def test_a_gain_stretches_a_root_by_its_power():
    energy, root = energies(), Root(power=0.5, floor=1e-12)
    picture = energy.sqrt()
    expected = (10 ** (GAINS_DB / 20) - 1).abs() * picture.mean() / picture.std(correction=0)
    torch.testing.assert_close(gain_curve(root, energy, gains_db=GAINS_DB), expected, rtol=1e-3, atol=1e-4)


def test_pcen_hears_no_gain_where_alpha_is_one_and_less_than_log_as_it_comes():
    energy = MEL(clip("sentence", sample_rate=16_000).waveform[None])
    with torch.no_grad():
        exact, usual, log_curve = (
            gain_curve(module, energy, gains_db=GAINS_DB) for module in (PCEN(40, alpha=1.0), PCEN(40), Log())
        )
    moved = GAINS_DB != 0
    assert (exact < 0.01).all()
    assert (usual[moved] < log_curve[moved] / 3).all()
    assert log_curve[2] == 0
    assert usual[2] == pytest.approx(0, abs=1e-8)  # sounds side by side are added up in another order


def test_noise_changes_a_picture_more_the_louder_it_is():
    waveform = clip("yes", sample_rate=16_000).waveform
    for module in (Log(), Root()):
        curve = noise_curve(module, waveform, energies=MEL, snrs_db=torch.tensor([200.0, 40.0, 20.0, 0.0]))
        assert (curve.diff() > 0).all()
        assert curve[0] < 1e-3


def test_the_noise_is_mixed_in_at_the_ratio_that_was_asked_for():
    waveform, hiss = noise(seed=1), noise(seed=5)
    expected = change(Log()(MEL(mix(waveform, hiss, snr_db=10)[None])), Log()(MEL(waveform[None])))
    got = noise_curve(Log(), waveform, energies=MEL, snrs_db=torch.tensor([10.0]), seed=5)
    torch.testing.assert_close(got, expected)


def test_a_change_is_counted_in_standard_deviations_and_needs_a_spread():
    reference = torch.tensor([[[-1.0, 1.0]]])
    assert change(reference + 3, reference).tolist() == [3]
    assert change(10 * reference + 30, 10 * reference).tolist() == [3]
    flat = torch.zeros(1, 2, 2)
    assert change(torch.stack([flat[0], flat[0] + 1]), flat).tolist() == [0, float("inf")]


def test_correlations_equal_numpys():
    features = torch.randn(3, 5, 40, generator=torch.Generator().manual_seed(0)).cumsum(1)
    expected = np.corrcoef(features.transpose(0, 1).flatten(1))
    np.testing.assert_allclose(band_correlation(features), expected, atol=1e-5)
    off_diagonal = np.abs(expected)[~np.eye(5, dtype=bool)].mean()
    assert mean_correlation(band_correlation(features)) == pytest.approx(off_diagonal, abs=1e-5)


def test_equal_bands_correlate_fully_independent_ones_hardly_and_constant_ones_not_at_all():
    band = torch.randn(1, 1, 5_000, generator=torch.Generator().manual_seed(0))
    assert mean_correlation(band_correlation(band.expand(-1, 3, -1) * torch.tensor([[1.0], [-2.0], [1e-3]]))) == 1
    assert mean_correlation(band_correlation(torch.randn(1, 4, 5_000))) < 0.05
    constant = band_correlation(torch.cat([band, torch.full_like(band, 0.1), torch.zeros_like(band)], dim=1))
    assert torch.equal(constant, torch.eye(3))


def test_filters_that_overlap_correlate_more_after_the_log_than_before():
    energy = MEL(clip("sentence", sample_rate=16_000).waveform[None])
    before, after = (mean_correlation(band_correlation(picture)) for picture in (energy, Log()(energy)))
    assert before < after


def test_a_histogram_equals_numpys_and_its_shares_sum_to_one():
    features = torch.randn(2, 4, 100, generator=torch.Generator().manual_seed(0))
    centres, shares = histogram(features, n_cells=25)
    counts, edges = np.histogram(features, bins=25)
    np.testing.assert_allclose(centres, (edges[1:] + edges[:-1]) / 2, atol=1e-5)
    assert np.abs(shares.numpy() * 800 - counts).sum() <= 4  # a value on an edge may fall to either side
    assert shares.sum().item() == pytest.approx(1)


def test_a_picture_of_one_value_has_a_histogram():
    centres, shares = histogram(torch.full((1, 4, 10), -11.5))
    assert centres.isfinite().all()
    assert shares.max() == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: gain_curve(Log(), torch.ones(2, 4, 10), gains_db=GAINS_DB),
        lambda: noise_curve(Log(), torch.ones(1, 100), energies=MEL, snrs_db=GAINS_DB),
        lambda: noise_curve(Log(), torch.zeros(100), energies=MEL, snrs_db=GAINS_DB),
        lambda: band_correlation(torch.ones(4, 10)),
        lambda: mean_correlation(torch.ones(1, 1)),
        lambda: mean_correlation(torch.ones(2, 3)),
        lambda: histogram(torch.ones(0)),
        lambda: histogram(torch.ones(3), n_cells=0),
    ],
)
def test_what_cannot_be_measured_is_refused(make):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        make()
