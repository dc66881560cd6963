"""The `Frontend`: waveform (batch, time) → features (batch, filters, frames), stage by stage."""

from collections.abc import Iterator, Mapping
from math import isfinite

from torch import Tensor, nn


class Frontend(nn.Sequential):
    """Named stages in a row, waveform (batch, time) → features (batch, filters, frames).

    `Frontend(framing=…, window=…)` names the stages by keyword; a part of it, `frontend[:2]`, is a Frontend too.
    Raises ValueError without a stage. Lesson: notebooks/01_windowing.ipynb
    """

    def __init__(self, stages: Mapping[str, nn.Module] | None = None, /, **named_stages: nn.Module):
        super().__init__()
        for name, stage in {**(stages or {}), **named_stages}.items():
            self.add_module(name, stage)
        if not len(self):
            raise ValueError("got no stage, allowed is one or more")

    def trace(self, waveform: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Yield (stage name, output) from ("waveform", waveform) on; the last output is what `forward` returns."""
        yield "waveform", waveform
        for name, stage in self.named_children():
            waveform = stage(waveform)
            yield name, waveform


def waveform() -> Frontend:
    """Return the front-end of a network that hears the waveform itself: it does nothing, and its hop is one sample.

    Lesson: notebooks/06_paradigms.ipynb
    """
    return Frontend(waveform=nn.Identity())


def samples(milliseconds: float, sample_rate: int) -> int:
    """Return the number of samples in a duration, rounded.

    Raises ValueError for less than one. Lesson: notebooks/01_windowing.ipynb
    """
    count = milliseconds * sample_rate / 1_000
    if not isfinite(count) or round(count) < 1:
        raise ValueError(f"got {milliseconds} ms at {sample_rate} Hz, allowed is one sample or more")
    return round(count)


def odd_samples(milliseconds: float, sample_rate: int) -> int:
    """Return an odd number of samples, half of them at each side of the middle one: 401 for 25 ms at 16 kHz.

    Raises ValueError for a duration of less than four samples. Lesson: notebooks/01_windowing.ipynb
    """
    count = 2 * (samples(milliseconds, sample_rate) // 2) + 1
    if count < 5:
        raise ValueError(f"got {milliseconds} ms at {sample_rate} Hz, allowed are four samples or more")
    return count
