"""Front-ends on mel: waveform (batch, time) → features (batch, filters, frames)."""

import torch
from torch import Tensor, nn

from frontear.dsp import windows
from frontear.dsp.spectrogram import energy, frames
from frontear.filterbanks import mel_matrix
from frontear.frontends.base import Frontend, samples
from frontear.layers.compression import PCEN, Log


def log_mel(
    *,
    sample_rate: int = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float = 60,
    high_hz: float | None = None,
) -> Frontend:
    """Return the fixed front-end of speech recognition: log(mel energies + 1e-5).

    The mel filters are the HTK ones with a peak of 1. high_hz=None is min(7800, 0.975 × Nyquist).
    Raises ValueError as `mel_matrix`, or for a window or hop below one sample.
    Davis & Mermelstein 1980. Lesson: notebooks/01_windowing.ipynb
    """
    mel = _mel(sample_rate, n_filters, window_ms, hop_ms, low_hz, high_hz)
    return Frontend(**mel, compression=Log())


def mel_pcen(
    *,
    sample_rate: int = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float = 60,
    high_hz: float | None = None,
) -> Frontend:
    """Return the same mel energies as `log_mel`, compressed by PCEN, whose numbers can be learned.

    high_hz=None is min(7800, 0.975 × Nyquist). Raises ValueError as `log_mel`.
    Wang et al. 2017, arXiv:1607.05666. Lesson: notebooks/01_windowing.ipynb
    """
    mel = _mel(sample_rate, n_filters, window_ms, hop_ms, low_hz, high_hz)
    return Frontend(**mel, compression=PCEN(n_filters))


class Framing(nn.Module):
    """Frames as `frontear.dsp.spectrogram.frames`: (batch, time) → (batch, frames, win_length)."""

    def __init__(self, *, win_length: int, hop_length: int):
        super().__init__()
        self.win_length, self.hop_length = win_length, hop_length

    def forward(self, waveform: Tensor) -> Tensor:
        """Cut."""
        return frames(waveform, win_length=self.win_length, hop_length=self.hop_length)


class Window(nn.Module):
    """Each frame times a periodic window of `WINDOWS`: (batch, frames, win_length) → same."""

    def __init__(self, name: str, win_length: int):
        super().__init__()
        self.register_buffer("weights", windows.window(name, win_length), persistent=False)

    def forward(self, framed: Tensor) -> Tensor:
        """Weigh."""
        return framed * self.weights


class Spectrum(nn.Module):
    """Energy at each FFT bin, |FFT|²: (batch, frames, win_length) → (batch, n_fft // 2 + 1, frames)."""

    def __init__(self, n_fft: int):
        super().__init__()
        self.n_fft = n_fft

    def forward(self, windowed: Tensor) -> Tensor:
        """Transform."""
        return energy(torch.fft.rfft(windowed, self.n_fft)).mT


class Mel(nn.Module):
    """Energies of bins summed under triangles: (batch, n_fft // 2 + 1, frames) → (batch, n_mels, frames)."""

    def __init__(self, matrix: Tensor):
        super().__init__()
        self.register_buffer("matrix", matrix, persistent=False)

    def forward(self, spectrum: Tensor) -> Tensor:
        """Sum."""
        return self.matrix @ spectrum


def _mel(
    sample_rate: int, n_filters: int, window_ms: float, hop_ms: float, low_hz: float, high_hz: float | None
) -> dict[str, nn.Module]:
    win_length = samples(window_ms, sample_rate)
    n_fft = max(512, 1 << (win_length - 1).bit_length())  # the next power of two
    matrix = mel_matrix(
        n_mels=n_filters,
        n_fft=n_fft,
        sample_rate=sample_rate,
        low_hz=low_hz,
        high_hz=high_hz,
        scale="mel-htk",
        norm=None,
        triangles="scale",
    )
    return {
        "framing": Framing(win_length=win_length, hop_length=samples(hop_ms, sample_rate)),
        "window": Window("hann", win_length),
        "spectrum": Spectrum(n_fft),
        "mel": Mel(matrix),
    }
