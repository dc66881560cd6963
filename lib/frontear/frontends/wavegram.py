"""Wavegram: small learned filters, layer upon layer, until a frame is one hop long; its channels are the picture."""

from math import ceil, pi, prod

import torch
from torch import Tensor, nn

from frontear.dsp.precision import Stage, check_alike
from frontear.dsp.signals import check_waveform
from frontear.dsp.spectrogram import padded
from frontear.dsp.windows import window
from frontear.filterbanks.initial import initial
from frontear.frontends.base import Frontend, band_range, odd_samples, samples
from frontear.frontends.sincnet import FilterNorm
from frontear.frontends.spec import Spec


def wavegram(
    *,
    sample_rate: float = 16_000,
    n_filters: int = 40,
    window_ms: float = 25,
    hop_ms: float = 10,
    low_hz: float | None = None,
    high_hz: float | None = None,
    scale: str | None = None,
) -> Frontend:
    """Return strided convolutions with norms and rectifiers between them; nothing in it is a filterbank.

    Together they step over hop_ms and see window_ms or a little more. The first layer, which alone hears the waveform,
    starts with short cosines between low_hz and high_hz, the others at random. low_hz, high_hz and scale are those of
    `band_range` unless given. Kong et al. 2020 (PANNs), arXiv:1912.10211, section III-C; norms within a frame instead
    of the batch's. Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        sample_rate: In Hz.
        n_filters: How many rows.
        window_ms: How much one frame hears, or a little more.
        hop_ms: From one frame to the next.
        low_hz: Lowest cosine at the start; None is 60 Hz.
        high_hz: Highest cosine at the start; None is min(7800, 0.975 × Nyquist).
        scale: A name of `SCALES` that spaces them; None is "mel-htk".

    Returns:
        Waveform (batch, time) → (batch, n_filters, ceil(time / hop)).

    Raises:
        ValueError: As `band_range` and `initial`, or for a window or hop too short.

    Examples:
        >>> import torch
        >>> wavegram()(torch.zeros(2, 16_000)).shape
        torch.Size([2, 40, 100])
    """
    hop_length, win_length = samples(hop_ms, sample_rate), odd_samples(window_ms, sample_rate)
    low_hz, high_hz, scale = band_range(sample_rate, low_hz, high_hz, scale)
    center_hz, _ = initial(scale, n_filters, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz)
    steps = _steps(hop_length)
    lengths = [2 * step + 1 for step in steps]
    seen, stride = _seen(lengths[:-1], steps), prod(steps[:-1])
    lengths[-1] = max(lengths[-1], 1 + ceil((win_length - seen) / stride))
    layers = {"cosines": Strided(1, n_filters, kernel_size=lengths[0], stride=steps[0])}
    for number, (length, step) in enumerate(zip(lengths[1:], steps[1:], strict=True), start=2):
        layers[f"layer_{number}"] = Strided(n_filters, n_filters, kernel_size=length, stride=step)
    layers["cosines"].start_as(_cosines(center_hz / sample_rate, lengths[0]))
    return Frontend(spec=Spec(sample_rate, hop_length, n_filters, unit="standard deviations"), **layers)


class Strided(Stage):
    """Convolution, norm over the channels, rectifier: (batch, channels, time) → (batch, filters, ceil(time / stride)).

    A waveform (batch, time) counts as one channel. The first frame is centred on the first stride.
    Lesson: notebooks/04_mel_and_gabor.ipynb

    Args:
        n_channels: Channels that come.
        n_filters: Channels that go.
        kernel_size: Samples of a filter.
        stride: Samples from one to the next.
    """

    def __init__(self, n_channels: int, n_filters: int, *, kernel_size: int, stride: int):
        super().__init__()
        self.convolution = nn.Conv1d(n_channels, n_filters, kernel_size, stride=stride, bias=False, dtype=torch.float32)
        self.norm = FilterNorm(n_filters)

    def forward(self, signal: Tensor) -> Tensor:
        """Convolve, normalise, rectify."""
        if signal.ndim != 3:
            check_waveform(signal)
        check_alike(signal, self.convolution.weight)
        (kernel_size,), (stride,) = self.convolution.kernel_size, self.convolution.stride
        seen = padded(signal if signal.ndim == 3 else signal[:, None], kernel_size, stride)
        return torch.relu(self.norm(self.convolution(seen)))

    @torch.no_grad()
    def start_as(self, taps: Tensor) -> None:
        """Give the filters of a layer with one channel their first values, (filters, kernel_size)."""
        self.convolution.weight.copy_(taps[:, None])


def _steps(hop_length: int) -> list[int]:
    """Factors of the hop, largest prime first, small ones joined up to 5: 160 → 5, 4, 4, 2."""
    steps, rest, prime = [], hop_length, 2
    while rest > 1:
        prime = next(factor for factor in range(prime, rest + 1) if rest % factor == 0)
        rest //= prime
        if steps and steps[-1] * prime <= 5:
            steps[-1] *= prime
        else:
            steps.append(prime)
    return sorted(steps, reverse=True) or [1]


def _seen(lengths: list[int], steps: list[int]) -> int:
    """Samples that one output of the layers depends on."""
    return 1 + sum((length - 1) * prod(steps[:layer]) for layer, length in enumerate(lengths))


def _cosines(cycles: Tensor, kernel_size: int) -> Tensor:
    time = torch.arange(kernel_size) - kernel_size // 2
    return torch.cos(2 * pi * cycles[:, None] * time) * window("hann", kernel_size + 1)[1:]
