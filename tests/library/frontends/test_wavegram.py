from math import prod

import pytest
import torch

from frontear.dsp.signals import clicks, noise
from frontear.frontends import gammatone, wavegram


@pytest.mark.parametrize(
    ("hop_ms", "sample_rate"), [(10, 16_000), (10, 11_025), (10, 44_100), (7, 16_000), (0.0625, 16_000)]
)
def test_strides_multiply_to_the_hop(hop_ms, sample_rate):
    layers = list(wavegram(hop_ms=hop_ms, sample_rate=sample_rate, n_filters=4))
    assert prod(layer.convolution.stride[0] for layer in layers) == round(hop_ms * sample_rate / 1_000)


@pytest.mark.parametrize("window_ms", [25, 50, 100])
def test_a_frame_sees_its_window_and_little_more(window_ms):
    frontend, waveform = wavegram(window_ms=window_ms, n_filters=4), noise()[None].requires_grad_()
    frontend(waveform)[0, :, 50].square().sum().backward()
    seen = waveform.grad[0].nonzero().flatten()
    length, middle = seen[-1] - seen[0] + 1, (seen[-1] + seen[0]) / 2
    assert window_ms * 16 <= length <= window_ms * 16 + 320
    assert abs(middle - (50 * 160 + 80)) <= 80


def test_the_first_filters_are_cosines_at_the_centres():
    frontend = wavegram(n_filters=20, low_hz=1_000, high_hz=7_000)
    gain = torch.fft.rfft(frontend.cosines.convolution.weight[:, 0], 1_600).abs()
    peaks_hz = gain.argmax(1) * 10
    assert (peaks_hz.diff() >= 0).all()
    assert peaks_hz[0] < 2_000
    assert peaks_hz[-1] > 5_500


def test_a_gammatone_front_end_hears_a_click_in_all_filters_in_one_frame():
    features = gammatone()(clicks([0.505], amplitude=1.0)[None])[0]
    assert (features.argmax(1) - 50).abs().max() <= 1
