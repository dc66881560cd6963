from pathlib import Path

import numpy as np
import torch

from frontear.dsp.signals import noise
from frontear.filterbanks import SincFilterbank
from frontear.frontends import sincnet, sincnet_plus
from frontear.frontends.sincnet import FilterNorm

RATE = 16_000
GOLDEN = np.load(Path(__file__).parents[2] / "data" / "leaf_audio_reference.npz")


def relative_error(got, expected):
    return np.abs(got.detach().numpy() - expected).max() / np.abs(expected).max()


def golden(name):
    return torch.from_numpy(GOLDEN[name]).flatten()


def with_golden_filters(frontend, name):
    low, band = torch.from_numpy(GOLDEN[f"{name}/kernel"]).T / RATE  # theirs are in Hz
    frontend.load_state_dict({"filterbank.low": low, "filterbank.band": band}, strict=False)
    return frontend


def test_sincnet_equals_googles():
    frontend = with_golden_filters(sincnet(), "SincNet")
    norm = {"weight": golden("SincNet/sincnet.layer_normalization.gamma")}
    norm["bias"] = golden("SincNet/sincnet.layer_normalization.beta")
    frontend.compression.load_state_dict(norm)
    features = frontend(torch.from_numpy(GOLDEN["x"]))
    assert relative_error(features.mT, GOLDEN["SincNet"]) <= 1e-4


def test_sincnet_plus_equals_googles():
    frontend = with_golden_filters(sincnet_plus(), "SincNetPlus")
    theirs = "SincNetPlus/sincnet_plus."
    smooth = torch.from_numpy(GOLDEN[f"{theirs}PCEN.simple_rnn.simple_rnn_cell.kernel"]).diagonal()
    state = {name: golden(f"{theirs}PCEN.{name}") for name in ("alpha", "delta", "root")} | {"smooth": smooth}
    frontend.compression.load_state_dict(state)
    frontend.pooling.load_state_dict({"width": golden(f"{theirs}learnable_pooling.kernel")})
    features = frontend(torch.from_numpy(GOLDEN["x"]))
    assert relative_error(features.mT, GOLDEN["SincNetPlus"]) <= 2e-4


def test_the_pcen_of_sincnet_plus_is_not_learned():
    frontend = sincnet_plus()
    frontend(noise()[None]).sum().backward()
    learned = [name for name, parameter in frontend.named_parameters() if parameter.grad is not None]
    assert learned == ["filterbank.low", "filterbank.band", "pooling.width"]


def test_the_filters_start_where_mel_triangles_are():
    bank = sincnet().filterbank
    assert isinstance(bank, SincFilterbank)
    low, high = bank.cutoffs()
    mel = 2_595 * torch.log10(1 + (low + high) / 2 * RATE / 700)
    torch.testing.assert_close(mel.diff()[20:], mel.diff()[20:].mean().expand(19), atol=0.5, rtol=0)


def test_the_norm_leaves_each_frame_without_mean_and_with_variance_one():
    features = FilterNorm(40)(torch.rand(2, 40, 7) * 10)
    torch.testing.assert_close(features.mean(1), torch.zeros(2, 7), atol=1e-5, rtol=0)
    torch.testing.assert_close(features.var(1, correction=0), torch.ones(2, 7), atol=1e-3, rtol=0)
