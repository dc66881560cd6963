"""Gammatone filters, the classical model of the ear's own: a tone that swells quickly and dies away slowly."""

from collections.abc import Sequence
from math import factorial, pi, sqrt

import torch
from torch import Tensor, nn

from frontear.filterbanks.bank import Filterbank, bands, complex_modulate, warn_of_start
from frontear.filterbanks.bounded import Bounded

ORDER = 4
HALF = sqrt(2 ** (2 / ORDER) - 1)  # where the gain (1 + x²)^(−ORDER / 2) has fallen to half


class GammatoneFilterbank(Bounded, Filterbank):
    """Complex gammatones of order 4, t³ · exp(−βt) · exp(iμt): waveform (batch, time) → (batch, filters, time).

    The gain is 1 at the centre; bandwidth_hz is its full width at half gain. The peak of the envelope, 3 / β after the
    onset, is moved to tap kernel_size // 2, so that a click comes out of all filters at one time; a window too short
    for a narrow filter cuts its onset and its end. Learned are `center_rad` μ in radians and `decay` β in nepers per
    sample, (filters,) each, used within 0…π and 1 / kernel_size…π.

    Warns where filters start outside, or coincide. Patterson et al. 1992; Hohmann 2002 for the common peak. Lesson:
    notebooks/04_mel_and_gabor.ipynb

    Args:
        center_hz: Centres, (filters,) in 0…sample_rate / 2.
        bandwidth_hz: Full widths at half gain, (filters,), over 0.
        kernel_size: Taps of each filter.
        sample_rate: In Hz.

    Raises:
        ValueError: As `bands`.

    Examples:
        >>> import torch
        >>> bank = GammatoneFilterbank([500.0, 1_000.0], [80.0, 130.0], kernel_size=801, sample_rate=16_000)
        >>> bank(torch.zeros(1, 800)).shape
        torch.Size([1, 2, 800])
    """

    def __init__(
        self,
        center_hz: Sequence[float] | Tensor,
        bandwidth_hz: Sequence[float] | Tensor,
        *,
        kernel_size: int,
        sample_rate: float,
    ):
        super().__init__()
        center, width = bands(center_hz, bandwidth_hz, sample_rate)
        self.kernel_size, self.sample_rate = kernel_size, sample_rate
        self.center_rad = nn.Parameter((2 * pi * center / sample_rate).float())
        self.decay = nn.Parameter((pi * width / (HALF * sample_rate)).float())
        warn_of_start(center, width, self.beyond())

    def impulse_responses(self) -> Tensor:
        """Return the filters, complex (filters, kernel_size)."""
        center_rad, decay = (self.clamped(name)[:, None] for name in ("center_rad", "decay"))
        lag = torch.arange(self.kernel_size, device=decay.device) - self.kernel_size // 2
        swing = (decay * lag + ORDER - 1).clamp(min=0)  # time since the onset in units of 1 / β: the peak is at lag 0
        envelope = swing.pow(ORDER - 1) * torch.exp(-swing) * decay / factorial(ORDER - 1)
        return complex_modulate(envelope, center_rad * lag)

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the centres in radians and of the decays in nepers, per sample."""
        return {"center_rad": (0, pi), "decay": (1 / self.kernel_size, pi)}

    def center_cycles(self) -> Tensor:
        """Return the centres in cycles per sample, (filters,)."""
        return self.clamped("center_rad").detach() / (2 * pi)

    def units(self) -> dict[str, float]:
        """Return the median decay, which is a width in radians per sample too."""
        return dict.fromkeys(("center_rad", "decay"), self.clamped("decay").median().item())
