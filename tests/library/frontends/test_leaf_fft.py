"""The fused LEAF against direct convolution, which is its definition."""

import pytest
import torch

from frontear.data.clip import clip
from frontear.dsp.signals import chirp, clicks, noise, tone
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.initial import initial
from frontear.frontends.leaf import leaf
from frontear.frontends.leaf_fft import pooled_energies
from frontear.frontends.overlap_blocks import Blocks
from frontear.layers.energy import SquaredModulus
from frontear.layers.pooling import GaussianPooling

RATE = 16_000


def stages(kernel_size=401, hop_length=160, n_filters=40, initialisation="mel-quantised"):
    bank = GaborFilterbank(*initial(initialisation, n_filters), kernel_size=kernel_size, sample_rate=RATE)
    return bank, GaussianPooling(n_filters, kernel_size=kernel_size, hop_length=hop_length)


def anywhere(seed, **settings):
    """Filters and widths drawn over all of their ranges and a little beyond."""
    bank, pooling = stages(**settings)
    generator = torch.Generator().manual_seed(seed)
    first, second, third = torch.rand(3, len(pooling.width), generator=generator)
    bank.center_rad.data = -0.05 + 3.25 * first
    bank.sigma_samples.data = 1.4 * 120**second
    pooling.width.data = 0.004 * 150**third
    return bank, pooling


def direct(bank, pooling, waveform):
    return pooling(SquaredModulus()(bank(waveform)))


def assert_equal(bank, pooling, waveform, seed=0):
    """Energies within 1e-3 of the largest, gradients of every parameter within 1e-2 of the largest."""
    parameters = [*bank.parameters(), *pooling.parameters()]
    expected, got = direct(bank, pooling, waveform), pooled_energies(bank, pooling, waveform)
    assert got.shape == expected.shape
    assert (got - expected).abs().max() <= 1e-3 * expected.abs().max()
    slope = torch.randn(expected.shape, generator=torch.Generator().manual_seed(seed))
    slope = slope / expected.detach().amax(dim=(0, 2), keepdim=True)  # loud filters shall not hide soft ones
    expected, got = (torch.autograd.grad((energy * slope).sum(), parameters) for energy in (expected, got))
    for mine, theirs in zip(got, expected, strict=True):
        assert (mine - theirs).abs().max() <= 1e-2 * theirs.abs().max()


@pytest.mark.parametrize("time", [400, 401, 799, 1_000, 2_559, 2_561, 5_000, 16_000, 40_000])
def test_energies_and_gradients_equal_direct_convolution_at_every_length(time):
    assert_equal(*stages(), noise(seconds=time / RATE)[None])


def test_a_minute_equals_direct_convolution():
    bank, pooling = stages(n_filters=6)
    assert_equal(bank, pooling, noise(seconds=60)[None])


@pytest.mark.parametrize(("seed", "time"), [(0, 400), (1, 400), (2, 1_000), (3, 8_000)])
def test_wherever_learning_has_carried_the_filters(seed, time):
    assert_equal(*anywhere(seed), noise(seconds=time / RATE, seed=seed)[None])


@pytest.mark.parametrize("sigma", [1.5, 5.0, 30.0, 64.0, 90.0, 120.0, 150.0])
@pytest.mark.parametrize("width", [0.005, 0.05, 0.4, 0.5])
def test_the_widest_and_the_narrowest_filters_and_pools(sigma, width):
    bank, pooling = stages(n_filters=12)
    bank.sigma_samples.data.fill_(sigma)
    pooling.width.data.fill_(width)
    assert_equal(bank, pooling, noise(seconds=0.1)[None])


@pytest.mark.parametrize("hz", [1.0, 30.0, 7_970.0, 7_999.0])
def test_filters_at_both_ends_of_the_spectrum_hear_their_mirror_image(hz):
    bank = GaborFilterbank([hz, hz], [100.0, 1_000.0], kernel_size=401, sample_rate=RATE)
    assert_equal(bank, GaussianPooling(2, kernel_size=401, hop_length=160), noise(seconds=0.2)[None])


