"""Played faster: all is as much higher as it is shorter."""

from math import pi

import pytest
import torch

from frontear.data import Signal, audified


def swing(hz, *, rate=100, seconds=60.0, offset=0.0):
    time = torch.arange(round(rate * seconds)) / rate
    return Signal((offset + 3 * torch.sin(2 * pi * hz * time))[None], rate, name="swing", unit="counts")


@pytest.mark.parametrize("faster", [1, 20, 60])
def test_what_swings_at_5_hz_is_heard_so_many_times_higher_and_lasts_so_many_times_shorter(faster):
    heard = audified(swing(5.0), faster=faster)
    assert heard.sample_rate == 16_000
    assert heard.seconds == pytest.approx(60 / faster, abs=1e-3)
    spectrum = torch.fft.rfft(heard.waveform).abs()
    assert spectrum.argmax().item() / heard.seconds == pytest.approx(5 * faster, rel=1e-3, abs=0.1)


def test_the_mean_is_gone_and_the_peak_is_at_half_of_full_scale():
    heard = audified(swing(5.0, offset=4_000.0), faster=40)
    assert heard.waveform.abs().max() == pytest.approx(0.5)
    assert abs(heard.waveform.mean()) < 1e-3


def test_what_is_the_same_all_along_is_silence():
    assert not audified(Signal(torch.full((1, 6_000), 7.3), 100), faster=20).waveform.any()


def test_of_several_channels_one_is_heard():
    both = Signal(torch.cat([swing(5.0).waveform, torch.zeros(1, 6_000)]), 100)
    assert audified(both, faster=20, channel=0).waveform.any()
    assert not audified(both, faster=20, channel=1).waveform.any()
    with pytest.raises(ValueError, match="got channel 2, allowed are 0…1"):
        audified(both, faster=20, channel=2)


@pytest.mark.parametrize("faster", [0, 0.5, 2_000, float("nan")])
def test_a_factor_out_of_range_is_refused(faster):
    with pytest.raises(ValueError, match="allowed is 1 to 1000"):
        audified(swing(5.0), faster=faster)


def test_what_would_be_over_in_no_time_is_refused():
    with pytest.raises(ValueError, match="allowed are 10 ms or more"):
        audified(swing(5.0, seconds=1.0), faster=500)
