"""Cepstral coefficients: what is left of a log-mel spectrum when its shape is told in a few cosines."""

from dataclasses import replace
from math import cos, pi

import torch
from torch import Tensor, nn

from frontear.dsp.precision import Stage
from frontear.frontends.base import Frontend
from frontear.frontends.mel import mel_stages
from frontear.layers.compression import Log


def mfcc(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    n_mfcc: int | None = None,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return mel-frequency cepstral coefficients c0, c1, …: the first n_mfcc rows of the DCT-II of `log_mel`.

    The transform is orthonormal, as that of librosa.feature.mfcc, which takes it of decibels, 10 log₁₀ max(E, 1e-10),
    at most 80 below the loudest, and of Slaney's mel; here it is the natural log(E + 1e-5), and HTK's. n_mfcc is 20, or
    n_filters where that is less, unless given. Davis & Mermelstein 1980. Lesson: notebooks/01_windowing.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many mel filters.
        n_mfcc: How many rows; None is 20, or n_filters where that is less.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Where the lowest filter begins; None is 60 Hz.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "mel-htk".

    Returns:
        Waveform (batch, time) → (batch, n_mfcc, ceil(time / hop)).

    Raises:
        ValueError: As `log_mel`, and for n_mfcc outside 1…n_filters.

    Examples:
        >>> import torch
        >>> mfcc()(torch.zeros(2, 16_000)).shape
        torch.Size([2, 20, 100])
    """
    n_mfcc = min(20, n_filters) if n_mfcc is None else n_mfcc
    stages, spec = mel_stages(sample_rate, n_filters, window_ms, hop_ms, low_hz, high_hz, scale, unit="log energy")
    spec = replace(spec, n_rows=n_mfcc, fixed_hz=None, names=tuple(f"c{row}" for row in range(n_mfcc)))
    return Frontend(spec=spec, **stages, compression=Log(), cosines=Cosines(n_filters, n_mfcc))


class Cosines(Stage):
    """The first rows of the orthonormal DCT-II over the filters: (batch, n_filters, frames) → (batch, n_rows, frames).

    Lesson: notebooks/01_windowing.ipynb

    Args:
        n_filters: Rows that come.
        n_rows: Rows that go.

    Raises:
        ValueError: Unless 1 ≤ n_rows ≤ n_filters.
    """

    matrix: Tensor

    def __init__(self, n_filters: int, n_rows: int):
        super().__init__()
        if not 1 <= n_rows <= n_filters:
            raise ValueError(f"got {n_rows} coefficients of {n_filters} filters, allowed are 1…{n_filters}")
        rows = [[cos(pi * row * (place + 0.5) / n_filters) for place in range(n_filters)] for row in range(n_rows)]
        self.register_buffer(
            "matrix", nn.functional.normalize(torch.tensor(rows, dtype=torch.float32)), persistent=False
        )

    def forward(self, features: Tensor) -> Tensor:
        """Transform."""
        return self.matrix @ features
