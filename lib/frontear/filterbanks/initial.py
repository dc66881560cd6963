"""Where filters start: centres and widths for the banks that learn them."""

import torch
from torch import Tensor

from frontear.dsp.scales import SCALES, spaced
from frontear.filterbanks.mel import highest_hz, mel_matrix

INITIALISATIONS = ("mel", "mel-quantised", "bark", "erb", "linear", "constant", "uniform")
SCALE = {"mel": "mel-htk"} | {name: name for name in SCALES}


def initial(
    name: str,
    n_filters: int = 40,
    *,
    sample_rate: float = 16_000,
    low_hz: float = 60.0,
    high_hz: float | None = None,
    seed: int = 0,
) -> tuple[Tensor, Tensor]:
    """Return where filters start: centres and full widths at half gain in Hz, float64 (n_filters,) each.

    "mel", which is "mel-htk", and every name of `SCALES` take them from triangles evenly spaced on that scale: the root
    of a triangle, an amplitude, is over half in three quarters of its base. "mel-quantised" does so on the bins of a
    512-point FFT, as the original code of LEAF. "constant" starts all filters as one in the middle, "uniform" draws
    centres evenly over the range in Hz, by the seed, with the widths of "mel". high_hz=None is
    min(7800, 0.975 × Nyquist).

    Zeghidour et al. 2021, arXiv:2101.08596; on starts: Anderson et al. 2023, arXiv:2302.10014. Lesson:
    notebooks/04_mel_and_gabor.ipynb

    Args:
        name: One of `INITIALISATIONS`, or of `SCALES`.
        n_filters: How many filters.
        sample_rate: In Hz.
        low_hz: Where the range begins.
        high_hz: Where it ends; None is min(7800, 0.975 × Nyquist).
        seed: Of "uniform".

    Returns:
        Centres and widths in Hz, float64 (n_filters,) each.

    Raises:
        ValueError: For another name, no filter, or unless 0 ≤ low_hz < high_hz ≤ Nyquist.

    Examples:
        >>> center_hz, width_hz = initial("mel", 3, low_hz=0, high_hz=8_000)
        >>> center_hz.round().tolist()
        [614.0, 1768.0, 3934.0]
    """
    high_hz = highest_hz(sample_rate) if high_hz is None else high_hz
    if n_filters < 1 or not 0 <= low_hz < high_hz <= sample_rate / 2:
        raise ValueError(
            f"got {n_filters} filters in {low_hz:g}…{high_hz:g} Hz, allowed are 1 or more within "
            f"0…{sample_rate / 2:g} Hz, half the sample rate"
        )
    if name in SCALE:
        return _triangles(SCALE[name], n_filters, low_hz, high_hz)
    if name == "mel-quantised":
        return _quantised(n_filters, sample_rate, low_hz, high_hz)
    if name == "constant":
        return _constant(n_filters, low_hz, high_hz)
    if name == "uniform":
        return _uniform(n_filters, low_hz, high_hz, seed)
    raise ValueError(f"got {name!r}, allowed are {', '.join(INITIALISATIONS)} and the scales {', '.join(SCALES)}")


def _triangles(scale: str, n_filters: int, low_hz: float, high_hz: float) -> tuple[Tensor, Tensor]:
    corners_hz = spaced(scale, n_filters + 2, low_hz=low_hz, high_hz=high_hz)
    return corners_hz[1:-1], 0.75 * (corners_hz[2:] - corners_hz[:-2])


def _quantised(n_filters: int, sample_rate: float, low_hz: float, high_hz: float) -> tuple[Tensor, Tensor]:
    matrix = mel_matrix(
        n_mels=n_filters,
        n_fft=512,
        sample_rate=sample_rate,
        low_hz=low_hz,
        high_hz=high_hz,
        scale="mel-htk",
        norm=None,
        triangles="scale",
    )
    gain = matrix.sqrt()  # (n_filters, 257)
    wide = (gain >= gain.amax(dim=1, keepdim=True) / 2).sum(dim=1)
    return gain.argmax(dim=1).double() * sample_rate / 512, wide.double() * sample_rate / 512


def _constant(n_filters: int, low_hz: float, high_hz: float) -> tuple[Tensor, Tensor]:
    middle_hz, width_hz = (low_hz + high_hz) / 2, 1.5 * (high_hz - low_hz) / (n_filters + 1)  # as wide as "linear"
    return torch.full((n_filters,), middle_hz).double(), torch.full((n_filters,), width_hz).double()


def _uniform(n_filters: int, low_hz: float, high_hz: float, seed: int) -> tuple[Tensor, Tensor]:
    drawn = torch.rand(n_filters, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    widths_hz = _triangles("mel-htk", n_filters, low_hz, high_hz)[1]
    return low_hz + (high_hz - low_hz) * drawn.sort().values, widths_hz
