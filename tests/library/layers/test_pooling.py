import numpy as np
import pytest
import torch

from frontear.dsp.spectrogram import frames
from frontear.layers.energy import Floor, SquaredModulus
from frontear.layers.pooling import FreePooling, GaussianPooling, MaxPooling, padded

POOLS = {"gaussian": lambda **lengths: GaussianPooling(3, **lengths), "free": FreePooling, "max": MaxPooling}


@pytest.fixture(params=POOLS)
def pool(request):
    return POOLS[request.param]


@pytest.mark.parametrize("time", [1, 159, 160, 161, 1_000])
@pytest.mark.parametrize(("kernel_size", "hop_length"), [(401, 160), (100, 160), (5, 2), (401, 1)])
def test_there_are_ceil_of_time_over_hop_frames(pool, time, kernel_size, hop_length):
    pooled = pool(kernel_size=kernel_size, hop_length=hop_length)(torch.rand(2, 3, time))
    assert pooled.shape == (2, 3, -(-time // hop_length))


def test_frames_see_what_the_frames_of_a_spectrogram_see():
    energy = torch.rand(1, 1_000)
    expected = frames(energy, win_length=401, hop_length=160)
    seen = padded(energy, 401, 160).unfold(1, 401, 160)
    assert torch.equal(seen, expected)


def test_what_comes_later_shifts_no_frame(pool):
    module, energy = pool(kernel_size=401, hop_length=160), torch.rand(1, 3, 4_000)
    longer = torch.cat([energy, torch.zeros(1, 3, 777)], dim=2)
    torch.testing.assert_close(module(longer)[..., :22], module(energy)[..., :22])


def test_gaussian_pooling_is_its_formula():
    """exp(−½ (n / (0.4 · 200))²), not normalised: the gain of 401 taps is 198."""
    module = GaussianPooling(1, kernel_size=401, hop_length=160)
    taps = np.exp(-0.5 * (np.arange(-200, 201) / 80) ** 2)
    np.testing.assert_allclose(module.impulse_responses()[0].detach(), taps, rtol=1e-5)
    steady = module(torch.ones(1, 1, 4_000))[0, 0, 10]
    assert steady.item() == pytest.approx(taps.sum(), rel=1e-5)
    assert steady.item() == pytest.approx(198, abs=0.5)


def test_no_tap_of_a_narrow_gaussian_is_too_small_for_a_processor_to_be_quick_with():
    pooling = GaussianPooling(1, kernel_size=401, hop_length=160)
    with torch.no_grad():
        pooling.width.fill_(0.02)
        taps = pooling.impulse_responses()
    assert (taps == 0).any()
    assert taps[taps > 0].min() > 1e-31


def test_a_width_beyond_its_range_is_used_at_its_end_and_brought_back():
    module = GaussianPooling(3, kernel_size=401, hop_length=160)
    module.width.data = torch.tensor([-1.0, 0.3, 9.0])
    torch.testing.assert_close(module.clamped("width").detach(), torch.tensor([2 / 401, 0.3, 0.5]))
    assert module.at_limit().tolist() == [True, False, True]
    module.keep_in_range()
    torch.testing.assert_close(module.width.detach(), torch.tensor([2 / 401, 0.3, 0.5]))


def test_free_pooling_starts_as_a_squared_hann_window():
    module = FreePooling(kernel_size=401, hop_length=160)
    torch.testing.assert_close(
        module.taps.detach(), torch.from_numpy(np.hanning(401)).float().square(), atol=1e-6, rtol=0
    )
    torch.testing.assert_close(module(torch.ones(1, 2, 4_000))[0, :, 10], module.taps.sum().expand(2))


def test_max_pooling_keeps_the_largest_value_of_each_window_and_silence_before_it_is_none():
    energy = -torch.rand(1, 1, 1_000) - 1
    pooled = MaxPooling(kernel_size=401, hop_length=160)(energy)
    assert pooled[0, 0, 0] == energy[0, 0, :281].max()
    assert pooled[0, 0, 3] == energy[0, 0, 360:761].max()


def test_energy_is_the_squared_modulus_and_never_below_the_floor():
    subbands = torch.complex(torch.tensor([3.0, 0.0]), torch.tensor([4.0, 1e-4]))
    torch.testing.assert_close(SquaredModulus()(subbands), torch.tensor([25.0, 1e-8]), atol=0, rtol=1e-6)
    torch.testing.assert_close(SquaredModulus()(torch.tensor([-3.0])), torch.tensor([9.0]))
    torch.testing.assert_close(Floor()(SquaredModulus()(subbands)), torch.tensor([25.0, 1e-5]), atol=0, rtol=1e-6)


@pytest.mark.parametrize(
    "make",
    [
        lambda: GaussianPooling(0, kernel_size=401, hop_length=160),
        lambda: GaussianPooling(3, kernel_size=3, hop_length=160),
        lambda: FreePooling(kernel_size=401, hop_length=0),
        lambda: MaxPooling(kernel_size=0, hop_length=160),
        lambda: Floor(floor=0),
    ],
)
def test_what_cannot_pool_is_refused(make):
    with pytest.raises(ValueError, match=r"got .*allowed"):
        make()
