"""SincNet's front-end, and SincNet+ with LEAF's pooling and compression behind the same filters."""

import torch
from torch import Tensor, nn

from frontear.dsp.precision import Stage
from frontear.filterbanks.initial import initial
from frontear.filterbanks.sinc import SincFilterbank
from frontear.frontends.base import AUDIO_HZ, Frontend, band_range, odd_samples, samples
from frontear.frontends.spec import Spec
from frontear.layers.compression import PCEN
from frontear.layers.energy import Floor
from frontear.layers.pooling import GaussianPooling, MaxPooling

LEAK = 0.2  # slope of the negative half


def sincnet(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return sinc filters, a leaky rectifier, the largest value of each window, a floor, and a norm over filters.

    The filters start at the centres and widths of mel triangles; low_hz, high_hz and scale are those of `band_range`
    unless given. No filter comes below 50 Hz, or is narrower; below audio rates it is half of the least at the start.
    Ravanelli & Bengio 2018, arXiv:1808.00158, as in arXiv:2101.08596. Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Where the lowest filter begins; None is 60 Hz.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "mel-htk".

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `band_range` and `initial`, or for a window or hop that is too short.

    Examples:
        >>> import torch
        >>> sincnet()(torch.zeros(2, 16_000)).shape
        torch.Size([2, 40, 100])
    """
    win_length, hop_length = odd_samples(window_ms, sample_rate), samples(hop_ms, sample_rate)
    bank, scale = _sinc(n_filters, win_length, sample_rate, low_hz, high_hz, scale)
    return Frontend(
        spec=Spec(sample_rate, hop_length, n_filters, unit="standard deviations", scale=scale, bank=bank),
        filterbank=bank,
        energy=nn.LeakyReLU(LEAK),
        pooling=MaxPooling(kernel_size=win_length, hop_length=hop_length),
        floor=Floor(),
        compression=FilterNorm(n_filters),
    )


def sincnet_plus(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return sinc filters and a leaky rectifier with Gaussian pooling, a floor and a PCEN that is not learned.

    Zeghidour et al. 2021, arXiv:2101.08596. Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Where the lowest filter begins; None is 60 Hz.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "mel-htk".

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `sincnet`.

    Examples:
        >>> import torch
        >>> sincnet_plus()(torch.zeros(2, 16_000)).shape
        torch.Size([2, 40, 100])
    """
    win_length, hop_length = odd_samples(window_ms, sample_rate), samples(hop_ms, sample_rate)
    bank, scale = _sinc(n_filters, win_length, sample_rate, low_hz, high_hz, scale)
    return Frontend(
        spec=Spec(sample_rate, hop_length, n_filters, unit="PCEN", scale=scale, bank=bank),
        filterbank=bank,
        energy=nn.LeakyReLU(LEAK),
        pooling=GaussianPooling(n_filters, kernel_size=win_length, hop_length=hop_length),
        floor=Floor(),
        compression=PCEN(n_filters, floor=1e-6).requires_grad_(False),
    )


class FilterNorm(Stage, nn.LayerNorm):
    """Layer normalisation over the filters of each frame: (batch, filters, frames) → same.

    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        n_filters: Rows.
        floor: Added to the variance.
    """

    def __init__(self, n_filters: int, *, floor: float = 1e-3):
        super().__init__(n_filters, eps=floor, dtype=torch.float32)

    def forward(self, features: Tensor) -> Tensor:
        """Normalise."""
        return super().forward(features.mT).mT


def _sinc(
    n_filters: int, win_length: int, sample_rate: float, low_hz: float | None, high_hz: float | None, scale: str | None
) -> tuple[SincFilterbank, str]:
    low_hz, high_hz, scale = band_range(sample_rate, low_hz, high_hz, scale)
    center_hz, width_hz = initial(scale, n_filters, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz)
    least_hz = 50.0 if sample_rate >= AUDIO_HZ else _least_hz(center_hz, width_hz)
    shape = {"kernel_size": win_length, "sample_rate": sample_rate, "least_hz": least_hz}
    return SincFilterbank(center_hz, width_hz, **shape), scale


def _least_hz(center_hz: Tensor, width_hz: Tensor) -> float:
    """Half of what the lowest filter leaves below it, or of the narrowest one."""
    return min(min((center_hz - width_hz / 2).clamp(min=0).tolist()), min(width_hz.tolist())) / 2
