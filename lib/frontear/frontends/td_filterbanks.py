"""Time-domain filterbanks: filters and low-pass may become anything, and start as mel would."""

from frontear.filterbanks.free import FreeFilterbank
from frontear.filterbanks.gabor import GaborFilterbank
from frontear.filterbanks.initial import initial
from frontear.frontends.base import Frontend, band_range, odd_samples, samples
from frontear.frontends.spec import Spec
from frontear.layers.compression import Log
from frontear.layers.energy import Floor, SquaredModulus
from frontear.layers.pooling import FreePooling


def td_filterbanks(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return complex filters whose every tap is learned, |·|², one learned low-pass, a floor of 1e-5, and a log.

    The filters start as LEAF's Gabors, the low-pass as Hann². low_hz, high_hz and scale are those of `band_range`
    unless given. Zeghidour et al. 2018, arXiv:1711.01161. Lesson: notebooks/04_mel_and_gabor.ipynb

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
        >>> td_filterbanks()(torch.zeros(2, 16_000)).shape
        torch.Size([2, 40, 100])
    """
    win_length, hop_length = odd_samples(window_ms, sample_rate), samples(hop_ms, sample_rate)
    low_hz, high_hz, scale = band_range(sample_rate, low_hz, high_hz, scale)
    starts = initial(scale, n_filters, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz)
    gabors = GaborFilterbank(*starts, kernel_size=win_length, sample_rate=sample_rate)
    bank = FreeFilterbank(gabors.impulse_responses())
    return Frontend(
        spec=Spec(sample_rate, hop_length, n_filters, unit="log energy", scale=scale, bank=bank),
        filterbank=bank,
        energy=SquaredModulus(),
        pooling=FreePooling(kernel_size=win_length, hop_length=hop_length),
        floor=Floor(),
        compression=Log(),
    )
