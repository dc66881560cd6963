"""Audification: what is too slow for an ear, played faster."""

import soxr
import torch

from frontear.data.clip import Clip
from frontear.data.signal import Signal

HEARD_RATE = 16_000  # Hz
FASTEST = 1_000


def audified(signal: Signal, *, faster: float, channel: int = 0) -> Clip:
    """Return one channel as a sound: its mean taken out, played so many times faster, its peak at half of full scale.

    What was at f Hz is at `faster` · f, what took a second takes 1 / `faster`. What comes to lie above 8 kHz is gone.
    Speeth 1961 heard earthquakes so, Seismometer sounds, JASA 33. Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        signal: Of any rate and unit.
        faster: 1 to 1000.
        channel: Which.

    Returns:
        Float32 at 16 kHz; silence for a signal that is the same all along.

    Raises:
        ValueError: For another factor, a channel that is not there, or where less than a hundredth of a second is left.

    Examples:
        >>> slow = Signal(torch.sin(torch.arange(6_000) * 0.1)[None], 100)  # a minute
        >>> audified(slow, faster=30).seconds
        2.0
    """
    if not 1 <= faster <= FASTEST:
        raise ValueError(f"got {faster:g} times faster, allowed is 1 to {FASTEST}")
    if not 0 <= channel < len(signal.channels):
        raise ValueError(f"got channel {channel}, allowed are 0…{len(signal.channels) - 1}")
    seconds = signal.seconds / faster
    if seconds < 0.01:
        raise ValueError(f"{faster:g} times faster it lasts {1_000 * seconds:.3g} ms, allowed are 10 ms or more")
    samples = signal.channels[channel].detach().double()
    samples = samples - samples.mean()
    heard = torch.from_numpy(soxr.resample(samples.numpy(), signal.sample_rate * faster, HEARD_RATE))
    peak = heard.abs().max()
    quiet = peak <= 1e-9 * signal.channels[channel].abs().max().clamp(min=1e-30)
    heard = torch.zeros_like(heard) if quiet else heard / (2 * peak)
    name = f"{signal.name}, {faster:g} times faster" if signal.name else f"{faster:g} times faster"
    return Clip(heard.float(), HEARD_RATE, label=signal.label, name=name, group=signal.group)
