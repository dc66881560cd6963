"""Time-domain filterbanks: filters and low-pass may become anything, and start as mel would."""

from frontear.filterbanks.free import FreeFilterbank
from frontear.filterbanks.gabor import GaborFilterbank
from frontear.filterbanks.initial import initial
from frontear.frontends.base import Frontend, odd_samples, samples
from frontear.layers.compression import Log
from frontear.layers.energy import Floor, SquaredModulus
from frontear.layers.pooling import FreePooling


def td_filterbanks(
    *,
    sample_rate: int = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float = 60,
    high_hz: float | None = None,
) -> Frontend:
    """Return complex filters whose every tap is learned, |·|², one learned low-pass, a floor of 1e-5, and a log.

    The filters start as LEAF's Gabors, the low-pass as Hann². high_hz=None is min(7800, 0.975 × Nyquist).
    Raises ValueError as `initial`, or for a window or hop that is too short.
    Zeghidour et al. 2018, arXiv:1711.01161. Lesson: notebooks/04_mel_and_gabor.ipynb
    """
    win_length = odd_samples(window_ms, sample_rate)
    starts = initial("mel", n_filters, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz)
    gabors = GaborFilterbank(*starts, kernel_size=win_length, sample_rate=sample_rate)
    return Frontend(
        filterbank=FreeFilterbank(gabors.impulse_responses()),
        energy=SquaredModulus(),
        pooling=FreePooling(kernel_size=win_length, hop_length=samples(hop_ms, sample_rate)),
        floor=Floor(),
        compression=Log(),
    )
