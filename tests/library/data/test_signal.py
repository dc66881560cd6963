import copy
import pickle
from dataclasses import replace

import pytest
import torch

from frontear.data import Clip, Signal


@pytest.mark.parametrize("sample_rate", [0.5, 100, 360.0, 1_000_000])
def test_a_signal_has_any_rate_any_unit_and_channels_that_are_a_batch(sample_rate):
    signal = Signal(torch.zeros(12, 50), sample_rate, unit="mV", group="patient 7")
    assert signal.seconds == pytest.approx(50 / sample_rate)
    assert signal.channels.shape == (12, 50)
    assert (signal.unit, signal.group) == ("mV", "patient 7")


def test_a_clip_is_an_audible_signal_of_one_channel():
    clip = Clip(torch.zeros(800), 8_000)
    assert isinstance(clip, Signal)
    assert clip.channels.shape == (1, 800)
    assert (clip.seconds, clip.unit) == (0.1, "of full scale")


@pytest.mark.parametrize("sample_rate", [0, -1.0, float("nan"), float("inf")])
def test_what_is_no_rate_is_refused(sample_rate):
    with pytest.raises(ValueError, match=r"got a sample rate of .* allowed"):
        Signal(torch.zeros(1, 5), sample_rate)


@pytest.mark.parametrize(
    "waveform",
    [torch.zeros(5), torch.zeros(0, 5), torch.zeros(2, 0), torch.zeros(2, 5).double(), torch.full((2, 5), torch.nan)],
)
def test_what_is_no_signal_is_refused(waveform):
    with pytest.raises(ValueError, match=r"got a waveform .* allowed"):
        Signal(waveform, 360)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_of_a_part_carries_its_own_samples_only(again):
    whole = Clip(torch.linspace(-1, 1, 100_000), 8_000, label="owl", name="night", group="ann")
    part = replace(whole, waveform=whole.waveform[500:600])
    came = again(part)
    assert torch.equal(came.waveform, part.waveform)
    assert came.waveform.untyped_storage().nbytes() == 400
    assert (came.sample_rate, came.label, came.name, came.group) == (8_000, "owl", "night", "ann")
    assert again(whole).waveform.equal(whole.waveform)


def test_a_part_that_requires_gradients_does_so_when_it_comes_back():
    learned = Signal(torch.zeros(2, 500, requires_grad=True)[:, 3:50], 360)
    assert copy.deepcopy(learned).waveform.requires_grad
    assert pickle.loads(pickle.dumps(learned)).waveform.shape == (2, 47)
