"""LEAF: filter, take the energy, pool and compress, with everything learned."""

import torch
from torch import Tensor, nn

from frontear.filterbanks.gabor import GaborFilterbank
from frontear.filterbanks.initial import SCALE, initial
from frontear.frontends.base import Frontend, band_range, odd_samples, samples
from frontear.frontends.leaf_fft import pooled_energies
from frontear.frontends.spec import Spec
from frontear.layers.compression import PCEN
from frontear.layers.energy import Floor, SquaredModulus
from frontear.layers.pooling import GaussianPooling

METHODS = ("fourier", "direct")
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
    pooling: GaussianPooling

    def __init__(
        self,
        *,
        filterbank: GaborFilterbank,
        pooling: GaussianPooling,
        method: str = "fourier",
        spec: Spec | None = None,
        **rest: nn.Module,
    ):
        if method not in METHODS:
            raise ValueError(f"got method {method!r}, allowed are {' and '.join(METHODS)}")
        super().__init__(spec=spec, filterbank=filterbank, energy=SquaredModulus(), pooling=pooling, **rest)
        self.method = method

    def forward(self, waveform: Tensor) -> Tensor:
        """Listen."""
        overlaps = self.pooling.kernel_size > MOST_OVERLAP * self.pooling.hop_length
        if self.method == "direct" or overlaps or torch.compiler.is_exporting():
            return super().forward(waveform)
        return self[3:](pooled_energies(self.filterbank, self.pooling, waveform))

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
) -> Leaf:
    """Return the learned front-end that starts where mel would: same centres, same widths, 7 numbers per filter.

    Gabor filters, |·|², Gaussian pooling, a floor of 1e-5, PCEN. low_hz, high_hz and scale are those of `band_range`
    unless given; `initialisation`, where given, goes before the scale: it and `seed` are those of
    `frontear.filterbanks.initial.initial`. Zeghidour et al. 2021, arXiv:2101.08596. Lesson:
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

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `band_range` and `initial`, for another method, a hop below one sample or a window below four.

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
        pooling=GaussianPooling(n_filters, kernel_size=win_length, hop_length=hop_length),
        floor=Floor(),
        compression=PCEN(n_filters),
        method=method,
    )
