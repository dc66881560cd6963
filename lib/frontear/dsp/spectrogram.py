"""Short-time spectra: cut the waveform into frames, weigh each by a window, transform it."""

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp import windows
from frontear.dsp.precision import in_float32
from frontear.dsp.signals import check_waveform


def spectrogram(
    waveform: Tensor,
    *,
    n_fft: int = 512,
    win_length: int = 400,
    hop_length: int = 160,
    window: str | Tensor = "hann",
    power: float = 2.0,
) -> Tensor:
    """Return |STFT|^power, waveform (batch, time) → (batch, n_fft // 2 + 1, frames); power 1 magnitude, 2 energy.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        waveform: (batch, time).
        n_fft: Points of the transform, at least win_length.
        win_length: Samples of a frame.
        hop_length: Samples from one frame to the next.
        window: A name of `WINDOWS`, taken periodic, or a tensor (win_length,).
        power: 1 magnitude, 2 energy.

    Returns:
        (batch, n_fft // 2 + 1, ceil(time / hop_length)).

    Raises:
        ValueError: As `stft`, or for a power below 1.

    Examples:
        >>> import torch
        >>> spectrogram(torch.randn(2, 16_000)).shape
        torch.Size([2, 257, 100])
    """
    if power < 1:
        raise ValueError(f"got a power of {power}, allowed is 1 or more")
    spectrum = stft(waveform, n_fft=n_fft, win_length=win_length, hop_length=hop_length, window=window)
    return energy(spectrum) if power == 2 else spectrum.abs().pow(power)


@in_float32
def stft(
    waveform: Tensor,
    *,
    n_fft: int = 512,
    win_length: int = 400,
    hop_length: int = 160,
    window: str | Tensor = "hann",
) -> Tensor:
    """Return the short-time Fourier transform, waveform (batch, time) → complex (batch, n_fft // 2 + 1, frames).

    Each frame times the window, zeros added at its end up to n_fft, one FFT: X[k, t] = Σₙ w[n] x[tH + n] e^(−2πikn/N).
    The framing is that of `frames`. A window is a name of `WINDOWS` (periodic) or a tensor (win_length,).

    Allen & Rabiner 1977. Lesson: notebooks/01_windowing.ipynb

    Args:
        waveform: (batch, time).
        n_fft: Points of the transform, at least win_length.
        win_length: Samples of a frame.
        hop_length: Samples from one frame to the next.
        window: A name of `WINDOWS`, taken periodic, or a tensor (win_length,).

    Returns:
        Complex (batch, n_fft // 2 + 1, ceil(time / hop_length)).

    Raises:
        ValueError: As `frames`, or where win_length is over n_fft or not the window's length.
    """
    if isinstance(window, str):
        window = windows.window(window, win_length)
    if win_length > n_fft or window.shape != (win_length,):
        raise ValueError(f"got a window of {tuple(window.shape)}, allowed is win_length {win_length} ≤ n_fft {n_fft}")
    framed = frames(waveform, win_length=win_length, hop_length=hop_length)  # (batch, frames, win_length)
    return torch.fft.rfft(framed * window.to(waveform), n_fft).mT


def energy(spectrum: Tensor) -> Tensor:
    """Return |X|² of a complex tensor of any shape, real: no root on the way, so twice as fast as abs().square().

    Lesson: notebooks/01_windowing.ipynb
    """
    return spectrum.real.square().add_(spectrum.imag.square())  # in place: a third less memory to fetch


@in_float32
def frames(waveform: Tensor, *, win_length: int, hop_length: int) -> Tensor:
    """Cut the waveform into overlapping frames, (batch, time) → (batch, ceil(time / hop_length), win_length).

    Frame t starts (win_length − hop_length) // 2 samples before t · hop_length, so it is centred on its hop, and
    silence lies before and after the sound. A longer sound has more frames; those it had stay where they are.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        waveform: (batch, time).
        win_length: Samples of a frame.
        hop_length: Samples from one frame to the next.

    Returns:
        (batch, ceil(time / hop_length), win_length).

    Raises:
        ValueError: As `check_waveform`, and unless both lengths are 1 or more.
    """
    check_waveform(waveform)
    if win_length < 1 or hop_length < 1:
        raise ValueError(f"got win_length {win_length} and hop_length {hop_length}, allowed are 1 or more")
    return padded(waveform, win_length, hop_length).unfold(1, win_length, hop_length)


def padded(signal: Tensor, win_length: int, hop_length: int, *, value: float = 0.0) -> Tensor:
    """Return (…, time) with what its frames see around it: windows over it, a hop apart, are ceil(time / hop_length).

    Where hops are longer than windows, samples at both ends drop out. Lesson: notebooks/01_windowing.ipynb

    Args:
        signal: (…, time).
        win_length: Samples of a window.
        hop_length: Samples from one window to the next.
        value: What lies outside.

    Returns:
        (…, time), longer or shorter.
    """
    before = (win_length - hop_length) // 2  # negative where hops are longer than windows
    seen = F.pad(signal, (max(before, 0), win_length - before - 1), value=value)
    return seen[..., -before:] if before < 0 else seen


def bin_hz(n_fft: int, *, sample_rate: float) -> Tensor:
    """Return the frequency of each FFT bin in Hz, float32 (n_fft // 2 + 1,): k · sample_rate / n_fft.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        n_fft: Points of the transform.
        sample_rate: In Hz.

    Returns:
        Hz, float32 (n_fft // 2 + 1,).
    """
    return (torch.arange(n_fft // 2 + 1) * sample_rate / n_fft).float()


def frame_seconds(n_frames: int, *, hop_length: int, sample_rate: float) -> Tensor:
    """Return the time at the centre of each frame in seconds, float32 (n_frames,): (t + ½) · hop_length / sample_rate.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        n_frames: How many.
        hop_length: Samples from one frame to the next.
        sample_rate: In Hz.

    Returns:
        Seconds, float32 (n_frames,).
    """
    return ((torch.arange(n_frames) + 0.5) * hop_length / sample_rate).float()


def next_power_of_two(length: int) -> int:
    """Return the least power of two that is no shorter. Lesson: notebooks/01_windowing.ipynb"""
    return 1 << (length - 1).bit_length()
