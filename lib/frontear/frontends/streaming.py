"""A front-end for sound that never ends: each frame comes as soon as all it hears is there."""

from math import ceil
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from frontear.dsp.processor import Processor
from frontear.dsp.signals import check_waveform
from frontear.filterbanks import Filterbank
from frontear.frontends.base import Frontend
from frontear.frontends.mel import Framing, Mel, Spectrum, Window
from frontear.frontends.mfcc import Cosines
from frontear.frontends.sincnet import FilterNorm
from frontear.frontends.spec import Spec
from frontear.frontends.wavegram import Strided
from frontear.layers.compression import PCEN, Decibel, Log, Root
from frontear.layers.energy import Floor, SquaredModulus
from frontear.layers.pooling import FreePooling, GaussianPooling, MaxPooling
from frontear.layers.strides import HopPooling


class Heard(NamedTuple):
    """What a streaming front-end remembers: the sound that coming frames hear, and what its PCEN remembers.

    `waveform` (batch, time) begins at a frame; the first n_given of its frames are already out.
    """

    waveform: Tensor
    n_given: int
    level: Any


class Streaming(Processor):
    """A front-end block by block: waveform (batch, time) → features (batch, rows, frames), of any length, 0 too.

    The frames are those of the whole sound, to 1e-6 of the largest, except that the last come when more sound does:
    frame t comes with sample t · hop_length + look_ahead. In those of the registry that is a window and its filters,
    centred on the hop: 17.5 ms for `log_mel` as it is, 7.5 ms with window_ms=10 and hop_ms=5. LEAF is computed
    directly, and equals the whole with method="direct". Lesson: notebooks/01_windowing.ipynb

    Args:
        frontend: Whose stages hear a stretch of the sound each, or nothing but the frame; only the last may be a PCEN.

    Raises:
        ValueError: For another stage, such as one that hears the whole sound.

    Examples:
        >>> import torch
        >>> from frontear.frontends import log_mel
        >>> ear = Streaming(log_mel())
        >>> features, state = ear.step(torch.zeros(1, 279))
        >>> features.shape, ear.look_ahead
        (torch.Size([1, 40, 0]), 279)
        >>> features, state = ear.step(torch.zeros(1, 1), state)  # the first window is full
        >>> features.shape
        torch.Size([1, 40, 1])
    """

    def __init__(self, frontend: Frontend):
        stages = list(frontend)
        self.spec: Spec = frontend.spec
        self._pcen = stages[-1] if isinstance(stages[-1], PCEN) else None
        n_finite = len(stages) - (self._pcen is not None)
        self._before, self._look_ahead, self._hop_length = _reach(stages[:n_finite])
        self._finite = frontend[:n_finite] if n_finite else nn.Identity()

    @property
    def look_ahead(self) -> int:
        """Samples behind the first of a frame's hop that the frame hears."""
        return self._look_ahead

    @property
    def look_back(self) -> int:
        """Samples before the first of a frame's hop that the frame hears, but for what a PCEN remembers."""
        return self._before

    def step(self, block: Tensor, state: Heard | None = None) -> tuple[Tensor, Heard]:
        """Hear the next block.

        Args:
            block: (batch, time), of any length.
            state: What the step before returned; None at the beginning.

        Returns:
            The frames that are whole now, (batch, rows, frames), and the state for the next step.
        """
        waveform = block if state is None else torch.cat([state.waveform, block], dim=-1)
        n_given, level = (0, None) if state is None else state[1:]
        n_whole = max((waveform.shape[-1] - 1 - self._look_ahead) // self._hop_length + 1, n_given)
        features = self._frames(waveform, n_given, n_whole)
        if self._pcen is not None:
            features, level = self._pcen.step(features, level)
        n_past = max(n_whole - ceil(self._before / self._hop_length), 0)  # frames that no frame to come looks back to
        n_past = min(n_past, waveform.shape[-1] // self._hop_length)
        kept = waveform[..., n_past * self._hop_length :]
        return features, Heard(kept, n_whole - n_past, level)

    def _frames(self, waveform: Tensor, begin: int, end: int) -> Tensor:
        if begin == end:
            return waveform.new_zeros(len(waveform), self.spec.n_rows, 0)
        check_waveform(waveform)
        return self._finite(waveform)[..., begin:end]


def _reach(stages: list[nn.Module]) -> tuple[int, int, int]:
    """How many samples a frame hears before the first one of its hop, and behind it, and the hop."""
    before, behind, hop_length = 0, 0, 1
    for stage in stages:
        kernel_size, step = _kernel(stage)
        earlier = (kernel_size - step) // 2
        before += earlier * hop_length
        behind += (kernel_size - 1 - earlier) * hop_length
        hop_length *= step
    return max(before, 0), max(behind, 0), hop_length


def _kernel(stage: nn.Module) -> tuple[int, int]:
    """How many values of what comes a stage takes for each that goes, and from one to the next."""
    match stage:
        case Filterbank():
            return stage.impulse_responses().shape[1], 1
        case Framing():
            return stage.win_length, stage.hop_length
        case GaussianPooling() | HopPooling() | MaxPooling():
            return stage.kernel_size, stage.hop_length
        case FreePooling():
            return len(stage.taps), stage.hop_length
        case Strided():
            return stage.convolution.kernel_size[0], stage.convolution.stride[0]
        case Decibel(top_db=None):
            return 1, 1
        case stage if isinstance(stage, OF_ONE_FRAME):
            return 1, 1
    raise ValueError(
        f"got a stage {type(stage).__name__}, allowed are those that hear a stretch of the sound, or a frame"
    )


OF_ONE_FRAME = (Window, Spectrum, Mel, Cosines, SquaredModulus, Floor, Log, Root, FilterNorm, nn.LeakyReLU, nn.Identity)
