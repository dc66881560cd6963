"""Gabor filters, a tone under a Gaussian: the sharpest a filter can be in time and frequency at once."""

from collections.abc import Sequence
from math import ceil, log, pi, sqrt

import torch
from torch import Tensor, nn

from frontear.filterbanks.bank import Filterbank, bands, complex_modulate, warn_of_start
from frontear.filterbanks.bounded import Bounded

HALF = sqrt(2 * log(2))  # where a Gaussian has fallen to half, in standard deviations
REACH = 4  # standard deviations at each side, where a filter that nothing cuts ends: at 3 parts in 10,000 of its peak
LONGEST_SIGMA = 1 << 14  # samples, of a filter that nothing cuts


class GaborFilterbank(Bounded, Filterbank):
    """Complex Gabor filters, 1 / (√(2π) σ) · exp(iμt) · exp(−t² / 2σ²): (batch, time) → (batch, filters, time).

    The gain is 1 at the centre and halves half a bandwidth away from it: bandwidth_hz is the full width at half gain of
    a filter that the kernel does not cut. A kernel of less than six σ makes it wider: of four σ by a tenth.
    Two numbers per filter are learned, `center_rad` μ in radians per sample and `sigma_samples` σ in samples, each
    (filters,). They are used within 0…π and from a gain as wide as half the spectrum to the σ whose gain, uncut, is
    2 / kernel_size of it wide; cut to the kernel that is 1.4 times as wide. Outside these nothing is learned, so that
    `keep_in_range` belongs after every step.

    With kernel_size=None nothing is cut: the filters are as long as the narrowest of them asks, four σ at each side,
    and follow it as they learn, up to a σ of LONGEST_SIGMA samples. They can not be exported.

    Warns where filters start outside, or coincide. Zeghidour et al. 2021 (LEAF), arXiv:2101.08596, section 3.1. Lesson:
    notebooks/04_mel_and_gabor.ipynb

    Args:
        center_hz: Centres, (filters,) in 0…sample_rate / 2.
        bandwidth_hz: Full widths at half gain where nothing is cut, (filters,), over 0.
        kernel_size: Taps of each filter, at least 4; None is as many as the bandwidths ask.
        sample_rate: In Hz.

    Raises:
        ValueError: As `bands`, or for a kernel below 4 taps.

    Examples:
        >>> import torch
        >>> bank = GaborFilterbank([500.0, 1_000.0], [100.0, 200.0], kernel_size=401, sample_rate=16_000)
        >>> bank(torch.zeros(1, 800)).shape  # complex
        torch.Size([1, 2, 800])
    """

    def __init__(
        self,
        center_hz: Sequence[float] | Tensor,
        bandwidth_hz: Sequence[float] | Tensor,
        *,
        kernel_size: int | None,
        sample_rate: float,
    ):
        super().__init__()
        if kernel_size is not None and kernel_size < 4:
            raise ValueError(f"got {kernel_size} taps, allowed are 4 or more")
        center, width = bands(center_hz, bandwidth_hz, sample_rate)
        self.kernel_size, self.sample_rate = kernel_size, sample_rate
        self.center_rad = nn.Parameter((2 * pi * center / sample_rate).float())
        self.sigma_samples = nn.Parameter((HALF * sample_rate / (pi * width)).float())
        warn_of_start(center, width, self.beyond())

    def impulse_responses(self) -> Tensor:
        """Return the filters, complex (filters, n_taps)."""
        n_taps = self.n_taps
        time = torch.arange(n_taps, device=self.center_rad.device) - n_taps // 2
        return complex_modulate(
            gaussian(time, self.clamped("sigma_samples")), self.clamped("center_rad")[:, None] * time
        )

    @property
    def n_taps(self) -> int:
        """How long the filters are now: kernel_size, or what the narrowest of them asks, odd."""
        if self.kernel_size is not None:
            return self.kernel_size
        return 2 * ceil(REACH * self.clamped("sigma_samples").max().item()) + 1

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the centres in radians per sample and of σ in samples."""
        longest = LONGEST_SIGMA if self.kernel_size is None else self.kernel_size * HALF / pi
        return {"center_rad": (0, pi), "sigma_samples": (4 * HALF / pi, longest)}

    def center_cycles(self) -> Tensor:
        """Return the centres in cycles per sample, (filters,)."""
        return self.clamped("center_rad").detach() / (2 * pi)

    def units(self) -> dict[str, float]:
        """Return, of the median filter, 1 / σ in radians per sample, 0.42 of its width, and σ in samples."""
        sigma_samples = self.clamped("sigma_samples").median().item()
        return {"center_rad": 1 / sigma_samples, "sigma_samples": sigma_samples}


def gaussian(time: Tensor, sigma_samples: Tensor) -> Tensor:
    """Return Gaussians of area 1, one per σ: time (n,) in samples → (filters, n).

    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        time: In samples, (n,).
        sigma_samples: Standard deviations, (filters,).

    Returns:
        (filters, n).
    """
    sigma = sigma_samples[:, None]
    return torch.exp(-0.5 * (time / sigma).square()) / (sqrt(2 * pi) * sigma)
