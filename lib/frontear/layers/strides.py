"""A hop that learns: poolings whose step from frame to frame is a number like any other."""

from math import ceil, log2, pi

import torch
from torch import Tensor, nn

from frontear.layers.pooling import GaussianLowPass, GaussianPooling

OCTAVES = 3  # that a hop may learn to be shorter or longer
TAPER = 0.25  # of the band that DiffStride keeps whole: how far beyond it what is kept falls to nothing


class LearnedHop(GaussianLowPass):
    """What both poolings have: one number for all filters, `octaves`, by which the hop differs from where it began.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        start: The hop or stride that it begins with.
        lowest: Octaves that it may fall by, a negative number.
    """

    start: float

    def __init__(self, start: float, *, lowest: float):
        super().__init__()
        self.start, self._ends = start, (lowest, OCTAVES)
        self.octaves = nn.Parameter(torch.zeros(1, dtype=torch.float32))

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the octaves."""
        return {"octaves": self._ends}

    def units(self) -> dict[str, float]:
        """Return how much counts as much as a filter's width does: an octave."""
        return {"octaves": 1.0}

    def frames_share(self) -> Tensor:
        """Return how many frames there are for each at the start, a scalar that can be learned from."""
        return torch.exp2(-self.clamped("octaves"))[0]

    def stride(self) -> Tensor:
        """Return the start, times 2 to the octaves: (1,)."""
        return self.start * torch.exp2(self.clamped("octaves"))


class HopPooling(LearnedHop):
    """A Gaussian low-pass whose width sets the hop: (batch, filters, time) → (batch, filters, frames).

    The hop is twice the Gaussian's σ, as in LEAF, and one for all filters; the window is five σ long. Learned is σ; the
    hop follows it in whole samples, so that features jump where it changes and have slopes between. Where σ is not
    moved it is `GaussianPooling` with a window of two hops and a half. It cannot be exported.
    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        n_filters: How many filters.
        hop_length: Samples from one frame to the next at the start, at least 2; it stays within an eighth and eight
            times as many, and 2 at least.

    Raises:
        ValueError: Unless n_filters is 1 or more and hop_length 2 or more.

    Examples:
        >>> import torch
        >>> pooling = HopPooling(40, hop_length=160)
        >>> pooling.octaves.data.fill_(1.0)
        tensor([1.])
        >>> pooling.hop_length, pooling(torch.ones(1, 40, 3_200)).shape
        (320, torch.Size([1, 40, 10]))
    """

    def __init__(self, n_filters: int, *, hop_length: int):
        if n_filters < 1 or hop_length < 2:
            raise ValueError(f"got {n_filters} filters and a hop of {hop_length}, allowed are 1 and 2 or more")
        super().__init__(hop_length, lowest=max(-OCTAVES, 1 - log2(hop_length)))
        self.n_filters = n_filters

    @property
    def hop_length(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Samples from one frame to the next, now."""
        return round(self.stride().item())

    @property
    def kernel_size(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Samples of the window, now: two hops and a half, odd."""
        return 2 * (5 * self.hop_length // 4) + 1

    def sigma_samples(self) -> Tensor:
        """Return the standard deviation in samples for every filter, half a hop before rounding: (n_filters,)."""
        return (self.stride() / 2).expand(self.n_filters)


class DiffStridePooling(LearnedHop):
    """A hop that learns by cropping the spectrum of fine frames: (batch, filters, time) → (batch, filters, frames).

    Gaussian pooling gives frames every `fine.hop_length` samples. Of their spectrum over time the band below
    1 / (2 · stride) cycles a frame is kept, what lies up to a quarter beyond falls to nothing, and the inverse
    transform of so much is shorter. A stride of 1 keeps all. Riad et al. 2022 (DiffStride), arXiv:2202.01653, in one
    dimension; the taper is a share of the band, where theirs is a number of bins.

    It has the faults of the original: the transform is of the whole clip, so that silence behind it changes its
    features, the last frame reaches the first, and energies may be negative. It cannot be exported.
    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        fine: The pooling in front.
        stride: At the start, 1 or more: fine frames in the shortest swing that is kept whole are twice as many.

    Raises:
        ValueError: For a stride below 1.
    """

    def __init__(self, fine: GaussianPooling, *, stride: float):
        if not stride >= 1:
            raise ValueError(f"got a stride of {stride}, allowed is 1 or more")
        super().__init__(stride, lowest=max(-OCTAVES, -log2(stride)))
        self.fine = fine

    @property
    def hop_length(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Samples from one frame to the next, now."""
        return round(self.fine.hop_length * max(1, self.stride().item() / (1 + TAPER)))

    @property
    def kernel_size(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Samples of the fine frames' window."""
        return self.fine.kernel_size

    def sigma_samples(self) -> Tensor:
        """Return the standard deviations of the fine frames' window in samples, (n_filters,)."""
        return self.fine.sigma_samples()

    def forward(self, energy: Tensor) -> Tensor:
        """Pool finely, and crop."""
        return self.cropped(self.fine(energy), energy.shape[-1])

    def cropped(self, frames: Tensor, time: int) -> Tensor:
        """Return as many frames as `time` samples have, (batch, filters, ceil(time / hop_length)).

        Args:
            frames: Fine ones, (batch, filters, n).
            time: Samples of the sound.

        Returns:
            (batch, filters, ceil(time / hop_length)).
        """
        n_fine, n_frames = frames.shape[-1], ceil(time / self.hop_length)
        kept = torch.fft.rfft(frames)[..., : n_frames // 2 + 1]
        cycles = torch.arange(kept.shape[-1], device=frames.device) / n_fine  # per fine frame
        gain = ((1 + TAPER - 2 * self.stride() * cycles) / TAPER).clamp(0, 1)
        later = pi * (n_fine / n_frames - 1) * cycles  # the middle of a frame is later than that of its first fine one
        turned = kept * torch.complex(gain * later.cos(), gain * later.sin())
        return torch.fft.irfft(turned, n_frames) * (n_frames / n_fine)
