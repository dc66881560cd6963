from pathlib import Path

import numpy as np
import pytest
import torch

from frontear.dsp.signals import noise, silence, tone
from frontear.filterbanks.initial import initial
from frontear.frontends.base import Frontend
from frontear.frontends.leaf import Leaf, leaf

GOLDEN = np.load(Path(__file__).parents[2] / "data" / "leaf_audio_reference.npz")
NAMES = {
    "compression.smooth": "leaf/leaf.PCEN.EMA.smooth",
    "compression.alpha": "leaf/leaf.PCEN.alpha",
    "compression.delta": "leaf/leaf.PCEN.delta",
    "compression.root": "leaf/leaf.PCEN.root",
    "pooling.width": "leaf/leaf.learnable_pooling.kernel",
}


def relative_error(got, expected):
    return np.abs(got.detach().numpy() - expected).max() / np.abs(expected).max()


def golden_leaf(method):
    """Google's front-end with Google's weights."""
    frontend = leaf(method=method)
    center_rad, sigma_samples = torch.from_numpy(GOLDEN["leaf/kernel"]).T
    state = {name: torch.from_numpy(GOLDEN[theirs]).flatten() for name, theirs in NAMES.items()}
    state |= {"filterbank.center_rad": center_rad, "filterbank.sigma_samples": sigma_samples}
    frontend.load_state_dict(state)
    return frontend


@pytest.mark.parametrize("method", ["direct", "fourier"])
def test_leaf_equals_googles(method):
    features = golden_leaf(method)(torch.from_numpy(GOLDEN["x"]))
    assert relative_error(features.mT, GOLDEN["leaf"]) <= {"direct": 1e-4, "fourier": 1e-3}[method]


def test_leaf_without_compression_equals_googles():
    waveform = torch.from_numpy(GOLDEN["x"])
    assert relative_error(golden_leaf("direct")[:4](waveform).mT, GOLDEN["leaf_pooled"]) <= 1e-4


def test_the_quantised_start_is_googles():
    frontend, kernel = leaf(initialisation="mel-quantised"), torch.from_numpy(GOLDEN["leaf/kernel"])
    torch.testing.assert_close(frontend.filterbank.center_rad.detach(), kernel[:, 0])
    torch.testing.assert_close(frontend.filterbank.sigma_samples.detach(), kernel[:, 1])


def test_leaf_learns_seven_numbers_per_filter():
    assert sum(parameter.numel() for parameter in leaf().parameters()) == 280
    frontend = leaf()
    frontend(noise()[None]).square().sum().backward()
    assert all((parameter.grad != 0).any() for parameter in frontend.parameters())


def test_both_methods_have_one_state_and_the_trace_always_runs_stage_by_stage():
    fast, direct, waveform = leaf(), leaf(method="direct"), noise()[None]
    direct.load_state_dict(fast.state_dict())
    trace = dict(fast.trace(waveform))
    assert list(trace) == ["waveform", "filterbank", "energy", "pooling", "floor", "compression"]
    assert trace["filterbank"].shape == (1, 40, 16_000)
    assert torch.equal(trace["compression"], direct(waveform))
    assert relative_error(fast(waveform), direct(waveform).detach().numpy()) <= 1e-3


def test_a_part_of_leaf_is_a_plain_front_end():
    frontend = leaf()
    assert type(frontend[:2]) is Frontend
    assert frontend[0] is frontend.filterbank
    assert frontend[-1] is frontend.compression


def test_silence_is_black_and_what_is_below_the_floor_teaches_nothing():
    frontend = leaf()
    pooled = frontend[:4](silence()[None])
    assert (pooled == torch.tensor(1e-5)).all()
    frontend(1e-6 * noise()[None]).sum().backward()
    assert (frontend.filterbank.center_rad.grad == 0).all()


@pytest.mark.parametrize("hz", [300.0, 1_000.0, 3_000.0])
def test_a_tone_is_loudest_in_the_filter_next_to_it(hz):
    center_hz, _ = initial("mel")
    features = leaf()[:4](tone(hz)[None])[0, :, 50]
    assert features.argmax() == (center_hz - hz).abs().argmin()


@pytest.mark.filterwarnings("ignore:.*filters start")
@pytest.mark.parametrize("method", ["direct", "fourier"])
@pytest.mark.parametrize(("window_ms", "hop_ms"), [(5, 50), (100, 50), (100, 2), (5, 2), (50, 25)])
def test_every_window_and_hop_give_finite_features_and_gradients(method, window_ms, hop_ms):
    frontend, waveform = leaf(method=method, window_ms=window_ms, hop_ms=hop_ms, n_filters=8), noise(seconds=0.3)[None]
    features = frontend(waveform)
    features.sum().backward()
    assert features.shape == (1, 8, -(-4_800 // (hop_ms * 16)))
    assert features.isfinite().all()
    assert all(parameter.grad.isfinite().all() for parameter in frontend.parameters())


@pytest.mark.parametrize("value", [-1e6, -1.0, 0.0, 1e6])
def test_features_and_gradients_stay_finite_wherever_learning_carries_the_parameters(value):
    for method in ("direct", "fourier"):
        frontend = leaf(method=method)
        with torch.no_grad():
            for parameter in frontend.parameters():
                parameter.fill_(value)
        features = frontend(noise(seconds=0.1, amplitude=1.0)[None])
        features.sum().backward()
        assert features.isfinite().all()
        assert all(parameter.grad.isfinite().all() for parameter in frontend.parameters())


def test_what_is_no_leaf_is_refused():
    with pytest.raises(ValueError, match=r"got method .* allowed"):
        leaf(method="fast")
    with pytest.raises(ValueError, match=r"got .* allowed"):
        leaf(initialisation="random")
    assert isinstance(leaf(), Leaf)
