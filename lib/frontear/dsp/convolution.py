"""Sounds through filters of many taps, by Fourier transform."""

import torch
from torch import Tensor

from frontear.dsp.precision import in_float32
from frontear.dsp.spectrogram import next_power_of_two


@in_float32
def convolve(waveform: Tensor, taps: Tensor) -> Tensor:
    """Return waveforms (…, time) through filters (…, kernel_size), real or complex: the same as a `Filterbank`, sooner.

    What stands before the last dimension is broadcast: (batch, 1, time) and (filters, kernel_size) give (batch,
    filters, time). Tap kernel_size // 2 answers at once, those before it look ahead.
    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        waveform: (…, time).
        taps: Real or complex (…, kernel_size).

    Returns:
        (…, time), as long as the sound.
    """
    n_samples, kernel_size = waveform.shape[-1], taps.shape[-1]
    length = next_power_of_two(n_samples + kernel_size - 1)
    if waveform.is_complex() or taps.is_complex():
        heard = torch.fft.ifft(torch.fft.fft(waveform, length) * torch.fft.fft(taps, length))
    else:
        heard = torch.fft.irfft(torch.fft.rfft(waveform, length) * torch.fft.rfft(taps, length), length)
    return heard[..., kernel_size // 2 :][..., :n_samples]
