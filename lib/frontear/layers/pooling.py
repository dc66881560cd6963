"""Pooling: energies at the rate of the signal (batch, filters, time) → (batch, filters, ceil(time / hop_length)).

Output t sees kernel_size values from t · hop_length − (kernel_size − hop_length) // 2 on, as a frame does; before the
sound and after it there is nothing.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frontear.dsp.windows import window
from frontear.filterbanks.bounded import Bounded


class GaussianPooling(Bounded):
    """A Gaussian low-pass for each filter, kept at every hop: (batch, filters, time) → (batch, filters, frames).

    Learned is its `width`, (n_filters,): the standard deviation as a share of half the window, 0.4 at the start, used
    within 2 / kernel_size…0.5. Its peak is 1 and its sum is not: at 401 taps it multiplies a steady energy by 198.
    This Gaussian, not the filter, is what the window is to a spectrogram.

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

    def forward(self, energy: Tensor) -> Tensor:
        """Smooth and keep one in hop_length."""
        seen = padded(energy, self.kernel_size, self.hop_length)
        return F.conv1d(seen, self.impulse_responses()[:, None], stride=self.hop_length, groups=len(self.width))

    def impulse_responses(self) -> Tensor:
        """Return the low-pass filters, (n_filters, kernel_size)."""
        time = (
            torch.arange(self.kernel_size, device=self.width.device, dtype=self.width.dtype)
            - (self.kernel_size - 1) / 2
        )
        return self.gain(time)

    def gain(self, time: Tensor) -> Tensor:
        """Return how much an energy counts this far from the middle, time (…) in samples → (n_filters, …)."""
        half = (self.kernel_size - 1) / 2
        sigma = (self.clamped("width") * half).view(-1, *[1] * time.ndim)
        return torch.exp(-0.5 * (time / sigma).square()) * (time.abs() <= half)

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the widths."""
        return {"width": (2 / self.kernel_size, 0.5)}


class FreePooling(nn.Module):
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
        smooth = F.conv1d(seen.flatten(0, 1)[:, None], self.taps[None, None], stride=self.hop_length)
        return smooth[:, 0].unflatten(0, energy.shape[:2])


class MaxPooling(nn.Module):
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
        return F.max_pool1d(seen, self.kernel_size, stride=self.hop_length)


def padded(energy: Tensor, kernel_size: int, hop_length: int, *, value: float = 0.0) -> Tensor:
    """Return (…, time) with all that its frames see and no more; with hops over windows, samples at both ends drop out.

    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        energy: (…, time).
        kernel_size: Samples of a window.
        hop_length: Samples from one frame to the next.
        value: What lies outside.

    Returns:
        (…, time), longer or shorter.
    """
    n_frames = -(-energy.shape[-1] // hop_length)
    before = (kernel_size - hop_length) // 2  # negative where hops are longer than windows
    seen = F.pad(energy, (max(before, 0), kernel_size + hop_length), value=value)[..., max(-before, 0) :]
    return seen[..., : (n_frames - 1) * hop_length + kernel_size]


def _check(kernel_size: int, hop_length: int) -> None:
    if kernel_size < 1 or hop_length < 1:
        raise ValueError(f"got kernel_size {kernel_size} and hop_length {hop_length}, allowed are 1 or more")
