"""The sounds a panel can choose from: samples that ship, real recordings where they are, and one's own."""

import functools
from dataclasses import replace

import traitlets
from frontear.clips import Clip, clip, decode, recordings, resample, sample_names

LONGEST = 300.0  # seconds of a recording that are decoded
SECONDS = 4.0  # of a recording, enough to see and little enough to send at every step of a slider


class OwnSounds(traitlets.HasTraits):
    """The student's own sounds by name, the same for all panels of a page; panels observe `clips`."""

    clips = traitlets.Dict()

    def add(self, clip: Clip) -> str:
        """Keep a sound under a new name; returns the name."""
        name = f"my sound {len(self.clips) + 1}"
        self.clips = {**self.clips, name: replace(clip, name=name)}
        return name


OWN = OwnSounds()


def sound_names() -> list[str]:
    """Names of all sounds that are here: shipped ones, recordings, one's own."""
    return [*sample_names(), *recordings(), *OWN.clips]


@functools.lru_cache(maxsize=32)
def sound(name: str, *, sample_rate: int = 16_000) -> Clip:
    """The sound of that name at `sample_rate` Hz; of a recording the first four seconds.

    Raises ValueError for an unknown name.
    """
    if name in OWN.clips:
        return resample(OWN.clips[name], sample_rate)
    if name in sample_names():
        return clip(name, sample_rate=sample_rate)
    found = recordings()
    if name not in found:
        raise ValueError(f"no sound named {name!r}; there are: {', '.join(sound_names())}")
    whole = decode(found[name], sample_rate=sample_rate, max_seconds=LONGEST, name=name)
    return replace(whole, waveform=whole.waveform[: int(SECONDS * sample_rate)])


def code(name: str, *, sample_rate: int = 16_000) -> str:
    """The lines that load this sound as `heard` without the widgets."""
    if name in OWN.clips:
        return f'from frontear.clips import decode\n\nheard = decode("your_file.wav", sample_rate={sample_rate})'
    if name in sample_names():
        return f'from frontear.clips import clip\n\nheard = clip("{name}", sample_rate={sample_rate})'
    return (
        "from frontear.clips import decode, recordings\n\n"
        f'heard = decode(recordings()["{name}"], sample_rate={sample_rate}, max_seconds={LONGEST:g})'
        f"  # the panel takes the first {SECONDS:g} s"
    )