@pytest.mark.parametrize(("kernel_size", "hop_length"), [(81, 160), (81, 800), (401, 32), (1_601, 800), (51, 1)])
def test_every_window_and_hop(kernel_size, hop_length):
    bank = GaborFilterbank([1_000.0, 3_000.0], [600.0, 900.0], kernel_size=kernel_size, sample_rate=RATE)
    assert_equal(bank, GaussianPooling(2, kernel_size=kernel_size, hop_length=hop_length), noise(seconds=0.25)[None])


@pytest.mark.parametrize(
    "waveform",
    [chirp(0, 8_000), clicks([0.0, 0.3, 0.99993], amplitude=1.0), torch.ones(4_000)],
    ids=["chirp", "clicks", "dc"],
)
def test_other_sounds_than_noise(waveform):
    bank, pooling = stages()
    expected = direct(bank, pooling, waveform[None])
    assert (pooled_energies(bank, pooling, waveform[None]) - expected).abs().max() <= 1e-3 * expected.max()


def test_the_gradient_of_the_waveform_equals_direct_convolution():
    (bank, pooling), waveform = stages(), noise(seconds=0.3)[None].requires_grad_()
    expected, got = (
        torch.autograd.grad(make(bank, pooling, waveform).square().sum(), waveform)[0]
        for make in (direct, pooled_energies)
    )
    assert (got - expected).abs().max() <= 1e-2 * expected.abs().max()


def test_rows_of_a_batch_do_not_touch():
    (bank, pooling), batch = stages(), torch.stack([noise(seed=1), noise(seed=2)])
    torch.testing.assert_close(pooled_energies(bank, pooling, batch)[1:], pooled_energies(bank, pooling, batch[1:]))


def test_work_grows_in_proportion_to_length():
    """Blocks have one length, and their number grows with the sound."""
    blocks = [Blocks(RATE * seconds, 401, 401, 160) for seconds in (1, 10, 60)]
    assert len({each.length for each in blocks}) == 1
    assert len(blocks[2].starts) <= 6 * len(blocks[1].starts)
    assert len(blocks[1].starts) <= 10 * len(blocks[0].starts)


@pytest.mark.parametrize(("name", "most"), [("yes", 0.004), ("sentence", 0.004), ("birdsong", 0.02), ("bell", 0.04)])
def test_features_of_the_lessons_sounds_equal_direct_convolution_as_said(name, most):
    fast, direct = leaf(), leaf(method="direct")
    heard, expected = (frontend(clip(name).waveform[None]) for frontend in (fast, direct))
    assert (heard - expected).abs().max() <= most * expected.max()


def test_features_of_a_pure_tone_at_full_scale_differ_by_an_eighth_at_most_and_its_energies_by_a_thousandth():
    (bank, pooling), waveform = stages(), tone(1_000, amplitude=1.0)[None]
    expected = direct(bank, pooling, waveform)
    assert (pooled_energies(bank, pooling, waveform) - expected).abs().max() <= 1e-3 * expected.max()
    features = leaf(method="direct")(waveform)
    assert (leaf()(waveform) - features).abs().max() <= 0.13 * features.max()


def test_frames_that_overlap_very_much_are_computed_directly():
    waveform = noise(seconds=0.1)[None]
    assert torch.equal(leaf(hop_ms=0.5)(waveform), leaf(hop_ms=0.5, method="direct")(waveform))


def test_what_was_heard_in_inference_mode_can_be_learned_from_afterwards():
    (bank, pooling), waveform = stages(n_filters=5), noise(seconds=0.11)[None]
    with torch.inference_mode():
        heard = pooled_energies(bank, pooling, waveform)
    energy = pooled_energies(bank, pooling, waveform)
    energy.sum().backward()
    assert torch.equal(heard, energy.detach())
    assert (bank.center_rad.grad != 0).all()


def test_a_hop_of_a_second_is_a_hop_like_any_other():
    bank, pooling = stages(n_filters=6, hop_length=16_000)
    assert_equal(bank, pooling, noise(seconds=3.2)[None])


def test_what_cannot_be_transformed_is_refused():
    bank, pooling = stages(kernel_size=400)
    with pytest.raises(ValueError, match=r"got 400 .* allowed are odd"):
        pooled_energies(bank, pooling, noise()[None])
    with pytest.raises(ValueError, match="allowed is"):
        pooled_energies(*stages(), noise())
    with pytest.raises(ValueError, match="allowed is"):
        pooled_energies(*stages(), torch.zeros(1, 0))
