"""LEAF's filters, energies and pooling at once, in the frequency domain: what direct convolution gives, far faster.

A Gabor filter passes few frequencies. So a block of sound is transformed once; each filter keeps the bins around its
centre, times its own spectrum; a short inverse transform gives the subband at a low rate, and the energy is taken and
pooled there. The kept bins follow the filters as they learn, and the blocks the longest filter. Time and memory grow in
proportion to the sound.
"""

from functools import lru_cache
from math import pi, sqrt

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.precision import check_alike, in_float32
from frontear.dsp.signals import check_waveform
from frontear.filterbanks.bank import complex_modulate
from frontear.filterbanks.gabor import GaborFilterbank, gaussian
from frontear.frontends.overlap_blocks import Blocks
from frontear.layers.pooling import GaussianLowPass

FEW_BINS = 256  # whose spectra are computed one by one
TOLERANCE = 1e-3  # of a pooled energy, for what lies outside the kept bins


@in_float32
def pooled_energies(filterbank: GaborFilterbank, pooling: GaussianLowPass, waveform: Tensor) -> Tensor:
    """Return pooling(|filterbank(waveform)|²): waveform (batch, time) → (batch, filters, ceil(time / hop_length)).

    Within 1e-3 of the largest energy that the sound leaves in a filter at any frequency, gradients of all parameters
    within 1e-2 where its power is spread as that of noise is, whatever the parameters. A filter far from a pure tone
    hears nothing of it here, and directly some −30 dB or less. After EfficientLEAF, arXiv:2207.05508, which shortens in
    time. Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        filterbank: Of an odd kernel.
        pooling: Of an odd kernel.
        waveform: (batch, time).

    Returns:
        (batch, filters, ceil(time / hop_length)).

    Raises:
        ValueError: As `check_waveform`, for weights of another type, and unless both kernels are odd.
        NotImplementedError: On the device "meta", for how it is computed depends on the values of the filters.
    """
    _check(filterbank, pooling, waveform)
    blocks = Blocks(waveform.shape[1], filterbank.n_taps, pooling.kernel_size, pooling.hop_length)
    spectra = torch.fft.fft(blocks.cut(waveform))  # (batch · blocks, length)
    sizes, order = _groups(filterbank, pooling, blocks.length)
    counts = [len(chosen) for chosen in order]
    order = torch.cat(order)
    center_bin, responses = _moved_to_zero(filterbank, order, dict(zip(sizes, counts, strict=True)), blocks.length)
    gains = [pooling.gain(at)[order] for at in blocks.distances(filterbank.center_rad.device)]
    parts = []
    for n_bins, response, centers, *gain in zip(
        sizes, responses, *(each.split(counts) for each in (center_bin, *gains)), strict=True
    ):
        energy, _ = _Energy.apply(_around(spectra, centers, n_bins), response)
        parts.append(_pooled(energy, _window_spectra(gain, blocks, n_bins), blocks))
    return torch.cat(parts)[order.argsort()].transpose(0, 1)


