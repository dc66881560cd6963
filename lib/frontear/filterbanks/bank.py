"""What every bank of bandpass filters in time can do: be applied and show its response."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import chain

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.precision import Stage, check_alike, flush_tiny
from frontear.dsp.signals import check_waveform
from frontear.dsp.warned import warn


class Filterbank(Stage, ABC):
    """Bandpass filters: waveform (batch, time) → subbands (batch, filters, time), real or complex.

    A subclass says only what its filters are; hearing and drawing them follow. Tap kernel_size // 2 answers at once,
    those before it look ahead: a symmetric filter of odd length delays nothing.

    Raises ValueError as `check_waveform`, and for a waveform of another type or elsewhere.
    Lesson: notebooks/01_windowing.ipynb
    """

    @abstractmethod
    def impulse_responses(self) -> Tensor:
        """Return what each filter answers to a click, real or complex (filters, kernel_size)."""

    def forward(self, waveform: Tensor) -> Tensor:
        """Convolve: (batch, time) → (batch, filters, time)."""
        check_waveform(waveform)
        numbers = (each for each in chain(self.parameters(), self.buffers()) if each.is_floating_point())
        check_alike(waveform, next(numbers, waveform))
        taps = self.impulse_responses().flip(-1)  # conv1d correlates; flip to convolve
        kernel_size = taps.shape[1]
        padded = F.pad(waveform, ((kernel_size - 1) // 2, kernel_size // 2))[:, None]
        if not taps.is_complex():
            return F.conv1d(padded, taps[:, None])
        parts = torch.cat([taps.real, taps.imag])[:, None]  # two real passes beat one complex by far
        return torch.complex(*F.conv1d(padded, parts).chunk(2, dim=1))

    def frequency_response(self, n_fft: int = 4096) -> Tensor:
        """Return the magnitude gain at 0 … sample_rate / 2, (filters, n_fft // 2 + 1).

        Raises ValueError where n_fft is below the filters' length.
        """
        taps = self.impulse_responses()
        if n_fft < taps.shape[1]:
            raise ValueError(f"got n_fft {n_fft}, allowed is {taps.shape[1]}, the length of the filters, or more")
        return torch.fft.fft(taps, n_fft).abs()[:, : n_fft // 2 + 1]

    def center_cycles(self) -> Tensor | None:
        """Return the centres in cycles per sample, (filters,), where the filters are made from them; else None."""
        return None

    def units(self) -> dict[str, float]:
        """Return for each learned parameter, by name, how much of it is one filter width or one typical value.

        A step of learning that is small beside it is a small step. Without it a radian and a sample count alike.
        """
        return {}


def bands(
    center_hz: Sequence[float] | Tensor, bandwidth_hz: Sequence[float] | Tensor, sample_rate: float
) -> tuple[Tensor, Tensor]:
    """Return both as float64 (filters,).

    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        center_hz: Centres, (filters,) in 0…sample_rate / 2.
        bandwidth_hz: Full widths at half gain, (filters,), over 0.
        sample_rate: In Hz.

    Returns:
        Centres and widths, float64 (filters,) each.

    Raises:
        ValueError: Unless they are as many, centres lie in 0…sample_rate / 2 and bandwidths are over 0.
    """
    center, width = (torch.as_tensor(hz, dtype=torch.float64) for hz in (center_hz, bandwidth_hz))
    if center.ndim != 1 or center.shape != width.shape or len(center) == 0:
        raise ValueError(
            f"got {tuple(center.shape)} centres and {tuple(width.shape)} bandwidths, allowed are equal (n,)"
        )
    if not ((center >= 0) & (center <= sample_rate / 2) & (width > 0) & width.isfinite()).all():
        raise ValueError(f"got filters outside 0…{sample_rate / 2:g} Hz or without width, allowed are those within")
    return center, width


def complex_modulate(envelope: Tensor, angle: Tensor) -> Tensor:
    """Return envelope · exp(i · angle), with a slope for envelopes that have almost vanished.

    There torch.polar has none: not a number where its square is too small for a float. Flanks below 1e-30 are 0.
    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        envelope: Real, of any shape.
        angle: In radians, of the same shape.

    Returns:
        Complex, of the same shape.
    """
    envelope = flush_tiny(envelope)
    return torch.complex(envelope * angle.cos(), envelope * angle.sin())


def warn_of_start(center_hz: Tensor, bandwidth_hz: Tensor, beyond: Tensor) -> None:
    """Warn where filters start beyond their range, so that they learn nothing there, or where two are one.

    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        center_hz: (filters,).
        bandwidth_hz: (filters,).
        beyond: Which filters start outside, bool (filters,).
    """
    if beyond.any():
        warn(
            f"{int(beyond.sum())} of {len(beyond)} filters start beyond their range and are held at its end",
            stacklevel=3,
        )
    different = torch.stack([center_hz, bandwidth_hz]).unique(dim=1).shape[1]
    if different < len(center_hz):
        warn(f"{len(center_hz)} filters start at {different} different places: some coincide", stacklevel=3)
