"""What became of the filters: centres, widths and coverage of any filterbank, and how far learning has moved them."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from frontear.dsp.spectrogram import next_power_of_two
from frontear.filterbanks import Filterbank
from frontear.filterbanks.bounded import Bounded

N_FFT, LEAST_N_FFT = 16_384, 4_096
HALF_POWER = 0.5**0.5


@dataclass(frozen=True, eq=False)
class Bands:
    """Centres and full widths at half gain in Hz, and quality Q, float32 (filters,) each.

    Lesson: notebooks/05_learning.ipynb
    """

    center_hz: Tensor
    width_hz: Tensor
    quality: Tensor


@dataclass(frozen=True, eq=False)
class Drift:
    """How far centres have moved, in Hz and in the widths they began with, signed, and widths as a ratio: (filters,).

    Lesson: notebooks/05_learning.ipynb
    """

    center_hz: Tensor
    center_widths: Tensor
    width_ratio: Tensor


@torch.no_grad()
def bands(filterbank: Filterbank, *, sample_rate: float, n_fft: int = N_FFT) -> Bands:
    """Return where the filters are, as their frequency responses show it.

    The centre is where the gain is largest, between bins by a parabola through its logarithm, which is exact for a
    Gabor filter. Q is the centre over the width at half power. A filter that ends at 0 Hz or at half the sample rate is
    as wide as what is left of it. Lesson: notebooks/05_learning.ipynb

    Args:
        filterbank: Whose filters.
        sample_rate: In Hz.
        n_fft: Points of the transform that shows them.

    Returns:
        Centres, widths and Q, (filters,) each.

    Raises:
        ValueError: Where n_fft is below the filters' length.
    """
    gain, bin_hz = filterbank.frequency_response(n_fft), sample_rate / n_fft
    center_hz = _peaks(gain) * bin_hz
    widths_hz = [_width(gain, share) * bin_hz for share in (0.5, HALF_POWER)]
    return Bands(center_hz, widths_hz[0], center_hz / widths_hz[1].clamp(min=1e-9))


def fine_n_fft(filterbank: Filterbank) -> int:
    """Return how long a transform shows the filters of a bank well, however long they are: a power of two.

    Lesson: notebooks/05_learning.ipynb
    """
    return max(LEAST_N_FFT, next_power_of_two(filterbank.impulse_responses().shape[1]))


def empty_bands() -> Bands:
    """Return no bands, as of a front-end without a filterbank. Lesson: notebooks/05_learning.ipynb"""
    return Bands(*[torch.zeros(0, dtype=torch.float32)] * 3)


def drift(before: Bands, after: Bands) -> Drift:
    """Return how far the filters have moved, between bands or moments of a run. Lesson: notebooks/05_learning.ipynb

    Args:
        before: Bands, or a moment of a run.
        after: As many, later.

    Returns:
        How far centres moved in Hz and in widths, and widths as a ratio, (filters,) each.
    """
    moved_hz = after.center_hz - before.center_hz
    return Drift(moved_hz, moved_hz / before.width_hz, after.width_hz / before.width_hz)


@torch.no_grad()
def coverage(filterbank: Filterbank, *, n_fft: int = N_FFT) -> Tensor:
    """Return how much power of each frequency all filters pass together, (n_fft // 2 + 1,): the sum of squared gains.

    Where it is 0 the front-end is deaf. Lesson: notebooks/05_learning.ipynb

    Args:
        filterbank: Whose filters.
        n_fft: Points of the transform that shows them.

    Returns:
        (n_fft // 2 + 1,).
    """
    return filterbank.frequency_response(n_fft).square().sum(dim=0)


@torch.no_grad()
def jensen_shannon(before: Filterbank, after: Filterbank, *, n_fft: int = N_FFT) -> Tensor:
    """Return the distance of each filter's power response from what it was: 0 for the same, 1 for nothing in common.

    The root of the Jensen–Shannon divergence in bits, of responses that sum to 1, (filters,). Lin 1991; Endres &
    Schindelin 2003. Lesson: notebooks/05_learning.ipynb

    Args:
        before: A bank as it was.
        after: One of as many filters.
        n_fft: Points of the transform that shows them.

    Returns:
        0…1, (filters,).
    """
    first, second = (_shares(bank.frequency_response(n_fft)) for bank in (before, after))
    between = (first + second) / 2
    divergence = _entropy(between) - (_entropy(first) + _entropy(second)) / 2
    return divergence.clamp(min=0).sqrt()


def clamp_hits(model: nn.Module) -> dict[str, Tensor]:
    """Return for each stage with ranges, by its name, which filters are held at an end of theirs, bool (filters,).

    Lesson: notebooks/05_learning.ipynb
    """
    return {name: part.at_limit() for name, part in model.named_modules() if isinstance(part, Bounded)}


def gradient_norms(frontend: nn.Module) -> dict[str, float]:
    """Return the norm of the last gradients of each stage that has any, by its name.

    Lesson: notebooks/05_learning.ipynb
    """
    norms = {}
    for name, stage in frontend.named_children():
        slopes = [parameter.grad.flatten() for parameter in stage.parameters() if parameter.grad is not None]
        if slopes:
            norms[name] = torch.cat(slopes).norm().item()
    return norms


def _peaks(gain: Tensor) -> Tensor:
    """The place of each row's maximum, in bins and parts of one."""
    at = gain.argmax(dim=1, keepdim=True)
    inner = at.clamp(1, gain.shape[1] - 2)
    left, middle, right = (gain.gather(1, inner + step).clamp(min=1e-30).double().log() for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = torch.where(bend < 0, (left - right) / (2 * bend), 0).clamp(-0.5, 0.5)
    return torch.where(inner == at, at + shift, at)[:, 0].float()


def _width(gain: Tensor, share: float) -> Tensor:
    """The width of each row's main lobe where it is over a share of its maximum, in bins and parts of one."""
    level = share * gain.amax(dim=1)
    at = gain.argmax(dim=1)
    return torch.stack([_reach(*row) + _reach(*_mirrored(*row)) for row in zip(gain, at.tolist(), level, strict=True)])


def _reach(row: Tensor, at: int, level: Tensor) -> Tensor:
    """How many bins to the right of `at` the row falls to the level, by a straight line between two of them."""
    below = (row[at:] < level).nonzero()
    if len(below) == 0:
        return row.new_tensor(float(len(row) - 1 - at))
    step = int(below[0])
    over, under = row[at + step - 1], row[at + step]
    return step - 1 + (over - level) / (over - under)


def _mirrored(row: Tensor, at: int, level: Tensor) -> tuple[Tensor, int, Tensor]:
    return row.flip(0), len(row) - 1 - at, level


def _shares(gain: Tensor) -> Tensor:
    power = gain.double().square()
    return power / power.sum(dim=1, keepdim=True).clamp(min=1e-300)


def _entropy(shares: Tensor) -> Tensor:
    return torch.special.entr(shares).sum(dim=1) / torch.log(torch.tensor(2.0, dtype=torch.float64))
