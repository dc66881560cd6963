"""The mel filterbank: triangles over the bins of an FFT, and what they are as filters in time."""

import torch
from torch import Tensor

from frontear.dsp.scales import Scale, named, spaced
from frontear.dsp.spectrogram import bin_hz
from frontear.filterbanks.bank import Filterbank


def mel_matrix(
    *,
    n_mels: int = 40,
    n_fft: int = 512,
    sample_rate: float = 16_000,
    low_hz: float = 60.0,
    high_hz: float | None = None,
    scale: str | Scale = "mel-slaney",
    norm: str | None = "slaney",
    triangles: str = "hz",
) -> Tensor:
    """Return triangular filters over the bins of an FFT, float32 (n_mels, n_fft // 2 + 1).

    Filter m rises from the centre of filter m − 1 to its own and falls to the centre of m + 1; the centres are evenly
    spaced on `scale`. The flanks are straight in Hz (librosa, Slaney) or, with triangles="scale", on the scale
    itself (HTK, TensorFlow, LEAF). norm="slaney" gives every triangle an area of 1 over Hz, None a peak of 1.
    high_hz=None is min(7800, 0.975 × Nyquist). A filter narrower than a bin may fall between two bins: its row is 0,
    and `empty_filters` finds it.

    Davis & Mermelstein 1980; Slaney 1998. Lesson: notebooks/01_windowing.ipynb

    Args:
        n_mels: How many filters.
        n_fft: Points of the transform.
        sample_rate: In Hz.
        low_hz: Where the lowest filter begins.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES`, or a `Scale`.
        norm: "slaney", an area of 1 over Hz, or None, a peak of 1.
        triangles: What their flanks are straight in, "hz" or "scale".

    Returns:
        float32 (n_mels, n_fft // 2 + 1).

    Raises:
        ValueError: For an unknown scale, norm or triangles, no filter, or unless 0 ≤ low_hz < high_hz ≤ Nyquist.

    Examples:
        >>> matrix = mel_matrix(n_mels=3, n_fft=512, norm=None)
        >>> matrix.shape
        torch.Size([3, 257])
    """
    high_hz = highest_hz(sample_rate) if high_hz is None else high_hz
    _check(n_mels, low_hz, high_hz, sample_rate, norm, triangles)
    corners_hz = spaced(scale, n_mels + 2, low_hz=low_hz, high_hz=high_hz)  # (n_mels + 2,)
    axis = named("linear" if triangles == "hz" else scale)
    weights = _triangles(axis.from_hz(bin_hz(n_fft, sample_rate=sample_rate).double()), axis.from_hz(corners_hz))
    widths_hz = corners_hz[2:] - corners_hz[:-2]
    return (weights if norm is None else weights * 2 / widths_hz[:, None]).float()


def empty_filters(matrix: Tensor) -> Tensor:
    """Return which filters lie between two bins and hear nothing: (filters, bins) → bool (filters,).

    Fewer filters, a longer FFT or a higher low_hz is the cure. Lesson: notebooks/02_filtering.ipynb
    """
    return matrix.sum(1) == 0


class ZeroPhaseFilterbank(Filterbank):
    """Filters in time made of weights over bins, such as `mel_matrix`: to see one rise and ring, and to hear it.

    The weights are for energies, float (filters, n_fft // 2 + 1) of an even n_fft; gains are their roots, exactly so at
    the bins. The filters are symmetric, n_fft + 1 taps long and delay nothing. What they draw between the bins is as
    fine as n_fft: for a smooth picture take a long one, whatever the spectrogram has.

    Raises ValueError unless the weights are (filters, bins) with two bins or more, and none negative.
    Frequency sampling: Rabiner, Gold & McGonegal 1970. Lesson: notebooks/02_filtering.ipynb

    Examples:
        >>> import torch
        >>> ZeroPhaseFilterbank(mel_matrix(n_mels=4))(torch.zeros(1, 800)).shape
        torch.Size([1, 4, 800])
    """

    weights: Tensor

    def __init__(self, weights: Tensor):
        super().__init__()
        if weights.ndim != 2 or weights.shape[1] < 2 or (weights < 0).any():
            raise ValueError(
                f"got weights {tuple(weights.shape)}, allowed are (filters, bins), 2 bins or more, all ≥ 0"
            )
        self.register_buffer("weights", weights, persistent=False)

    def impulse_responses(self) -> Tensor:
        """Return the filters, real (filters, n_fft + 1), tap n_fft // 2 at time 0."""
        taps = torch.fft.fftshift(torch.fft.irfft(self.weights.sqrt()), dim=-1)  # (filters, n_fft)
        return torch.cat([taps[:, :1] / 2, taps[:, 1:], taps[:, :1] / 2], dim=-1)  # the first is the last as well


def highest_hz(sample_rate: float) -> float:
    """Return where filters end unless told: min(7800, 0.975 × Nyquist) Hz."""
    return min(7_800.0, 0.4875 * sample_rate)


def _triangles(bins: Tensor, corners: Tensor) -> Tensor:
    left, center, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]  # (n_mels, 1) each
    return torch.minimum((bins - left) / (center - left), (right - bins) / (right - center)).clamp(min=0)


def _check(n_mels: int, low_hz: float, high_hz: float, sample_rate: float, norm: str | None, triangles: str) -> None:
    if n_mels < 1 or not 0 <= low_hz < high_hz <= sample_rate / 2:
        raise ValueError(
            f"got {n_mels} filters from {low_hz:g} to {high_hz:g} Hz, allowed are 1 or more, "
            f"from 0 Hz or above to {sample_rate / 2:g} Hz or below, and the lower end below the upper"
        )
    if norm not in ("slaney", None):
        raise ValueError(f"got norm {norm!r}, allowed are 'slaney' and None")
    if triangles not in ("hz", "scale"):
        raise ValueError(f"got triangles {triangles!r}, allowed are 'hz' and 'scale'")