def _moved_to_zero(
    filterbank: GaborFilterbank, order: Tensor, groups: dict[int, int], length: int
) -> tuple[Tensor, list[Tensor]]:
    """The bin next to each centre, and spectra of the filters moved down by it, which are real: (group, n_bins) each.

    `groups` says for each number of bins how many filters have it.
    """
    center_rad, sigma_samples = (filterbank.clamped(name)[order] for name in ("center_rad", "sigma_samples"))
    center_bin = (center_rad.detach() * length / (2 * pi)).round().long()
    offset = center_rad - center_bin.to(center_rad) * (2 * pi / length)
    counts = list(groups.values())
    if filterbank.kernel_size is None:
        shapes = zip(groups, offset.split(counts), sigma_samples.split(counts), strict=True)
        return center_bin, [_gaussian_spectrum(n_bins, off, sigma, length) for n_bins, off, sigma in shapes]
    time = torch.arange(filterbank.kernel_size // 2 + 1, device=center_rad.device)
    taps = complex_modulate(gaussian(time, sigma_samples), offset[:, None] * time)
    whole = torch.fft.hfft(taps, length, norm="forward").split(counts)
    return center_bin, [_middle(response, n_bins) for n_bins, response in zip(groups, whole, strict=True)]


def _gaussian_spectrum(n_bins: int, offset: Tensor, sigma_samples: Tensor, length: int) -> Tensor:
    """What a Gaussian that nothing cuts is in frequency, another Gaussian: (filters,) → (filters, n_bins)."""
    angle = (torch.arange(n_bins, device=offset.device) - n_bins // 2) * (2 * pi / length) - offset[:, None]
    return torch.exp(-0.5 * (sigma_samples[:, None] * angle).square()) / length


def _window_spectra(gains: list[Tensor], blocks: Blocks, n_bins: int) -> list[Tensor]:
    """Spectra of the window about 0, real (filters, bins), and of what it takes from outside the sound, by frame."""
    inside, *outside = gains
    lags = range(inside.shape[1])
    doubled = inside * (2 - (torch.tensor(lags, device=inside.device) == 0).to(inside))  # what is left of 0 is as right
    return [
        _spectra(doubled, lags, blocks.length, n_bins).real,
        *(
            _spectra(gain.mT, edge.samples, blocks.length, n_bins)  # (filters, frames, bins)
            for edge, gain in zip((blocks.before, blocks.after), outside, strict=True)
        ),
    ]


def _spectra(values: Tensor, samples: range, length: int, n_bins: int) -> Tensor:
    """Spectra, as far as n_bins energies show them, of what stands at these samples of a block: complex (…, bins)."""
    if n_bins <= FEW_BINS or not samples:
        turns = _turns(length, samples, n_bins, values.device)
        parts = values.flatten(0, -2) @ torch.view_as_real(turns).flatten(1).to(values)
        return torch.view_as_complex(parts.unflatten(1, (-1, 2))).unflatten(0, values.shape[:-1])
    placed = F.pad(values, (samples.start, length - samples.stop))
    return torch.fft.rfft(placed)[..., : n_bins // 2 + 1]


def _around(spectra: Tensor, center_bin: Tensor, n_bins: int) -> Tensor:
    """The bins around each centre: (rows, length) → (filters, rows, n_bins)."""
    around = torch.arange(n_bins, device=spectra.device) - n_bins // 2
    bins = (center_bin[:, None] + around) % spectra.shape[1]
    return spectra.expand(len(bins), -1, -1).gather(2, bins[:, None].expand(-1, len(spectra), -1))


class _Energy(torch.autograd.Function):
    """|subband|², where the subband has the spectrum kept · response: (filters, rows, bins), (filters, bins) → samples.

    What autograd would do, in half the time; the subband is handed on for `backward` alone.
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(kept: Tensor, response: Tensor) -> tuple[Tensor, Tensor]:
        subband = _subband(kept, response)
        return subband.real.square().addcmul_(subband.imag, subband.imag), subband

    @staticmethod
    def setup_context(ctx, inputs: tuple[Tensor, Tensor], output: tuple[Tensor, Tensor]) -> None:
        ctx.mark_non_differentiable(output[1])
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*inputs, output[1])
        ctx.save_for_forward(*inputs, output[1])

    @staticmethod
    def jvp(ctx, kept_slope: Tensor | None, response_slope: Tensor | None) -> tuple[Tensor, None]:
        kept, response, subband = ctx.saved_tensors
        slope = torch.zeros_like(subband) if kept_slope is None else _subband(kept_slope, response)
        slope = slope if response_slope is None else slope + _subband(kept, response_slope)
        return 2 * (subband.real * slope.real + subband.imag * slope.imag), None

    @staticmethod
    def backward(ctx, slope: Tensor, _: None) -> tuple[Tensor | None, Tensor]:
        kept, response, subband = ctx.saved_tensors
        if torch.is_grad_enabled():  # this will be differentiated too
            subband = _subband(kept, response)
        slope = torch.fft.fft(subband * slope.mul(2))
        by_response = (kept.real * slope.real).addcmul_(kept.imag, slope.imag).sum(dim=1)
        return slope * response[:, None] if ctx.needs_input_grad[0] else None, by_response


def _subband(kept: Tensor, response: Tensor) -> Tensor:
    return torch.fft.ifft(kept * response[:, None], norm="forward")


def _pooled(energy: Tensor, windows: list[Tensor], blocks: Blocks) -> Tensor:
    """Energies of each block (filters, rows, samples), pooled: (filters, batch, frames)."""
    inside, *outside = windows
    n_bins = energy.shape[2]
    shifted = inside[:, None] * _turns(blocks.length, blocks.middles, n_bins, energy.device)
    features = blocks.join(energy @ _samples(shifted, energy).mT)
    by_block = energy.unflatten(1, (-1, len(blocks.starts)))  # (filters, batch, blocks, samples)
    for edge, window, block in zip((blocks.before, blocks.after), outside, (0, -1), strict=True):
        if edge.samples:
            taken = by_block[:, :, block] @ _samples(window, energy).mT  # what pooling takes in from outside the sound
            features = features - F.pad(taken, (edge.first_frame, features.shape[2] - edge.first_frame - edge.n_frames))
    return features


def _samples(spectrum: Tensor, energy: Tensor) -> Tensor:
    """What each low-rate sample counts: spectra (filters, frames, bins) → (filters, frames, samples)."""
    return torch.fft.irfft(spectrum, energy.shape[2])


def _middle(responses: Tensor, n_bins: int) -> Tensor:
    """The bins −n_bins / 2… about 0: (filters, length) → (filters, n_bins)."""
    return torch.cat([responses[:, -(n_bins // 2) :], responses[:, : n_bins // 2]], dim=1)


@torch.no_grad()
def _groups(filterbank: GaborFilterbank, pooling: GaussianLowPass, length: int) -> tuple[list[int], list[Tensor]]:
    """Numbers of bins, and for each of them the filters that need so many."""
    sizes = torch.tensor([*(size for size in SIZES if size < 0.8 * length), length])
    lost = _lost(pi * sizes[:-1, None] / length, filterbank, pooling)  # (sizes − 1, filters)
    needed = sizes[(lost > TOLERANCE).sum(dim=0)]
    used = needed.unique().tolist()
    return used, [(needed == size).nonzero()[:, 0] for size in used]


def _lost(half_band: Tensor, filterbank: GaborFilterbank, pooling: GaussianLowPass) -> Tensor:
    """Bound on the share of a pooled energy that is lost or folded where ±half_band, in radians, is kept.

    A Gaussian's flanks fall quickly; cut to its taps it has others that fall with 1 / ω from the jump there.
    What is lost beats with what is kept at frequencies that pooling takes out, as far as its own sharp ends allow.
    """
    sigma = filterbank.clamped("sigma_samples").cpu()
    window = 2.5 * pooling.sigma_samples().cpu()  # its sum
    jump = gaussian(torch.tensor([filterbank.n_taps / 2], dtype=sigma.dtype), sigma)[:, 0]
    flanks = torch.erfc(half_band * sigma) + 4 * sqrt(pi) * sigma * jump.square() / (pi * half_band)
    beats = (2 / (half_band * window)).clamp(max=1)
    return flanks + (2 * flanks.sqrt() + torch.exp(-(half_band * sigma).square() / 4)) * beats


@lru_cache(maxsize=64)
@torch.inference_mode(False)  # what is kept serves those that learn, too
def _turns(length: int, samples: range, n_bins: int, device: torch.device) -> Tensor:
    """The Fourier transform of a block at these samples, as far as n_bins energies show it: complex (samples, bins)."""
    turns = torch.tensor(samples)[:, None] * torch.arange(n_bins // 2 + 1) % length  # exact
    angle = -2 * pi / length * turns.double()
    return torch.polar(torch.ones_like(angle), angle).to(torch.complex64).to(device)


def _check(filterbank: GaborFilterbank, pooling: GaussianLowPass, waveform: Tensor) -> None:
    check_waveform(waveform)
    check_alike(waveform, filterbank.center_rad)
    if waveform.is_meta:
        raise NotImplementedError("got filters on the device 'meta', allowed for them is LEAF with method='direct'")
    if not (filterbank.n_taps % 2 and pooling.kernel_size % 2):
        raise ValueError(f"got {filterbank.n_taps} and {pooling.kernel_size} taps, allowed are odd numbers of them")


SIZES = [1 << power for power in range(4, 24)]
