"""A hop that learns: poolings whose step from frame to frame is a number like any other."""

from math import ceil, log2, pi

import torch
from torch import Tensor, nn

from frontear.layers.pooling import GaussianLowPass, GaussianPooling

OCTAVES = 3  # that a hop may learn to be shorter or longer
TAPER = 0.25  # of the band that DiffStride keeps whole: how far beyond it what is kept falls to nothing


class LearnedHop(GaussianLowPass):
    """What these poolings have: `octaves`, by which the hop differs from where it began, of all filters or of each.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        start: The hop or stride that it begins with.
        lowest: Octaves that it may fall by, a negative number.
        n_hops: How many there are.
    """

    start: float

    def __init__(self, start: float, *, lowest: float, n_hops: int = 1):
        super().__init__()
        self.start, self._ends = start, (lowest, OCTAVES)
        self.octaves = nn.Parameter(torch.zeros(n_hops, dtype=torch.float32))

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the octaves."""
        return {"octaves": self._ends}

    def units(self) -> dict[str, float]:
        """Return how much counts as much as a filter's width does: an octave."""
        return {"octaves": 1.0}

    def frames_share(self) -> Tensor:
        """Return how many frames there are for each at the start, a scalar that can be learned from."""
        return torch.exp2(-self.clamped("octaves")).mean()

    def stride(self) -> Tensor:
        """Return the start, times 2 to the octaves: (n_hops,)."""
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
        super().__init__(hop_length, lowest=_lowest(n_filters, hop_length))
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


class OwnHopPooling(LearnedHop):
    """A hop for each filter, each the width of its own Gaussian: (batch, filters, time) → (batch, filters, frames).

    Every filter is a `HopPooling` by itself. So that one picture holds them all, there is a column for every frame of
    the filter with the shortest hop; the others' hops are whole numbers of columns, and a filter holds what it has
    until its next frame. What is saved is what has to be kept or sent, not what is computed. Where no hop is moved it
    is `HopPooling`. It cannot be exported, nor heard by block. Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        n_filters: How many filters.
        hop_length: As of `HopPooling`, of each at the start.

    Raises:
        ValueError: Unless n_filters is 1 or more and hop_length 2 or more.

    Examples:
        >>> import torch
        >>> pooling = OwnHopPooling(2, hop_length=160)
        >>> _ = pooling.octaves.data.copy_(torch.tensor([0.0, 2.0]))
        >>> pooling.hops().tolist(), pooling(torch.rand(1, 2, 3_200)).shape
        ([160, 640], torch.Size([1, 2, 20]))
    """

    def __init__(self, n_filters: int, *, hop_length: int):
        super().__init__(hop_length, lowest=_lowest(n_filters, hop_length), n_hops=n_filters)

    @property
    def hop_length(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Samples from one column to the next, now: the shortest hop."""
        return round(self.stride().min().item())

    @property
    def kernel_size(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Samples of the longest window, now: two of its hops and a half, odd."""
        return 2 * (5 * round(self.stride().max().item()) // 4) + 1

    def hops(self) -> Tensor:
        """Return the samples from one frame of each filter to its next, now: (n_filters,)."""
        return self.hop_length * self._columns()

    def sigma_samples(self) -> Tensor:
        """Return the standard deviation in samples for every filter, half of its hop before rounding: (n_filters,)."""
        return self.stride() / 2

    def gain(self, time: Tensor) -> Tensor:
        """Return how much an energy counts this far from the middle, each filter's as far as its own window goes.

        Args:
            time: In samples, (…).

        Returns:
            (n_filters, …).
        """
        reach = 1.25 * self.stride().detach().view(-1, *[1] * time.ndim)
        return super().gain(time) * (time.abs() <= reach)

    def forward(self, energy: Tensor) -> Tensor:
        """Smooth, keep one in hop_length, and hold what is no frame."""
        return self.held(super().forward(energy))

    def held(self, frames: Tensor) -> Tensor:
        """Return each filter's frames, each held until its next: (batch, n_filters, columns) → the same shape."""
        columns = self._columns()[:, None]
        last = torch.arange(frames.shape[-1], device=frames.device) // columns * columns
        return frames.gather(-1, last.expand_as(frames))

    def _columns(self) -> Tensor:
        """Columns of each hop, whole, 1 or more."""
        return (self.stride().detach() / self.hop_length).round().long().clamp(min=1)


def _lowest(n_filters: int, hop_length: int) -> float:
    """Octaves that a hop may fall by, to 2 samples at the least."""
    if n_filters < 1 or hop_length < 2:
        raise ValueError(f"got {n_filters} filters and a hop of {hop_length}, allowed are 1 and 2 or more")
    return max(-OCTAVES, 1 - log2(hop_length))


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
