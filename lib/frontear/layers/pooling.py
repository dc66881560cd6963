"""Pooling: energies at the rate of the signal (batch, filters, time) → (batch, filters, ceil(time / hop_length)).

Output t sees kernel_size values from t · hop_length − (kernel_size − hop_length) // 2 on, as a frame does; before the
sound and after it there is nothing.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frontear.dsp.precision import Stage, flush_tiny
from frontear.dsp.spectrogram import padded
from frontear.dsp.windows import window
from frontear.filterbanks.bounded import Bounded


class GaussianLowPass(Bounded):
    """What all Gaussian poolings are: a peak of 1, a σ of `sigma_samples`, kernel_size taps, at every hop_length.

    Lesson: notebooks/04_mel_and_gabor.ipynb
    """

    kernel_size: int
    hop_length: int

    def sigma_samples(self) -> Tensor:
        """Return the standard deviations in samples, (n_filters,)."""
        raise NotImplementedError

    def forward(self, energy: Tensor) -> Tensor:
        """Smooth and keep one in hop_length."""
        seen, taps = padded(energy, self.kernel_size, self.hop_length), self.impulse_responses()
        return F.conv1d(seen, taps[:, None], stride=self.hop_length, groups=len(taps))

    def impulse_responses(self) -> Tensor:
        """Return the low-pass filters, (n_filters, kernel_size)."""
        like = next(self.parameters())
        time = torch.arange(self.kernel_size, device=like.device, dtype=like.dtype) - (self.kernel_size - 1) / 2
        return self.gain(time)

    def gain(self, time: Tensor) -> Tensor:
        """Return how much an energy counts this far from the middle, time (…) in samples → (n_filters, …)."""
        sigma = self.sigma_samples().view(-1, *[1] * time.ndim)
        gaussian = flush_tiny(torch.exp(-0.5 * (time / sigma).square()))
        return gaussian * (time.abs() <= (self.kernel_size - 1) / 2)


class GaussianPooling(GaussianLowPass):
    """A Gaussian low-pass for each filter, kept at every hop: (batch, filters, time) → (batch, filters, frames).

    Learned is its `width`, (n_filters,): the standard deviation as a share of half the window, 0.4 at the start, used
    within 2 / kernel_size…0.5. Its peak is 1 and its sum is not: at 401 taps it multiplies a steady energy by 198.
    In time this Gaussian does what the squared window does in a spectrogram; in frequency the filter before it does.

    Zeghidour et al. 2021 (LEAF), arXiv:2101.08596, section 3.2. Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        n_filters: How many filters.
        kernel_size: Samples of the window, at least 4.
        hop_length: Samples from one frame to the next.

    Raises:
        ValueError: Unless n_filters and hop_length are 1 or more and kernel_size 4 or more.
    """

    def __init__(self, n_filters: int, *, kernel_size: int, hop_length: int):
        super().__init__()
        if n_filters < 1 or kernel_size < 4 or hop_length < 1:
            raise ValueError(f"got {n_filters} × {kernel_size} taps, hop {hop_length}, allowed are 1, 4 and 1 or more")
        self.kernel_size, self.hop_length = kernel_size, hop_length
        self.width = nn.Parameter(torch.full((n_filters,), 0.4, dtype=torch.float32))

    def sigma_samples(self) -> Tensor:
        """Return the standard deviations in samples, (n_filters,)."""
        return self.clamped("width") * ((self.kernel_size - 1) / 2)

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the widths."""
        return {"width": (2 / self.kernel_size, 0.5)}


class FreePooling(Stage):
    """One low-pass for all filters whose every tap is learned, Hann² at the start: (batch, filters, time) → frames.

    Learned are its `taps`, (kernel_size,). Zeghidour et al. 2018 (TD-filterbanks), arXiv:1711.01161. Lesson:
    notebooks/04_mel_and_gabor.ipynb

    Args:
        kernel_size: Samples of the window, at least 1.
        hop_length: Samples from one frame to the next.

    Raises:
        ValueError: Unless both lengths are 1 or more.
    """

    def __init__(self, *, kernel_size: int, hop_length: int):
        super().__init__()
        _check(kernel_size, hop_length)
        self.hop_length = hop_length
        self.taps = nn.Parameter(window("hann", kernel_size, periodic=False).square())

    def forward(self, energy: Tensor) -> Tensor:
        """Smooth and keep one in hop_length."""
        seen = padded(energy, len(self.taps), self.hop_length)
        return F.conv2d(seen[:, None], self.taps[None, None, None], stride=(1, self.hop_length))[:, 0]


class MaxPooling(Stage):
    """The largest value in each window: (batch, filters, time) → (batch, filters, frames).

    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        kernel_size: Samples of the window, at least 1.
        hop_length: Samples from one frame to the next.

    Raises:
        ValueError: Unless both lengths are 1 or more.
    """

    def __init__(self, *, kernel_size: int, hop_length: int):
        super().__init__()
        _check(kernel_size, hop_length)
        self.kernel_size, self.hop_length = kernel_size, hop_length

    def forward(self, subbands: Tensor) -> Tensor:
        """Keep the largest."""
        seen = padded(subbands, self.kernel_size, self.hop_length, value=-torch.inf)
        if seen.requires_grad and not torch.compiler.is_exporting():
            return F.max_pool1d(seen, self.kernel_size, stride=self.hop_length)
        return seen.unfold(-1, self.kernel_size, self.hop_length).amax(dim=-1)  # sooner, where nothing is to be learned


def _check(kernel_size: int, hop_length: int) -> None:
    if kernel_size < 1 or hop_length < 1:
        raise ValueError(f"got kernel_size {kernel_size} and hop_length {hop_length}, allowed are 1 or more")
