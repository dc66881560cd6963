"""Frequency scales: hertz to the units of an ear, or of a mel filterbank, and back."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import torch
from torch import Tensor

LEAST_HZ = 1e-4  # where the logarithmic scale begins


@dataclass(frozen=True)
class Scale:
    """A monotone scale of frequency: `from_hz` takes Hz ≥ 0 to the scale's units, `to_hz` takes them back.

    Both take and return tensors of any shape, keep the type and are differentiable.
    Lesson: notebooks/01_windowing.ipynb
    """

    from_hz: Callable[[Tensor], Tensor]
    to_hz: Callable[[Tensor], Tensor]


def spaced(scale: str | Scale, n: int, *, low_hz: float, high_hz: float) -> Tensor:
    """Return n frequencies in Hz, evenly spaced on the scale from low_hz to high_hz, both included: float64 (n,).

    Double precision, because what is made of them, such as mel filters, differs by a few Hz at thousands. Lesson:
    notebooks/01_windowing.ipynb

    Args:
        scale: A name of `SCALES`, or a `Scale`.
        n: How many, at least 2.
        low_hz: The first.
        high_hz: The last.

    Returns:
        Hz, float64 (n,), rising.

    Raises:
        ValueError: For a scale that is not in `SCALES`, n below 2, or unless 0 ≤ low_hz < high_hz.

    Examples:
        >>> spaced("mel-htk", 3, low_hz=0, high_hz=8_000).round().tolist()
        [0.0, 1768.0, 8000.0]
    """
    scale = named(scale)
    if n < 2 or not 0 <= low_hz < high_hz:
        raise ValueError(f"got {n} points in {low_hz}…{high_hz} Hz, allowed are 2 or more, 0 ≤ low_hz < high_hz")
    low, high = scale.from_hz(torch.tensor([low_hz, high_hz], dtype=torch.float64)).tolist()
    return scale.to_hz(torch.linspace(low, high, n, dtype=torch.float64))


def named(scale: str | Scale) -> Scale:
    """Return the scale of this name; a `Scale` is returned as it is.

    Raises ValueError for a name that is not in `SCALES`. Lesson: notebooks/01_windowing.ipynb
    """
    if isinstance(scale, str) and scale not in SCALES:
        raise ValueError(f"got scale {scale!r}, allowed are {', '.join(SCALES)}")
    return SCALES[scale] if isinstance(scale, str) else scale


def _mel_slaney() -> Scale:
    """Linear below 1 kHz, 3 mel per 200 Hz, then 27 steps of a log to 6.4 kHz: Slaney 1998, Auditory Toolbox."""
    step = log(6.4) / 27
    return Scale(
        from_hz=lambda hz: torch.where(hz < 1_000, hz * 3 / 200, 15 + (hz / 1_000).clamp(min=1).log() / step),
        to_hz=lambda mel: torch.where(mel < 15, mel * 200 / 3, 1_000 * (step * (mel - 15).clamp(min=0)).exp()),
    )


def _mel_htk() -> Scale:
    """2595 log₁₀(1 + hz / 700): O'Shaughnessy 1987, as in the HTK book."""
    return Scale(
        from_hz=lambda hz: 2_595 / log(10) * torch.log1p(hz / 700),
        to_hz=lambda mel: 700 * torch.expm1(mel * log(10) / 2_595),
    )


def _bark() -> Scale:
    """26.81 hz / (1960 + hz) − 0.53, stretched below 2 and above 20.1 Bark: Traunmüller 1990, eqs. 6 to 9."""

    def from_hz(hz: Tensor) -> Tensor:
        bark = 26.81 * hz / (1_960 + hz) - 0.53
        return bark + 0.15 * (2 - bark).clamp(min=0) + 0.22 * (bark - 20.1).clamp(min=0)

    def to_hz(bark: Tensor) -> Tensor:
        bark = bark - 0.15 / 0.85 * (2 - bark).clamp(min=0) - 0.22 / 1.22 * (bark - 20.1).clamp(min=0)
        return 1_960 * (bark + 0.53) / (26.28 - bark)

    return Scale(from_hz, to_hz)


def _erb() -> Scale:
    """21.4 log₁₀(1 + 0.00437 hz), the number of equivalent rectangular bandwidths: Glasberg & Moore 1990, eq. 4."""
    return Scale(
        from_hz=lambda hz: 21.4 / log(10) * torch.log1p(0.00437 * hz),
        to_hz=lambda erb: torch.expm1(erb * log(10) / 21.4) / 0.00437,
    )


def _log() -> Scale:
    """ln(1 + hz / 0.0001): a logarithm for all that is over a few thousandths of a hertz, and 0 at 0 Hz."""
    return Scale(from_hz=lambda hz: torch.log1p(hz / LEAST_HZ), to_hz=lambda log_hz: torch.expm1(log_hz) * LEAST_HZ)


SCALES = {
    "mel-slaney": _mel_slaney(),
    "mel-htk": _mel_htk(),
    "bark": _bark(),
    "erb": _erb(),
    "linear": Scale(from_hz=lambda hz: hz, to_hz=lambda hz: hz),
    "log": _log(),
}
