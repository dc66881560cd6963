"""Front-ends on mel: waveform (batch, time) → features (batch, filters, frames)."""

import torch
from torch import Tensor, nn

from frontear.dsp import windows
from frontear.dsp.precision import Stage, check_alike
from frontear.dsp.scales import spaced
from frontear.dsp.spectrogram import energy, frames, next_power_of_two
from frontear.dsp.warned import warn
from frontear.filterbanks import ZeroPhaseFilterbank, empty_filters, mel_matrix
from frontear.frontends.base import AUDIO_HZ, Frontend, band_range, samples
from frontear.frontends.spec import Spec
from frontear.layers.compression import PCEN, Log

MOST_N_FFT = 1 << 16


def log_mel(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return the fixed front-end of speech recognition: log(mel energies + 1e-5).

    The mel filters are the HTK ones with a peak of 1; where some lie between two bins, a warning says so. low_hz,
    high_hz and scale, a name of `SCALES`, are those of `band_range` unless given. Davis & Mermelstein 1980. Lesson:
    notebooks/01_windowing.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Where the lowest filter begins; None is 60 Hz.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "mel-htk".

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `band_range` and `mel_matrix`, for a window or hop below one sample, or, below audio rates, for
            filters so narrow that no spectrum has a bin for each.

    Examples:
        >>> import torch
        >>> frontend = log_mel()
        >>> frontend(torch.zeros(2, 16_000)).shape
        torch.Size([2, 40, 100])
        >>> frontend.spec.hop_seconds, frontend.spec.unit
        (0.01, 'log energy')
    """
    stages, spec = mel_stages(sample_rate, n_filters, window_ms, hop_ms, low_hz, high_hz, scale, unit="log energy")
    return Frontend(spec=spec, **stages, compression=Log())


def mel_pcen(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return the same mel energies as `log_mel`, compressed by PCEN, whose numbers can be learned.

    Wang et al. 2017, arXiv:1607.05666. Lesson: notebooks/01_windowing.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Where the lowest filter begins; None is 60 Hz.
        high_hz: Where the highest filter ends; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "mel-htk".

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `log_mel`.

    Examples:
        >>> import torch
        >>> mel_pcen()(torch.zeros(2, 16_000)).shape
        torch.Size([2, 40, 100])
    """
    stages, spec = mel_stages(sample_rate, n_filters, window_ms, hop_ms, low_hz, high_hz, scale, unit="PCEN")
    return Frontend(spec=spec, **stages, compression=PCEN(n_filters))


class Framing(Stage):
    """Frames as `frontear.dsp.spectrogram.frames`: (batch, time) → (batch, frames, win_length).

    Args:
        win_length: Samples of a frame.
        hop_length: Samples from one frame to the next.
    """

    def __init__(self, *, win_length: int, hop_length: int):
        super().__init__()
        self.win_length, self.hop_length = win_length, hop_length

    def forward(self, waveform: Tensor) -> Tensor:
        """Cut."""
        return frames(waveform, win_length=self.win_length, hop_length=self.hop_length)


class Window(Stage):
    """Each frame times a periodic window of `WINDOWS`: (batch, frames, win_length) → same.

    Args:
        name: One of `WINDOWS`.
        win_length: Samples of a frame.
    """

    weights: Tensor

    def __init__(self, name: str, win_length: int):
        super().__init__()
        self.register_buffer("weights", windows.window(name, win_length), persistent=False)

    def forward(self, framed: Tensor) -> Tensor:
        """Weigh."""
        check_alike(framed, self.weights)
        return framed * self.weights


class Spectrum(Stage):
    """Energy at each FFT bin, |FFT|²: (batch, frames, win_length) → (batch, n_fft // 2 + 1, frames)."""

    def __init__(self, n_fft: int):
        super().__init__()
        self.n_fft = n_fft

    def forward(self, windowed: Tensor) -> Tensor:
        """Transform."""
        if torch.compiler.is_exporting() and isinstance(windowed.shape[0], int):  # PyTorch would merge 1 and frames
            return torch.stack([energy(torch.fft.rfft(clip, self.n_fft)).mT for clip in windowed])
        return energy(torch.fft.rfft(windowed, self.n_fft)).mT


class Mel(Stage):
    """Energies of bins summed under triangles: (batch, n_fft // 2 + 1, frames) → (batch, n_mels, frames)."""

    matrix: Tensor

    def __init__(self, matrix: Tensor):
        super().__init__()
        self.register_buffer("matrix", matrix, persistent=False)

    def forward(self, spectrum: Tensor) -> Tensor:
        """Sum."""
        return self.matrix @ spectrum


def mel_stages(
    sample_rate: float,
    n_filters: int,
    window_ms: float,
    hop_ms: float,
    low_hz: float | None,
    high_hz: float | None,
    scale: str | None,
    *,
    unit: str,
) -> tuple[dict[str, nn.Module], Spec]:
    """Return the stages up to mel energies, and the spec of what has a row for each filter.

    Warns where filters are so narrow that they hear nothing. Lesson: notebooks/01_windowing.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How long a frame is.
        hop_ms: From one frame to the next.
        low_hz: Or None, as of `band_range`.
        high_hz: Or None.
        scale: Or None.
        unit: Of the rows.

    Returns:
        Framing, window, spectrum and mel by their names, and the spec.

    Raises:
        ValueError: As `log_mel`.
    """
    low_hz, high_hz, scale = band_range(sample_rate, low_hz, high_hz, scale)
    win_length, hop_length = samples(window_ms, sample_rate), samples(hop_ms, sample_rate)

    def matrix(n_fft: int) -> Tensor:
        where = {"sample_rate": sample_rate, "low_hz": low_hz, "high_hz": high_hz, "scale": scale}
        return mel_matrix(n_mels=n_filters, n_fft=n_fft, norm=None, triangles="scale", **where)

    n_fft = max(512, next_power_of_two(win_length))
    filters = matrix(n_fft)
    while sample_rate < AUDIO_HZ and _crowded(filters):
        if n_fft >= MOST_N_FFT:
            raise ValueError(f"got {n_filters} filters from {low_hz:g} Hz, allowed are fewer, or from a higher low_hz")
        n_fft *= 2
        filters = matrix(n_fft)
    if empty := int(empty_filters(filters).sum()):
        warn(
            f"{empty} of {n_filters} mel filters lie between two bins of {n_fft} points at {sample_rate:g} Hz and hear "
            "nothing: a longer window, which has more points, fewer filters or a higher low_hz helps",
            stacklevel=3,
        )
    stages = {
        "framing": Framing(win_length=win_length, hop_length=hop_length),
        "window": Window("hann", win_length),
        "spectrum": Spectrum(n_fft),
        "mel": Mel(filters),
    }
    return stages, Spec(
        sample_rate=sample_rate,
        hop_length=hop_length,
        n_rows=n_filters,
        unit=unit,
        scale=scale,
        bank=ZeroPhaseFilterbank(filters),
        fixed_hz=spaced(scale, n_filters + 2, low_hz=low_hz, high_hz=high_hz)[1:-1],
    )


def _crowded(matrix: Tensor) -> bool:
    """Whether some filters have no bin of their own."""
    return bool(empty_filters(matrix).any() or (matrix.argmax(1).diff() <= 0).any())
