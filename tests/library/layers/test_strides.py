"""Hops that learn: equal to a fixed one where they are set to it, with true slopes, and the faults DiffStride has."""

import pytest
import torch
import torch.nn.functional as F

from frontear.dsp.signals import noise
from frontear.frontends.leaf import leaf
from frontear.frontends.streaming import Streaming
from frontear.layers import DiffStridePooling, GaussianPooling, HopPooling, OwnHopPooling
from frontear.models import paradigm_classifier

RATE = 16_000


def energies(n_samples=4_000, n_filters=3, dtype=torch.float32):
    generator = torch.Generator().manual_seed(0)
    return torch.rand(2, n_filters, n_samples, generator=generator, dtype=dtype).square()


def diffstride(stride, hop_length=40):
    return DiffStridePooling(GaussianPooling(3, kernel_size=401, hop_length=hop_length), stride=stride)


def test_a_hop_that_was_not_moved_is_a_fixed_one():
    learned, fixed = HopPooling(3, hop_length=160), GaussianPooling(3, kernel_size=401, hop_length=160)
    assert (learned.hop_length, learned.kernel_size) == (160, 401)
    torch.testing.assert_close(learned(energies()), fixed(energies()))


@pytest.mark.parametrize("octaves", [-3, -1.0, 0.3, 2.0, 9.0])
def test_the_hop_is_twice_sigma_and_the_frames_follow_it(octaves):
    pooling = HopPooling(3, hop_length=160)
    pooling.octaves.data.fill_(octaves)
    hop = 160 * 2 ** min(octaves, 3)
    assert pooling.hop_length == round(hop)
    torch.testing.assert_close(pooling.sigma_samples(), torch.full((3,), hop / 2))
    assert pooling(energies()).shape == (2, 3, -(-4_000 // round(hop)))
    assert pooling.frames_share().item() == pytest.approx(160 / hop, rel=1e-6)


SPREAD = torch.tensor([0.0, -1.0, 1.3])


def own_hops(octaves, hop_length=160):
    pooling = OwnHopPooling(len(octaves), hop_length=hop_length)
    pooling.octaves.data.copy_(octaves)
    return pooling


def test_hops_of_each_filter_that_were_not_moved_are_one_for_all():
    torch.testing.assert_close(own_hops(torch.zeros(3))(energies()), HopPooling(3, hop_length=160)(energies()))


def test_each_filter_has_its_own_window_and_holds_its_frame_until_its_next():
    pooling, energy = own_hops(SPREAD), energies()
    assert pooling.hop_length == 80
    assert pooling.hops().tolist() == [160, 80, 400]  # 160 · 2^1.3 is 394, of columns of 80 nearest to five
    frames = pooling(energy)
    assert frames.shape == (2, 3, 50)
    for row, columns in enumerate((2, 1, 5)):
        alone = HopPooling(1, hop_length=160)
        alone.octaves.data.copy_(SPREAD[row])
        window = alone.impulse_responses()[0]
        for first in (0, columns, 4 * columns):
            middle = 80 * first + 40  # of the finest hop
            around = F.pad(energy[:, row], (1_000, 1_000))[:, 1_000 + middle - len(window) // 2 :][:, : len(window)]
            expected = (around * window).sum(dim=1, keepdim=True).expand(-1, columns)
            torch.testing.assert_close(frames[:, row, first : first + columns], expected, rtol=2e-3, atol=0)


def test_the_price_of_own_hops_is_that_of_the_frames_of_all_filters():
    assert own_hops(torch.tensor([0.0, -1.0, 1.0])).frames_share().item() == pytest.approx((1 + 2 + 0.5) / 3)


def test_a_stride_of_one_crops_nothing():
    pooling = diffstride(stride=1)
    assert pooling.hop_length == 40
    torch.testing.assert_close(pooling(energies()), pooling.fine(energies()), atol=1e-4, rtol=1e-5)


def test_a_swing_slower_than_the_stride_is_kept_where_it_was_and_a_faster_one_is_gone():
    """Energies of 4,000 samples that swing 5 and 40 times; 20 frames, kept whole up to 8 swings, nothing over 10."""
    pooling, time = diffstride(stride=6.25), torch.arange(4_000) / 4_000
    assert pooling.hop_length == 200
    slow, fast = (torch.cos(2 * torch.pi * swings * time).expand(1, 3, -1) for swings in (5, 40))
    frames = pooling.cropped(slow[..., 20::40], 4_000)
    torch.testing.assert_close(frames, slow[..., 100::200], atol=1e-3, rtol=0)
    assert pooling.cropped(fast[..., 20::40], 4_000).abs().max() < 1e-3


def test_each_own_hop_has_its_true_slope():
    pooling, energy = own_hops(SPREAD + 1e-3).double(), energies(dtype=torch.float64)
    pooling(energy).square().sum().backward()
    for row in range(3):
        ends = []
        for step in (-1e-6, 1e-6):
            moved = own_hops(SPREAD + 1e-3).double()
            moved.octaves.data[row] += step
            ends.append(moved(energy).square().sum().item())
        assert (ends[1] - ends[0]) / 2e-6 == pytest.approx(pooling.octaves.grad[row].item(), rel=1e-3)


@pytest.mark.parametrize("make", [lambda: HopPooling(3, hop_length=160), lambda: diffstride(stride=4.1)])
@pytest.mark.parametrize("octaves", [-0.4999, 0.1001])
def test_slopes_are_those_of_finite_differences(make, octaves):
    """Between the places where the hop changes by a sample."""
    pooling, energy = make().double(), energies(dtype=torch.float64)
    pooling.octaves.data.fill_(octaves)
    pooling(energy).square().sum().backward()
    ends = []
    for step in (-1e-6, 1e-6):
        pooling.octaves.data.fill_(octaves + step)
        ends.append(pooling(energy).square().sum().item())
    assert (ends[1] - ends[0]) / 2e-6 == pytest.approx(pooling.octaves.grad.item(), rel=1e-4)


@pytest.mark.parametrize("hop", ["window", "diffstride"])
@pytest.mark.parametrize("octaves", [0.0, -0.7, 0.8])
def test_leaf_hears_the_same_in_the_fourier_domain_and_the_spec_says_the_hop(hop, octaves):
    fast, direct = leaf(hop=hop, n_filters=8, uncut=True), leaf(hop=hop, n_filters=8, uncut=True, method="direct")
    for frontend in (fast, direct):
        frontend.pooling.octaves.data.fill_(octaves)
    waveform = noise(seconds=0.4)[None]
    features, expected = fast(waveform), direct(waveform)
    assert fast.spec.hop_length == pytest.approx(160 * 2**octaves, abs=1)
    assert features.shape == expected.shape == (1, 8, -(-6_400 // fast.spec.hop_length))
    assert (features - expected).abs().max() <= 4e-3 * expected.max()
    slopes = (
        torch.autograd.grad(each.sum(), frontend.pooling.octaves)[0]
        for each, frontend in ((features, fast), (expected, direct))
    )
    torch.testing.assert_close(*slopes, rtol=2e-2, atol=0)


def test_leaf_with_a_hop_for_each_filter_hears_the_same_in_the_fourier_domain():
    fast, direct = (leaf(hop="each", n_filters=8, uncut=True, method=method) for method in ("fourier", "direct"))
    for frontend in (fast, direct):
        frontend.pooling.octaves.data.copy_(torch.linspace(-1, 2, 8))
    waveform = noise(seconds=0.4)[None]
    features, expected = fast(waveform), direct(waveform)
    assert fast.spec.hop_length == 80
    assert features.shape == expected.shape == (1, 8, 80)
    assert (features - expected).abs().max() <= 4e-3 * expected.max()


def with_silence(hop, octaves):
    """Features of a clip followed by four hops of silence, and of the same followed by a second."""
    frontend = leaf(hop=hop, n_filters=8)
    frontend.pooling.octaves.data.fill_(octaves)
    waveform, hop_length = noise(seconds=0.5)[None], frontend.spec.hop_length
    return (frontend(F.pad(waveform, (0, n)))[..., : 8_000 // hop_length] for n in (4 * hop_length, RATE))


def test_silence_behind_a_clip_is_not_heard_with_the_window_and_is_with_diffstride():
    for octaves in (0.0, 0.77):
        alone, padded = with_silence("window", octaves)
        assert (padded - alone).abs().max() <= 1e-3 * alone.max()
    alone, padded = with_silence("diffstride", 0.77)
    assert (padded - alone).abs().max() > 1e-2 * alone.max()


@pytest.mark.parametrize(("hop", "octaves"), [("window", torch.full((1,), 0.63)), ("each", torch.linspace(-1, 2, 8))])
def test_a_classifier_whose_hop_has_learned_scores_padded_as_alone(hop, octaves):
    frontend = leaf(sample_rate=8_000, hop=hop, n_filters=8)
    model = paradigm_classifier("small-rectangular", frontend, n_classes=3).eval()
    frontend.pooling.octaves.data.copy_(octaves)
    assert model.hop_length == round(80 * 2 ** octaves[0].item())
    clips = [noise(seconds=seconds, sample_rate=8_000, seed=seed)[None] for seed, seconds in enumerate((0.5, 1.1))]
    lengths = torch.tensor([clip.shape[1] for clip in clips])
    batch = torch.cat([F.pad(clip, (0, int(lengths.max()) - clip.shape[1])) for clip in clips])
    with torch.no_grad():
        together, alone = model(batch, lengths), torch.cat([model(clip) for clip in clips])
    assert (together - alone).abs().max() <= 1e-3 * alone.abs().max()
    with pytest.raises(ValueError, match=r"got a hop that learns, allowed for feed-forward is a fixed one"):
        paradigm_classifier("small-rectangular", frontend, n_classes=3, backend="feed-forward", length=8_000)


def test_diffstrides_last_frame_reaches_the_first_and_its_energies_may_be_negative():
    pooling, energy = diffstride(stride=5), torch.zeros(1, 3, 4_000)
    energy[..., -100:] = 1
    frames = pooling(energy)
    assert frames[..., 0].abs().max() > 1e-2 * frames.max()
    assert frames.min() < 0
    assert HopPooling(3, hop_length=160)(energy)[..., :20].abs().max() == 0


def test_a_learned_hop_is_heard_by_block_as_at_once_and_others_are_refused():
    frontend, waveform = leaf(hop="window", n_filters=4), noise(seconds=0.2)[None]
    frontend.pooling.octaves.data.fill_(0.3)
    (first, state), whole = Streaming(frontend).step(waveform[:, :1_500]), frontend(waveform)
    features = torch.cat([first, Streaming(frontend).step(waveform[:, 1_500:], state)[0]], dim=2)
    assert 0 < features.shape[2] <= whole.shape[2]
    assert (features - whole[..., : features.shape[2]]).abs().max() <= 4e-3 * whole.max()
    with pytest.raises(ValueError, match="got a stage DiffStridePooling"):
        Streaming(leaf(hop="diffstride"))
    with pytest.raises(ValueError, match="got a stage OwnHopPooling"):
        Streaming(leaf(hop="each"))


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match=r"got hop 'learned', allowed are fixed, window, each, diffstride"):
        leaf(hop="learned")
    with pytest.raises(ValueError, match=r"got 3 filters and a hop of 1, allowed are"):
        HopPooling(3, hop_length=1)
    with pytest.raises(ValueError, match=r"got 0 filters and a hop of 160, allowed are"):
        OwnHopPooling(0, hop_length=160)
    with pytest.raises(ValueError, match=r"got a stride of 0.5, allowed is 1 or more"):
        diffstride(stride=0.5)
