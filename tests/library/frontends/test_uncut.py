"""Filters that nothing cuts: as long as their bandwidths ask, and equal to cut ones wherever those are long enough."""

import pytest
import torch
import torch.nn.functional as F

from frontear.dsp.signals import noise, tone
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.gabor import LONGEST_SIGMA
from frontear.filterbanks.initial import initial
from frontear.frontends.leaf import leaf
from frontear.frontends.leaf_fft import pooled_energies
from frontear.frontends.overlap_blocks import Blocks
from frontear.layers import GaussianPooling, SquaredModulus

RATE = 16_000
CENTER_HZ, WIDTH_HZ = [200.0, 1_000.0, 3_000.0, 7_900.0], [8.0, 60.0, 400.0, 2_000.0]


def stages(kernel_size=None, dtype=torch.float32):
    bank = GaborFilterbank(CENTER_HZ, WIDTH_HZ, kernel_size=kernel_size, sample_rate=RATE)
    return bank.to(dtype), GaussianPooling(len(CENTER_HZ), kernel_size=401, hop_length=160).to(dtype)


def learned(bank, pooling, energies):
    """Slopes of a sum in which every frame counts otherwise, and loud filters no more than soft ones."""
    counts = torch.linspace(-1, 1, energies.shape[-1]) / energies.detach().amax(dim=(0, 2), keepdim=True)
    return torch.autograd.grad((energies * counts).sum(), [*bank.parameters(), *pooling.parameters()])


@pytest.mark.parametrize("seconds", [0.2, 1.1])
def test_an_uncut_filter_is_a_cut_one_whose_kernel_is_long_enough(seconds):
    waveform = noise(seconds=seconds)[None]
    (bank, pooling), (long, _) = stages(), stages(kernel_size=8_001)  # over eight σ of the narrowest
    direct = pooling(SquaredModulus()(long(waveform)))
    energies = {"fourier": pooled_energies(bank, pooling, waveform), "cut": pooled_energies(long, pooling, waveform)}
    energies["direct"] = pooling(SquaredModulus()(bank(waveform)))
    for energy in energies.values():
        assert (energy - direct).abs().max() <= 1e-3 * direct.max()
    expected = learned(long, pooling, direct)
    for slopes in (learned(bank, pooling, energies[name]) for name in ("fourier", "direct")):
        for mine, theirs in zip(slopes, expected, strict=True):
            assert (mine - theirs).abs().max() <= 1e-2 * theirs.abs().max()


@pytest.mark.filterwarnings("ignore:.*filters start")
def test_a_filter_cut_to_the_window_hears_wider_than_its_bandwidth_and_an_uncut_one_does_not():
    """A gain of half at half the bandwidth from the centre: 4 Hz of 8; cut to 25 ms, 4 Hz are as the centre."""
    waveform = tone(204, seconds=2)[None]
    (bank, pooling), (cut, _) = stages(), stages(kernel_size=401)
    at_center = pooled_energies(bank, pooling, tone(200, seconds=2)[None])[0, 0, 100]
    assert (pooled_energies(bank, pooling, waveform)[0, 0, 100] / at_center).item() == pytest.approx(0.25, abs=2e-3)
    at_center = pooled_energies(cut, pooling, tone(200, seconds=2)[None])[0, 0, 100]
    assert pooled_energies(cut, pooling, waveform)[0, 0, 100] > 0.95 * at_center


@pytest.mark.parametrize("name", ["center_rad", "sigma_samples"])
def test_slopes_are_those_of_finite_differences(name):
    (bank, pooling), waveform = stages(dtype=torch.float64), noise(seconds=0.4)[None].double()
    parameter = getattr(bank, name)
    pooled_energies(bank, pooling, waveform).sum(dim=(0, 2)).log().sum().backward()
    for number, slope in enumerate(parameter.grad.tolist()):
        start, step = parameter[number].item(), 1e-5 * (1 if name == "sigma_samples" else 0.1)
        ends = []
        for value in (start - step, start + step):
            parameter.data[number] = value
            ends.append(pooled_energies(bank, pooling, waveform).sum(dim=(0, 2)).log().sum().item())
        parameter.data[number] = start
        assert (ends[1] - ends[0]) / (2 * step) == pytest.approx(slope, rel=2e-2, abs=1e-6)


def test_blocks_follow_the_longest_filter_and_their_work_the_sound():
    longest = stages()[0].n_taps
    assert longest > 0.37 * RATE  # four σ at each side of a filter 8 Hz wide
    blocks = [Blocks(RATE * seconds, longest, 401, 160) for seconds in (1, 10, 60)]
    assert len({each.length for each in blocks}) == 1
    assert blocks[0].length <= 2.5 * longest
    assert len(blocks[2].starts) * blocks[2].length <= 3 * 60 * RATE


def test_a_bank_grows_with_the_filter_that_learns_to_be_narrow():
    bank, pooling = stages()
    before = bank.n_taps
    with torch.no_grad():
        bank.sigma_samples[0] *= 2
    assert bank.n_taps == pytest.approx(2 * before, abs=10)
    assert bank.impulse_responses().shape == (4, bank.n_taps)
    assert pooled_energies(bank, pooling, noise()[None]).shape == (1, 4, 100)


def test_how_much_silence_follows_is_not_heard():
    """Four hops of it at least, as a classifier gives each clip."""
    (bank, pooling), waveform = stages(), noise(seconds=0.5)[None]
    alone, in_batch = (pooled_energies(bank, pooling, F.pad(waveform, (0, n)))[..., :50] for n in (640, 20_000))
    assert (in_batch - alone).abs().max() <= 1e-3 * alone.max()


@pytest.mark.parametrize("value", [-1e6, 1e6])
def test_wherever_learning_carries_it_the_front_end_stays_finite(value):
    frontend = leaf(uncut=True, n_filters=8)
    with torch.no_grad():
        for parameter in frontend.parameters():
            parameter.fill_(value)
    features = frontend(noise(seconds=0.1)[None])
    features.sum().backward()
    assert features.isfinite().all()
    assert all(parameter.grad.isfinite().all() for parameter in frontend.parameters())
    frontend.filterbank.keep_in_range()
    assert frontend.filterbank.sigma_samples.max() <= LONGEST_SIGMA


def test_the_recipe_makes_filters_as_narrow_as_mel_asks_for():
    asked_hz = initial("mel", 64)[1][0].item()
    uncut, cut = (leaf(n_filters=64, uncut=uncut).spec.bands().width_hz[0].item() for uncut in (True, False))
    assert uncut == pytest.approx(asked_hz, rel=1e-2)
    assert cut > 1.2 * asked_hz
