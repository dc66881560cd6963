"""Filters by Fourier transform, against the sum that defines them."""

import pytest
import torch

from frontear.dsp.convolution import convolve
from frontear.dsp.signals import noise
from frontear.dsp.spectrogram import next_power_of_two
from frontear.filterbanks import FreeFilterbank, SincFilterbank


@pytest.mark.parametrize("kernel_size", [1, 2, 7, 8, 60, 300])
@pytest.mark.parametrize("kind", [torch.float64, torch.complex128])
def test_it_is_the_sum_over_taps_with_the_middle_one_at_once(kernel_size, kind):
    random = torch.Generator().manual_seed(0)
    waveform = torch.randn(100, generator=random, dtype=torch.float64)
    taps = torch.randn(kernel_size, generator=random, dtype=kind)
    expected = torch.zeros(100 + kernel_size, dtype=kind)
    for k, tap in enumerate(taps):
        expected[k : k + 100] += tap * waveform
    first = kernel_size // 2
    torch.testing.assert_close(convolve(waveform, taps), expected[first : first + 100])


@pytest.mark.parametrize("kernel_size", [400, 401])
def test_a_bank_hears_the_same(kernel_size):
    waveform = noise()[None]
    real = SincFilterbank([1_000, 3_000], [200, 400], kernel_size=kernel_size, sample_rate=16_000)
    taps = real.impulse_responses().detach()
    for bank in (real, FreeFilterbank(torch.complex(taps, -taps))):
        heard = convolve(waveform[:, None], bank.impulse_responses())
        torch.testing.assert_close(heard, bank(waveform), atol=1e-5, rtol=1e-4)


def test_the_next_power_of_two_is_the_length_itself_where_it_is_one():
    assert [next_power_of_two(length) for length in (1, 2, 3, 400, 512, 513)] == [1, 2, 4, 512, 512, 1_024]
