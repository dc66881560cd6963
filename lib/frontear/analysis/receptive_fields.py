"""What one frame of a feature map hears: measured by a gradient that nothing on its way can stop."""

import copy
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import inf, nan, prod

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch._subclasses import FakeTensorMode
from torch.overrides import TorchFunctionMode

from frontear.analysis.costs import without_loops
from frontear.frontends.leaf import Leaf
from frontear.layers.compression import PCEN

SHORTEST, LONGEST = 1 << 10, 1 << 18  # inputs that are tried, or 16 strides; half of them can be told to be heard
ENDLESS = 1 << 34  # inputs of which only the number is computed
UNBOUNDED = (nn.RNNBase, PCEN)  # each frame of these hears all that were before


@dataclass(frozen=True)
class ReceptiveField:
    """How many inputs one frame hears, first to last, and how many lie from one frame to the next.

    Inputs are samples of a waveform or frames of features. The length is infinity where it grows with the clip.
    Lesson: notebooks/06_paradigms.ipynb
    """

    length: float
    stride: int


@dataclass(frozen=True)
class LayerSteps:
    """Layers one after the other: size and stride of each, and how many of its inputs lie before its first frame.

    What is known of them without a network; `receptive_field` measures it. Araujo et al. 2019, Distill.
    Lesson: notebooks/06_paradigms.ipynb
    """

    steps: tuple[tuple[int, int, int], ...]

    @property
    def stride(self) -> int:
        """Inputs from one frame to the next."""
        return prod(stride for _, stride, _ in self.steps)

    def heard(self, frame: int) -> range:
        """Return which inputs a frame hears, each size adding to the next."""
        first = last = frame
        for size, stride, before in reversed(self.steps):
            first, last = first * stride - before, last * stride - before + size - 1
        return range(first, last + 1)


def receptive_field(*stages: nn.Module, n_filters: int | None = None) -> ReceptiveField:
    """Return what one frame hears of the inputs of the first stage: (batch, time), or (batch, n_filters, frames).

    Stages follow each other, as `model.frontend, model.body`; of what a stage returns, the map comes first, time last.
    It is exact, whatever the branches: what a filter or maximum covers counts, be it multiplied by 0 or smaller. A
    network of fewer channels hears as far, and tells it sooner. Lesson: notebooks/06_paradigms.ipynb

    Args:
        *stages: One after the other.
        n_filters: Rows of what the first takes; None is a waveform.

    Returns:
        Its length and stride, in inputs of the first stage.

    Raises:
        ValueError: Without a stage, or for a maximum that is none of `STAND_INS` or has holes.

    Examples:
        >>> receptive_field(nn.Conv1d(1, 1, 3), nn.Conv1d(1, 1, 3, stride=2), n_filters=1)
        ReceptiveField(length=5, stride=2)
    """
    if not stages:
        raise ValueError("got no stage, allowed is one or more")
    unbounded = any(isinstance(part, UNBOUNDED) for stage in stages for part in stage.modules())
    copies = [_stopped(stage) for stage in stages]
    rows = () if n_filters is None else (n_filters,)
    stride = _stride(copies, rows)
    return ReceptiveField(inf if unbounded else _length(copies, rows, stride), stride)


def _stopped(stage: nn.Module) -> nn.Module:
    """A copy that learns nothing, in float64, since fast kernels for float32 mix neighbours to save products."""
    stage = without_loops(copy.deepcopy(stage)).cpu().double().eval().requires_grad_(False)
    for part in stage.modules():
        if isinstance(part, Leaf):
            part.method = "direct"  # a Fourier transform mixes all it is given, to take it apart again
    return stage


def _stride(stages: list[nn.Module], rows: tuple[int, ...]) -> int:
    """From the number of frames that twice as long a sound has more; shapes alone are computed."""
    n_frames = []
    for time in (ENDLESS, 2 * ENDLESS):
        with FakeTensorMode(allow_non_fake_inputs=True):
            inputs = torch.empty(1, *rows, time, dtype=torch.float64)
        with _Linear():  # whose averages can be that long, which maxima cannot
            n_frames.append(_through(stages, inputs).shape[-1])
    return round(ENDLESS / (n_frames[1] - n_frames[0]))


def _length(stages: list[nn.Module], rows: tuple[int, ...], stride: int) -> float:
    """As soon as a clip twice as long makes no difference: in a short one a branch may hear nothing but padding."""
    time, before = max(4 * stride, SHORTEST), nan
    while time <= max(LONGEST, 16 * stride):
        with suppress(RuntimeError, IndexError):  # too short for a filter: longer ones have come through
            heard = _heard(stages, rows, time)
            if len(heard) == before and heard.start > 0 and heard.stop < time:
                return before
            before = len(heard)
        time *= 2
    return inf


def _heard(stages: list[nn.Module], rows: tuple[int, ...], time: int) -> range:
    """Which inputs the frame in the middle hears."""
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(1, *rows, time, dtype=torch.float64, generator=generator).requires_grad_()
    with _Linear():
        frames = _through(stages, inputs)
        slope = torch.zeros_like(frames)
        slope[..., frames.shape[-1] // 2] = nan  # times 0 it is still no number
        (reached,) = torch.autograd.grad(frames, inputs, slope)
    heard = reached.isnan().flatten(0, -2).any(dim=0).nonzero()
    return range(int(heard.min()), int(heard.max()) + 1)


def _through(stages: list[nn.Module], signal: Tensor) -> Tensor:
    for stage in stages:
        signal = stage(signal)
        signal = signal[0] if isinstance(signal, tuple) else signal
    return signal


class _Linear(TorchFunctionMode):
    """What lets only some gradients through, rectifiers and maxima, lets all of them through."""

    def __torch_function__(self, function: Callable, types, arguments=(), named=None):
        name = getattr(function, "__name__", "")
        if name in REFUSED:
            raise ValueError(f"got a {name}, allowed are {', '.join(STAND_INS)}")
        return STAND_INS.get(name, function)(*arguments, **(named or {}))


def _as_it_is(signal: Tensor, *_, **__) -> Tensor:
    return signal


def _mean(signal: Tensor, dim: int | tuple[int, ...] | None = None, keepdim: bool = False) -> Tensor:
    return signal.nan_to_num(0, 0, 0).mean(dim=dim, keepdim=keepdim)


def _pool(average: Callable) -> Callable:
    def pool(signal, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False) -> Tensor:
        if dilation not in (1, (1, 1)) or return_indices:
            raise ValueError(f"got a maximum with dilation {dilation}, allowed is one without holes or indices")
        return average(signal.nan_to_num(0, 0, 0), kernel_size, stride, padding, ceil_mode)

    return pool


STAND_INS = {
    **dict.fromkeys(("relu", "relu_", "clamp", "clamp_", "threshold"), _as_it_is),
    **dict.fromkeys(("amax", "amin"), _mean),
    **dict.fromkeys(("maximum", "minimum"), torch.add),
    "max_pool1d": _pool(F.avg_pool1d),
    "max_pool2d": _pool(F.avg_pool2d),
}
REFUSED = ("max", "min", "sort", "topk", "median", "adaptive_max_pool1d", "adaptive_max_pool2d")
