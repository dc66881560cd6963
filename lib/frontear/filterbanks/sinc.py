"""Windowed sinc filters: everything between two cut-off frequencies."""

from collections.abc import Sequence
from math import pi

import torch
from torch import Tensor, nn

from frontear.dsp.windows import window
from frontear.filterbanks.bank import Filterbank, bands, warn_of_start
from frontear.filterbanks.bounded import Bounded

LEAST = 1e-6  # cycles per sample: what is learned never quite reaches an end, where it would stay


class SincFilterbank(Bounded, Filterbank):
    """Real bandpass filters with two cut-offs: waveform (batch, time) → (batch, filters, time).

    The difference of two sincs, divided by its maximum, under a Hamming window: the gain is flat between the cut-offs
    and half at them, so bandwidth_hz is the full width at half gain. Learned are `low` and `band`, (filters,) each, in
    cycles per sample, so that a step of learning means the same at any rate. The lower cut-off is least_hz + |low|,
    the upper one lies least_hz + |band| above it, at most at half the sample rate; beyond that nothing is learned, so
    that `keep_in_range` belongs after every step.

    Warns where a filter starts lower or narrower than least_hz, or where two coincide. Ravanelli & Bengio 2018
    (SincNet), arXiv:1808.00158, eqs. 4 to 8. Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        center_hz: Centres, (filters,) in 0…sample_rate / 2.
        bandwidth_hz: Full widths at half gain, (filters,), over 0.
        kernel_size: Taps of each filter.
        sample_rate: In Hz.
        least_hz: Below this no lower cut-off and no band comes; under a quarter of the sample rate.

    Raises:
        ValueError: As `bands`, or for a least_hz of a quarter of the sample rate or more, where nothing would be left
            over it.

    Examples:
        >>> bank = SincFilterbank([500.0, 1_000.0], [100.0, 200.0], kernel_size=401, sample_rate=16_000)
        >>> [round(16_000 * cut.item()) for cut in bank.cutoffs()[0]]  # lower cut-offs in Hz
        [450, 900]
    """

    def __init__(
        self,
        center_hz: Sequence[float] | Tensor,
        bandwidth_hz: Sequence[float] | Tensor,
        *,
        kernel_size: int,
        sample_rate: float,
        least_hz: float = 50.0,
    ):
        super().__init__()
        center, width = bands(center_hz, bandwidth_hz, sample_rate)
        if not 0 <= 4 * least_hz < sample_rate:
            raise ValueError(f"got least_hz {least_hz:g}, allowed is less than a quarter of {sample_rate:g} Hz")
        low_hz = center - width / 2
        beyond = (low_hz < least_hz) | (width < least_hz) | (low_hz + width > sample_rate / 2)
        self.kernel_size, self.sample_rate, self.least_hz = kernel_size, sample_rate, least_hz
        self.low = nn.Parameter(((low_hz - least_hz) / sample_rate).clamp(min=LEAST).float())
        self.band = nn.Parameter(((width - least_hz) / sample_rate).clamp(min=LEAST).float())
        warn_of_start(center, width, beyond)

    def impulse_responses(self) -> Tensor:
        """Return the filters, real (filters, kernel_size)."""
        time = torch.arange(self.kernel_size, device=self.low.device) - self.kernel_size // 2
        low, high = self.cutoffs()
        band = (high - low)[:, None]
        bandpass = 2 * band * _sinc(band * time) * _cosine((low + high) / 2, time)  # the difference of two sincs
        hamming = window("hamming", self.kernel_size).flip(0).to(bandpass)  # periodic, and the original correlates
        return bandpass / bandpass.amax(dim=1, keepdim=True).clamp(min=1e-12) * hamming

    def cutoffs(self) -> tuple[Tensor, Tensor]:
        """Return lower and upper cut-off frequencies in cycles per sample, (filters,) each."""
        least = self.least_hz / self.sample_rate
        low = (least + self.low.abs()).clamp(max=0.5)
        return low, (low + least + self.band.abs()).clamp(max=0.5)

    def center_cycles(self) -> Tensor:
        """Return the middles between the cut-offs, in cycles per sample, (filters,)."""
        low, high = self.cutoffs()
        return (low + high).detach() / 2

    def at_limit(self) -> Tensor:
        """Return which filters are as low, as narrow or as high as they may be, bool (filters,)."""
        at_least = (self.low.abs() <= LEAST) | (self.band.abs() <= LEAST)
        return at_least | (self.cutoffs()[1] >= 0.5 - LEAST)

    def units(self) -> dict[str, float]:
        """Return the median width of the filters in cycles per sample."""
        low, high = self.cutoffs()
        width = (high - low).median().item()
        return {"low": width, "band": width}

    @torch.no_grad()
    def keep_in_range(self) -> None:
        """Bring back what learning has carried beyond half the sample rate, and away from 0, where |·| has no slope."""
        least = self.least_hz / self.sample_rate
        most = 0.5 - 2 * least
        self.low.copy_(self.low.abs().clamp(LEAST, most - LEAST))
        self.band.copy_(torch.minimum(self.band.abs().clamp(min=LEAST), most - self.low))


def _sinc(turns: Tensor) -> Tensor:
    """sin(πx) / (πx), as torch.sinc, whose second derivative at 0 is no number."""
    angle = pi * torch.where(turns == 0, 1, turns)
    return torch.where(turns == 0, 1, torch.sin(angle) / angle)


def _cosine(cycles: Tensor, time: Tensor) -> Tensor:
    """cos(2π cycles t), (filters,) in cycles per sample → (filters, n). Whole turns are taken off exactly."""
    coarse = (cycles.detach() * 4096).round() / 4096
    return torch.cos(2 * pi * ((coarse[:, None] * time) % 1 + (cycles - coarse)[:, None] * time))
