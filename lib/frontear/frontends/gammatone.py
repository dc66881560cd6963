"""The gammatone front-end: filters as wide as the ear's, energies, pooling and a log."""

from frontear.filterbanks.gammatone import GammatoneFilterbank
from frontear.filterbanks.initial import initial
from frontear.frontends.base import Frontend, odd_samples, samples
from frontear.layers.compression import Log
from frontear.layers.energy import SquaredModulus
from frontear.layers.pooling import GaussianPooling

WIDTH = 1.312  # full width at half gain of a gammatone whose equivalent rectangular bandwidth is 1


def gammatone(
    *,
    sample_rate: int = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float = 60,
    high_hz: float | None = None,
) -> Frontend:
    """Return gammatones evenly spaced in ERB, |·|², Gaussian pooling and a log; centres and decays can be learned.

    However many there are, each is one ERB wide, 24.7 (1 + 0.00437 hz); below 500 Hz they ring longer than 25 ms, so
    they have twice the window. high_hz=None is min(7800, 0.975 × Nyquist).
    Raises ValueError as `initial`, or for a window or hop that is too short.
    Patterson et al. 1992; Glasberg & Moore 1990. Lesson: notebooks/04_mel_and_gabor.ipynb
    """
    win_length = odd_samples(window_ms, sample_rate)
    center_hz, _ = initial("erb", n_filters, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz)
    bandwidth_hz = WIDTH * 24.7 * (1 + 0.00437 * center_hz)
    return Frontend(
        filterbank=GammatoneFilterbank(
            center_hz, bandwidth_hz, kernel_size=2 * win_length - 1, sample_rate=sample_rate
        ),
        energy=SquaredModulus(),
        pooling=GaussianPooling(n_filters, kernel_size=win_length, hop_length=samples(hop_ms, sample_rate)),
        compression=Log(),
    )
