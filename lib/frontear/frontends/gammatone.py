"""The gammatone front-end: filters as wide as the ear's, energies, pooling and a log."""

from frontear.filterbanks.gammatone import GammatoneFilterbank
from frontear.filterbanks.initial import initial
from frontear.frontends.base import Frontend, band_range, odd_samples, samples
from frontear.frontends.spec import Spec
from frontear.layers.compression import Log
from frontear.layers.energy import SquaredModulus
from frontear.layers.pooling import GaussianPooling

WIDTH = 1.312  # full width at half gain of a gammatone whose equivalent rectangular bandwidth is 1


def gammatone(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return gammatones evenly spaced in ERB, |·|², Gaussian pooling and a log; centres and decays can be learned.

    However many there are, each is one ERB wide, 24.7 (1 + 0.00437 hz); below 500 Hz they ring longer than 25 ms, so
    they have twice the window. On another scale they are as wide as its triangles. low_hz, high_hz and scale are those
    of `band_range` unless given, scale then being "erb". Patterson et al. 1992; Glasberg & Moore 1990. Lesson:
    notebooks/04_mel_and_gabor.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Where the lowest filter begins; None is 60 Hz.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "erb".

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `band_range` and `initial`, or for a window or hop that is too short.

    Examples:
        >>> import torch
        >>> gammatone()(torch.zeros(2, 16_000)).shape
        torch.Size([2, 40, 100])
    """
    win_length = odd_samples(window_ms, sample_rate)
    low_hz, high_hz, scale = band_range(sample_rate, low_hz, high_hz, scale, default="erb")
    center_hz, width_hz = initial(scale, n_filters, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz)
    if scale == "erb":
        width_hz = WIDTH * 24.7 * (1 + 0.00437 * center_hz)
    bank = GammatoneFilterbank(center_hz, width_hz, kernel_size=2 * win_length - 1, sample_rate=sample_rate)
    hop_length = samples(hop_ms, sample_rate)
    return Frontend(
        spec=Spec(sample_rate, hop_length, n_filters, unit="log energy", scale=scale, bank=bank),
        filterbank=bank,
        energy=SquaredModulus(),
        pooling=GaussianPooling(n_filters, kernel_size=win_length, hop_length=hop_length),
        compression=Log(),
    )
