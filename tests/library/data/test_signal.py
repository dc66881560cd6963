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
