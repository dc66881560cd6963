"""The `Signal`: samples of any rate, in any unit, of one channel or many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Signal:
    """Samples over time: float32 waveform (channels, time) in `unit`, at any sample_rate in Hz, such as 0.5 or 360.

    The channels are a batch: to every front-end, network and filterbank each is a waveform of its own, so that
    `frontend(signal.channels)` is (channels, rows, frames). The label is its class; the group is who or what it comes
    from, a person, a station: what a split keeps together. `marks` are moments in it that have names, in seconds.
    Raises ValueError unless the waveform is float32, finite, and of a channel and a sample or more, the rate over 0.
    Lesson: notebooks/10_beyond_audio.ipynb
    """

    waveform: Tensor
    sample_rate: float
    label: str = ""
    name: str = ""
    group: str = ""
    unit: str = ""
    marks: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self):
        if not 0 < self.sample_rate < inf:
            raise ValueError(f"got a sample rate of {self.sample_rate} Hz, allowed is a number over 0")
        check_samples(self.waveform, "channels", "time")

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled, copied and saved: of a part of a longer recording the part alone."""
        return self.__dict__ | {"waveform": _alone(self.waveform)}

    @property
    def channels(self) -> Tensor:
        """The channels as a batch, (channels, time)."""
        return self.waveform.view(-1, self.waveform.shape[-1])

    @property
    def seconds(self) -> float:
        """Duration in seconds."""
        return self.waveform.shape[-1] / self.sample_rate


def check_samples(waveform: Tensor, *axes: str) -> None:
    """Raise ValueError unless a waveform has these axes, none of them empty, and is float32 and finite.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        waveform: Of any unit.
        *axes: What its axes are called.

    Raises:
        ValueError: Where it is not so.
    """
    if waveform.ndim != len(axes) or not waveform.numel():
        allowed = f"({', '.join(axes)}{',' * (len(axes) == 1)})"
        raise ValueError(f"got a waveform of shape {tuple(waveform.shape)}, allowed is {allowed}, at least one sample")
    if waveform.dtype != torch.float32:
        raise ValueError(f"got a waveform of {waveform.dtype}, allowed is torch.float32")
    if not np.isfinite(waveform.detach().numpy()).all():  # in one thread: hundreds of clips come at once
        raise ValueError("got a waveform with NaN or infinite samples, allowed are finite ones")


def _alone(waveform: Tensor) -> Tensor:
    """The waveform, in a memory of its own where it is a view of a larger one."""
    if waveform.untyped_storage().nbytes() <= waveform.nbytes:
        return waveform
    return waveform.detach().clone().requires_grad_(waveform.requires_grad)
