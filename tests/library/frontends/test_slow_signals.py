"""Front-ends for signals far slower than sound, such as an electrocardiogram."""

import inspect

import pytest
import torch

from frontear.data import Signal
from frontear.filterbanks import SincFilterbank
from frontear.frontends import FRONTENDS

RATES = (100, 250, 360)
RANGE = {"low_hz": 0.5, "high_hz": 40.0, "window_ms": 3_000, "hop_ms": 100, "n_filters": 12}


def beats(sample_rate, *, n_channels=2, seconds=6):
    generator = torch.Generator().manual_seed(0)
    return Signal(torch.randn(n_channels, seconds * sample_rate, generator=generator), sample_rate, unit="mV")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", ["linear", "log", "mel-htk"])
@pytest.mark.parametrize("sample_rate", RATES)
@pytest.mark.parametrize("name", FRONTENDS)
def test_every_recipe_hears_what_is_slow_and_can_learn_it(name, sample_rate, scale):
    frontend, signal = FRONTENDS[name](sample_rate=sample_rate, scale=scale, **RANGE), beats(sample_rate)
    batch = signal.channels.clone().requires_grad_()
    features = frontend(batch)
    assert features.shape == (2, 12, 60)
    assert features.isfinite().all()
    assert features.std() > 0
    features.square().sum().backward()
    assert batch.grad.isfinite().all()
    learned = dict(frontend.named_parameters())
    assert all(each.grad.isfinite().all() for each in learned.values() if each.requires_grad)
    if "filterbank" in dict(frontend.named_children()):
        assert any(each.grad.abs().max() > 0 for part, each in learned.items() if part.startswith("filterbank"))


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("sample_rate", RATES)
@pytest.mark.parametrize("name", [name for name, recipe in FRONTENDS.items() if recipe().spec.bank is not None])
def test_filters_are_distinct_and_between_the_ends_of_the_range(name, sample_rate, scale):
    spec = FRONTENDS[name](sample_rate=sample_rate, scale=scale, **RANGE).spec
    center_hz = spec.bands().center_hz if spec.center_hz is None else spec.center_hz
    assert len(center_hz) == 12
    assert center_hz.min() > 0.5
    assert center_hz.max() < 40
    assert (center_hz.diff() > 0).all()


@pytest.mark.parametrize("sample_rate", [*RATES, 0.5])
@pytest.mark.parametrize("name", FRONTENDS)
def test_what_is_meant_for_sound_is_refused_with_what_to_give(name, sample_rate):
    with pytest.raises(
        ValueError, match=r"got .*(low_hz.* high_hz.* scale.*window_ms|allowed (is one|are four) sample)"
    ):
        FRONTENDS[name](sample_rate=sample_rate)


def test_every_recipe_takes_the_same_range_and_scale():
    for recipe in FRONTENDS.values():
        assert {"sample_rate", *RANGE, "scale"} <= inspect.signature(recipe).parameters.keys()


@pytest.mark.parametrize("name", FRONTENDS)
def test_each_channel_is_heard_as_if_it_were_alone(name):
    frontend, signal = FRONTENDS[name](sample_rate=250, scale="log", **RANGE), beats(250, n_channels=3)
    for row, channel in zip(frontend(signal.channels), signal.channels, strict=True):
        torch.testing.assert_close(row, frontend(channel[None])[0], atol=1e-4, rtol=1e-4)


def test_filters_too_narrow_for_any_spectrum_are_refused():
    with pytest.raises(ValueError, match="allowed are fewer"):
        FRONTENDS["log-mel"](sample_rate=360, low_hz=0.001, high_hz=40, scale="log", n_filters=256, window_ms=100)


@pytest.mark.parametrize("sample_rate", RATES)
def test_sinc_filters_for_slow_signals_stay_in_their_range_wherever_learning_carries_them(sample_rate):
    bank = FRONTENDS["sincnet"](sample_rate=sample_rate, scale="log", **RANGE).filterbank
    for value in (-3.0, 0.0, 3.0):
        for parameter in (bank.low, bank.band):
            parameter.data.fill_(value)
        bank.keep_in_range()
        low, high = bank.cutoffs()
        assert ((low > 0) & (low < high) & (high <= 0.5)).all()


def test_a_sinc_bank_whose_floor_leaves_no_room_is_refused():
    with pytest.raises(ValueError, match=r"got least_hz 50, allowed is less than a quarter of 100 Hz"):
        SincFilterbank([20.0], [10.0], kernel_size=101, sample_rate=100)
