"""LEAF: filter, take the energy, pool and compress, with everything learned."""

from dataclasses import replace

import torch
from torch import Tensor, nn

from frontear.filterbanks.gabor import GaborFilterbank
from frontear.filterbanks.initial import SCALE, initial
from frontear.frontends.base import Frontend, band_range, odd_samples, samples
from frontear.frontends.leaf_fft import pooled_energies
from frontear.frontends.spec import Spec
from frontear.layers.compression import PCEN
from frontear.layers.energy import Floor, SquaredModulus
from frontear.layers.pooling import GaussianLowPass, GaussianPooling
from frontear.layers.strides import TAPER, DiffStridePooling, HopPooling, OwnHopPooling

METHODS = ("fourier", "direct")
HOPS = ("fixed", "window", "each", "diffstride")
FINER = 4  # fine frames to the hop, which DiffStride begins from
MOST_OVERLAP = 32  # windows to the hop


class Leaf(Frontend):
    """Gabor filters, energies, Gaussian pooling and what follows: (batch, time) → (batch, filters, frames).

    method="fourier" runs the first three stages as one, `frontear.frontends.leaf_fft.pooled_energies`, many times
    faster; "direct" runs them one by one, as `trace` always does. Both have the same state, and the pooled energies are
    equal to 1e-3 of the largest. PCEN raises what is soft: features of noise and speech are equal to a few thousandths
    of the largest, those of a bell to hundredths, of a pure tone at full scale to an eighth. Frames that overlap more
    than MOST_OVERLAP times are computed directly, which is faster there.

    A part of it is a plain `Frontend`. Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        filterbank: Stage "filterbank".
        pooling: Stage "pooling".
        method: "fourier" or "direct".
        spec: What comes out.
        **rest: The stages behind.

    Raises:
        ValueError: For another method.
    """

    filterbank: GaborFilterbank
    pooling: GaussianLowPass

    def __init__(
        self,
        *,
        filterbank: GaborFilterbank,
        pooling: GaussianLowPass,
        method: str = "fourier",
        spec: Spec | None = None,
        **rest: nn.Module,
    ):
        if method not in METHODS:
            raise ValueError(f"got method {method!r}, allowed are {' and '.join(METHODS)}")
        super().__init__(spec=spec, filterbank=filterbank, energy=SquaredModulus(), pooling=pooling, **rest)
        self.method = method

    @property
    def spec(self) -> Spec:
        """What comes out: rate, rows, and of a hop that learns what it is now. Raises ValueError for a part."""
        return replace(super().spec, hop_length=self.pooling.hop_length)

    def forward(self, waveform: Tensor) -> Tensor:
        """Listen."""
        pooling = self.pooling.fine if isinstance(self.pooling, DiffStridePooling) else self.pooling
        overlaps = pooling.kernel_size > MOST_OVERLAP * pooling.hop_length
        if self.method == "direct" or overlaps or torch.compiler.is_exporting():
            return super().forward(waveform)
        pooled = pooled_energies(self.filterbank, pooling, waveform)
        if isinstance(self.pooling, DiffStridePooling):
            pooled = self.pooling.cropped(pooled, waveform.shape[-1])
        if isinstance(self.pooling, OwnHopPooling):
            pooled = self.pooling.held(pooled)
        return self[3:](pooled)

    def __getitem__(self, index: int | slice) -> nn.Module:
        """Return a stage, or a part as a front-end."""
        if isinstance(index, slice):
            return Frontend(dict(list(self.named_children())[index]))
        return super().__getitem__(index)


def leaf(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
    initialisation: str | None = None,
    seed: int = 0,
    method: str = "fourier",
    uncut: bool = False,
    hop: str = "fixed",
) -> Leaf:
    """Return the learned front-end that starts where mel would: same centres, same widths, 7 numbers per filter.

    Gabor filters, |·|², Gaussian pooling, a floor of 1e-5, PCEN. A hop that learns begins at hop_ms: "window" is that
    of `HopPooling`, one window for all filters, two hops and a half long, so that window_ms is the filters' alone;
    "each" has one for each filter, `OwnHopPooling`; "diffstride" is that of `DiffStridePooling`. low_hz, high_hz and
    scale are those of `band_range` unless given; `initialisation`, where given, goes before the scale: it and `seed`
    are those of `frontear.filterbanks.initial.initial`. Zeghidour et al. 2021, arXiv:2101.08596. Lesson:
    notebooks/04_mel_and_gabor.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Where the lowest filter begins; None is 60 Hz.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "mel-htk".
        initialisation: One of `INITIALISATIONS`; None is the scale's.
        seed: Of initialisation "uniform".
        method: "fourier" or "direct".
        uncut: Whether filters are as long as their bandwidths ask, and not cut to the window.
        hop: "fixed", or learned: "window", "each" or "diffstride".

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `band_range` and `initial`, for another method or hop, a hop below one sample or a window below
            four.

    Examples:
        >>> import torch
        >>> frontend = leaf(n_filters=40)
        >>> [name for name, _ in frontend.trace(torch.zeros(1, 800))]
        ['waveform', 'filterbank', 'energy', 'pooling', 'floor', 'compression']
        >>> sum(parameter.numel() for parameter in frontend.parameters())  # 7 for each filter
        280
    """
    low_hz, high_hz, scale = band_range(sample_rate, low_hz, high_hz, initialisation or scale)
    starts = initial(scale, n_filters, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz, seed=seed)
    win_length, hop_length = odd_samples(window_ms, sample_rate), samples(hop_ms, sample_rate)
    bank = GaborFilterbank(*starts, kernel_size=None if uncut else win_length, sample_rate=sample_rate)
    return Leaf(
        spec=Spec(sample_rate, hop_length, n_filters, unit="PCEN", scale=SCALE.get(scale, "mel-htk"), bank=bank),
        filterbank=bank,
        pooling=_pooling(hop, n_filters, win_length, hop_length),
        floor=Floor(),
        compression=PCEN(n_filters),
        method=method,
    )


def _pooling(hop: str, n_filters: int, win_length: int, hop_length: int) -> GaussianLowPass:
    if hop == "fixed":
        return GaussianPooling(n_filters, kernel_size=win_length, hop_length=hop_length)
    if hop == "window":
        return HopPooling(n_filters, hop_length=hop_length)
    if hop == "each":
        return OwnHopPooling(n_filters, hop_length=hop_length)
    if hop == "diffstride":
        fine = max(1, hop_length // FINER)
        stride = (1 + TAPER) * hop_length / fine
        return DiffStridePooling(GaussianPooling(n_filters, kernel_size=win_length, hop_length=fine), stride=stride)
    raise ValueError(f"got hop {hop!r}, allowed are {', '.join(HOPS)}")
