"""The sounds a panel can choose from: samples that ship, and real recordings where they are."""

import functools
from dataclasses import replace

from frontear.clips import Clip, clip, decode, recordings, sample_names

LONGEST = 300.0  # seconds of a recording that are decoded
SECONDS = 4.0  # enough to see, little enough to send at every step of a slider


def sound_names() -> list[str]:
    """Names of all sounds that are here, shipped ones first."""
    return [*sample_names(), *recordings()]


@functools.lru_cache(maxsize=32)
def sound(name: str, *, sample_rate: int = 16_000) -> Clip:
    """The sound of that name at `sample_rate` Hz, its first four seconds. Raises ValueError for an unknown name."""
    if name in sample_names():
        return _cut(clip(name, sample_rate=sample_rate))
    found = recordings()
    if name not in found:
        raise ValueError(f"no sound named {name!r}; there are: {', '.join(sound_names())}")
    return _cut(decode(found[name], sample_rate=sample_rate, max_seconds=LONGEST, name=name))


def code(name: str, *, sample_rate: int = 16_000) -> str:
    """The lines that load this sound as `heard` without the widgets."""
    if name in sample_names():
        return f'from frontear.clips import clip\n\nheard = clip("{name}", sample_rate={sample_rate})'
    return (
        "from frontear.clips import decode, recordings\n\n"
        f'heard = decode(recordings()["{name}"], sample_rate={sample_rate})'
    )


def _cut(whole: Clip) -> Clip:
    return replace(whole, waveform=whole.waveform[: int(SECONDS * whole.sample_rate)])
