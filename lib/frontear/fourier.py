"""LEAF's filters, energies and pooling at once, in the frequency domain: what direct convolution gives, far faster.

A Gabor filter passes few frequencies. So a block of sound is transformed once; each filter keeps the bins around its
centre, times its own spectrum; a short inverse transform gives the subband at a low rate, and the energy is taken and
pooled there. The kept bins follow the filters as they learn. Time and memory grow in proportion to the sound.
"""

from functools import lru_cache
from math import pi, sqrt

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from frontear.blocks import Blocks
from frontear.filterbanks.gabor import GaborFilterbank, gaussian
from frontear.pooling import GaussianPooling

TOLERANCE = 1e-3  # of a pooled energy, for what lies outside the kept bins


def pooled_energies(filterbank: GaborFilterbank, pooling: GaussianPooling, waveform: Tensor) -> Tensor:
    """Return pooling(|filterbank(waveform)|²): waveform (batch, time) → (batch, filters, ceil(time / hop_length)).

    Within 1e-3 of the largest direct value, gradients of all parameters within 1e-2, whatever their values.
    Raises ValueError unless the waveform is (batch, time) with a sample or more and both kernels are odd.
    After EfficientLEAF, arXiv:2207.05508, which shortens in time. Lesson: notebooks/04_mel_and_gabor.ipynb
    """
    _check(filterbank, pooling, waveform)
    blocks = Blocks(waveform.shape[1], filterbank.kernel_size, pooling.kernel_size, pooling.hop_length)
    spectra = torch.fft.fft(blocks.cut(waveform))  # (batch · blocks, length)
    center_bin, filters = _moved_to_zero(filterbank, blocks.length)
    windows = [pooling.gain(at) for at in blocks.distances(waveform.device)]
    parts, order = [], []
    for n_bins, chosen in _groups(filterbank, pooling, blocks.length):
        kept = _around(spectra, center_bin[chosen], n_bins)
        response = filters[chosen] @ _filter_waves(blocks.length, n_bins, filters.shape[1] // 2, filters.device)
        parts.append(_pooled(_Energy.apply(kept, response), [window[chosen] for window in windows], blocks))
        order.append(chosen)
    return torch.cat(parts)[torch.cat(order).argsort()].transpose(0, 1)


def _moved_to_zero(filterbank: GaborFilterbank, length: int) -> tuple[Tensor, Tensor]:
    """The bin next to each centre, and the filters moved down by it.

    Of these the real and the imaginary part from the middle on, side by side: (filters, 2 · half a kernel).
    """
    center_rad, sigma_samples = filterbank.held()
    center_bin = (center_rad.detach() * length / (2 * pi)).round().long()
    time = torch.arange(filterbank.kernel_size // 2 + 1, device=center_rad.device)
    angle = (center_rad - center_bin * (2 * pi / length))[:, None] * time
    envelope = gaussian(time, sigma_samples)
    return center_bin, torch.cat([envelope * angle.cos(), envelope * angle.sin()], dim=1)


def _around(spectra: Tensor, center_bin: Tensor, n_bins: int) -> Tensor:
    """The bins around each centre: (rows, length) → (filters, rows, n_bins)."""
    around = torch.arange(n_bins, device=spectra.device) - n_bins // 2
    bins = (center_bin[:, None] + around) % spectra.shape[1]
    return spectra.expand(len(bins), -1, -1).gather(2, bins[:, None].expand(-1, len(spectra), -1))


class _Energy(torch.autograd.Function):
    """|subband|², where the subband has the spectrum kept · response: (filters, rows, bins), (filters, bins) → samples.

    What autograd would do, in half the time.
    """

    @staticmethod
    def forward(ctx, kept: Tensor, response: Tensor) -> Tensor:
        subband = torch.fft.ifft(kept * response[:, None], norm="forward")
        ctx.save_for_backward(kept, response, subband)
        return subband.real.square().addcmul_(subband.imag, subband.imag)

    @staticmethod
    @once_differentiable
    def backward(ctx, slope: Tensor) -> tuple[Tensor | None, Tensor]:
        kept, response, subband = ctx.saved_tensors
        slope = torch.fft.fft(subband * slope.mul(2))
        by_response = (kept.real * slope.real).addcmul_(kept.imag, slope.imag).sum(dim=1)
        return slope * response[:, None] if ctx.needs_input_grad[0] else None, by_response


def _pooled(energy: Tensor, windows: list[Tensor], blocks: Blocks) -> Tensor:
    """Energies of each block (filters, rows, samples), pooled: (filters, batch, frames)."""
    half, before, after = windows
    n_bins, device = energy.shape[2], energy.device
    smooth = half @ _pooling_waves(blocks.length, n_bins, half.shape[1], device)  # (filters, n_bins + 2)
    weights = _weights(smooth[:, None] * _sample_waves(blocks.length, n_bins, blocks.middles, device))
    features = blocks.join(energy @ weights)
    by_block = energy.unflatten(1, (-1, len(blocks.starts)))  # (filters, batch, blocks, samples)
    for outside, window, block in ((blocks.before, before, 0), (blocks.after, after, -1)):
        if not outside.samples:
            continue
        weights = _weights(window.mT @ _sample_waves(blocks.length, n_bins, outside.samples, device))
        taken = by_block[:, :, block] @ weights  # what pooling takes in from outside the sound
        rest = features.shape[2] - outside.first_frame - taken.shape[2]
        features = features - F.pad(taken, (outside.first_frame, rest))
    return features


def _weights(spectrum: Tensor) -> Tensor:
    """What each low-rate sample counts in each frame: spectra (filters, frames, n_bins + 2) → (…, n_bins, frames)."""
    return torch.fft.irfft(torch.view_as_complex(spectrum.unflatten(-1, (-1, 2)))).mT


@torch.no_grad()
def _groups(filterbank: GaborFilterbank, pooling: GaussianPooling, length: int) -> list[tuple[int, Tensor]]:
    """Filters by the number of bins that they need."""
    sizes = torch.tensor([*(size for size in SIZES if size < 0.8 * length), length])
    lost = _lost(pi * sizes[:-1, None] / length, filterbank, pooling)  # (sizes − 1, filters)
    needed = sizes[(lost > TOLERANCE).sum(dim=0)]
    return [(size, (needed == size).nonzero()[:, 0]) for size in needed.unique().tolist()]


def _lost(half_band: Tensor, filterbank: GaborFilterbank, pooling: GaussianPooling) -> Tensor:
    """Bound on the share of a pooled energy that is lost or folded where ±half_band, in radians, is kept.

    A Gaussian's flanks fall quickly; cut to kernel_size taps it has others that fall with 1 / ω from the jump there.
    What is lost beats with what is kept at frequencies that pooling takes out, as far as its own sharp ends allow.
    """
    sigma = filterbank.held()[1].cpu()
    window = 2.5 * pooling.held().cpu() * (pooling.kernel_size - 1) / 2  # its sum
    jump = gaussian(torch.tensor([filterbank.kernel_size / 2]), sigma)[:, 0]
    flanks = torch.erfc(half_band * sigma) + 4 * sqrt(pi) * sigma * jump.square() / (pi * half_band)
    beats = (2 / (half_band * window)).clamp(max=1)
    return flanks + (2 * flanks.sqrt() + torch.exp(-(half_band * sigma).square() / 4)) * beats


@lru_cache(maxsize=64)
def _filter_waves(length: int, n_bins: int, half: int, device: torch.device) -> Tensor:
    """From a half filter to its response at bins −n_bins / 2…: (2 · half, n_bins)."""
    angle = _angles(range(half), torch.arange(n_bins) - n_bins // 2, length)
    return (_mirrored(half) * torch.cat([angle.cos(), angle.sin()]) / length).float().to(device)


@lru_cache(maxsize=64)
def _pooling_waves(length: int, n_bins: int, half: int, device: torch.device) -> Tensor:
    """From half a window to its response at bins 0…n_bins / 2: (half, n_bins + 2), each twice."""
    waves = _mirrored(half)[:half] * _angles(range(half), torch.arange(n_bins // 2 + 1), length).cos()
    return waves.repeat_interleave(2, dim=1).float().to(device)


@lru_cache(maxsize=64)
def _sample_waves(length: int, n_bins: int, samples: range, device: torch.device) -> Tensor:
    """What bins 0…n_bins / 2 are of a click at each of the samples of a block: (samples, n_bins + 2)."""
    angle = _angles(samples, torch.arange(n_bins // 2 + 1), length)
    return torch.stack([angle.cos(), -angle.sin()], dim=2).flatten(1).float().to(device)


def _angles(samples: range, bins: Tensor, length: int) -> Tensor:
    turns = torch.tensor(samples)[:, None] * bins % length  # whole numbers: exact
    return 2 * pi / length * turns.double()


def _mirrored(half: int) -> Tensor:
    """All but the middle tap stand for two."""
    weight = torch.full((half, 1), 2.0, dtype=torch.float64)
    weight[0] = 1
    return weight.repeat(2, 1)


def _check(filterbank: GaborFilterbank, pooling: GaussianPooling, waveform: Tensor) -> None:
    if waveform.ndim != 2 or waveform.shape[1] == 0:
        raise ValueError(f"got a waveform of shape {tuple(waveform.shape)}, allowed is (batch, time) with time over 0")
    if not (filterbank.kernel_size % 2 and pooling.kernel_size % 2):
        raise ValueError(
            f"got {filterbank.kernel_size} and {pooling.kernel_size} taps, allowed are odd numbers of them"
        )


SIZES = [1 << power for power in range(4, 24)]
