"""A second in 128 numbers of 8 bits, without a network: log-mel, principal components, rounding."""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from frontear.frontends import Frontend, log_mel
from frontear.models.tagging.rows import WIDTH

RATE = 16_000  # Hz
REACH = 2.0  # deviations of a component that 0 and 255 stand for
HIGHEST = 255
AT_ONCE = 32  # clips


@dataclass(frozen=True, eq=False)
class MelEmbedding:
    """What makes 128 numbers of 8 bits of a second of sound: `mean` (128,) and `axes` (128, 128), of `fitted`.

    As AudioSet's numbers are finished, Gemmeke et al. 2017: principal components, each divided by its deviation, from
    −2 to 2 in 8 bits, and what is beyond cut off. What they are made of is another thing: there a network, VGGish, here
    the mean and the deviation over the second of 64 rows of log-mel. Lesson: notebooks/08_speech.ipynb
    """

    mean: Tensor
    axes: Tensor

    def __call__(self, waveforms: Tensor) -> Tensor:
        """Return the numbers of sounds (batch, time) at 16 kHz, uint8 (batch, seconds, 128).

        Raises ValueError as `described`.
        """
        return self.levels(waveforms).round().clamp(0, HIGHEST).to(torch.uint8)

    def levels(self, waveforms: Tensor) -> Tensor:
        """Return them before they are rounded and cut off: 0 and 255 are −2 and 2 deviations, float, as many.

        Raises ValueError as `described`.
        """
        components = (described(waveforms) - self.mean) @ self.axes
        return (components / REACH + 1) / 2 * HIGHEST


@torch.no_grad()
def described(waveforms: Tensor) -> Tensor:
    """Return mean and deviation of 64 rows of log-mel over each whole second. Lesson: notebooks/08_speech.ipynb

    Args:
        waveforms: (batch, time) at 16 kHz, a second or longer.

    Returns:
        (batch, seconds, 128).

    Raises:
        ValueError: For what is shorter.

    Examples:
        >>> described(torch.zeros(2, 48_000)).shape
        torch.Size([2, 3, 128])
    """
    if waveforms.ndim != 2 or waveforms.shape[1] < RATE:
        raise ValueError(f"got waveforms of shape {tuple(waveforms.shape)}, allowed are (batch, {RATE} or more)")
    whole = waveforms[:, : waveforms.shape[1] // RATE * RATE]
    return torch.cat([_described(part) for part in whole.split(AT_ONCE)])


def fitted(seconds: Tensor) -> MelEmbedding:
    """Return the principal components of what `described` returned. Lesson: notebooks/08_speech.ipynb

    Args:
        seconds: (…, 128), more than 128 in all.

    Returns:
        What makes numbers of sounds.

    Raises:
        ValueError: For fewer.

    Examples:
        >>> numbers = fitted(torch.randn(2_000, 128, generator=torch.Generator().manual_seed(0)))
        >>> numbers.axes.shape
        torch.Size([128, 128])
    """
    rows = seconds.reshape(-1, WIDTH).double()
    if len(rows) <= WIDTH:
        raise ValueError(f"got {len(rows)} seconds, allowed are more than {WIDTH}")
    mean = rows.mean(0)
    variances, axes = torch.linalg.eigh(torch.cov((rows - mean).T))
    scaled = axes.flip(1) / variances.flip(0).clamp_min(1e-9).sqrt()  # the widest first, each of deviation 1
    return MelEmbedding(mean.float(), scaled.float())


def _described(waveforms: Tensor) -> Tensor:
    frames = _front_end()(waveforms).mT  # (batch, frames, 64)
    seconds = frames.unflatten(1, (-1, 100))
    deviation, mean = torch.std_mean(seconds, dim=2)
    return torch.cat([mean, deviation], dim=2)


@lru_cache(maxsize=1)
def _front_end() -> Frontend:
    return log_mel(n_filters=WIDTH // 2, sample_rate=RATE)
