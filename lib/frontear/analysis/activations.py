"""What the first layer of a network prefers: its filters as they count, and where in clips each answers most."""

from copy import deepcopy
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from frontear.data.examples import Examples
from frontear.layers.padding import frame_mask, strided_lengths
from frontear.models.classifier import Classifier
from frontear.models.paradigms import Kernels, Layer, Paradigm, layers_in
from frontear.models.seeds import seeded

BATCH = 16
Network = TypeVar("Network", bound=nn.Module)


class Peak(NamedTuple):
    """Where in a clip a filter answers most: how strongly, and the rows and inputs, samples or frames, that it sees."""

    clip: int
    level: float
    rows: range
    inputs: range


@dataclass(frozen=True, eq=False)
class Peaks:
    """Of every filter of a first layer and every clip the strongest answer, (clips, filters), and its row and frame.

    Answers are those behind norm and rectifier, 0 where there is none. Filters are numbered as in `first_filters`.
    """

    levels: Tensor
    rows: Tensor
    frames: Tensor
    layers: list[Layer]

    def best(self, number: int, *, most: int = 3) -> list[Peak]:
        """Return the strongest answers of a filter, from 0, one for each clip, strongest first; none of 0.

        Args:
            number: Of the filter, from 0.
            most: How many at most.

        Returns:
            Strongest first.

        Raises:
            ValueError: For a filter that is not there.
        """
        if not 0 <= number < self.levels.shape[1]:
            raise ValueError(f"got filter {number}, allowed are 0…{self.levels.shape[1] - 1}")
        levels, clips = self.levels[:, number].sort(descending=True, stable=True)
        return [self._peak(clip, number) for clip in clips[levels > 0][:most].tolist()]

    def _peak(self, clip: int, number: int) -> Peak:
        row, frame = int(self.rows[clip, number]), int(self.frames[clip, number])
        (height, size), stride = self._layer(number).convolution.kernel_size, self._layer(number).convolution.stride[1]
        row, first = row - int(self._layer(number).convolution.padding[0]), frame * stride - (size - stride) // 2
        return Peak(clip, self.levels[clip, number].item(), range(row, row + height), range(first, first + size))

    def _layer(self, number: int) -> Layer:
        each = [layer for layer in self.layers for _ in range(len(layer.weights))]
        return each[number]


def first_filters(body: Paradigm) -> list[Kernels]:
    """Return the filters of a first layer, turned round where the norm behind them does so.

    Lesson: notebooks/06_paradigms.ipynb
    """
    signs = [torch.where(layer.norm.weight.detach() < 0, -1.0, 1.0)[:, None, None] for layer in _first(body)]
    shapes = body.first_layer()
    return [shape._replace(weights=sign * shape.weights.detach()) for sign, shape in zip(signs, shapes, strict=True)]


@torch.no_grad()
def peaks(model: Classifier, data: Examples) -> Peaks:
    """Return where in each clip each filter of the first layer answers most, in eval mode; the model is not touched.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        model: Whose first layer.
        data: What it hears.

    Returns:
        For every clip and filter.

    Examples:
        >>> from frontear.data import clip, examples
        >>> from frontear.models import paradigm_classifier
        >>> from frontear.frontends import log_mel
        >>> model = paradigm_classifier("small-rectangular", log_mel(), n_classes=2)
        >>> peaks(model, examples([clip("yes"), clip("bell")])).levels.shape[0]  # clips
        2
    """
    model = deepcopy(model).eval()  # hooks are put on it
    layers = _first(model.body)
    batches = [_strongest(model, layers, data[slice(at, at + BATCH)]) for at in range(0, len(data), BATCH)]
    levels, rows, frames = (torch.cat(parts) for parts in zip(*batches, strict=True))
    return Peaks(levels, rows, frames, layers)


@torch.no_grad()
def calibrate_batchnorm(model: Network, data: Examples) -> Network:
    """Return a copy of a network that has learned nothing, its norms set to mean and deviation of what they get.

    It is in eval mode. Lesson: notebooks/06_paradigms.ipynb

    Args:
        model: It is copied.
        data: What its norms are set by.

    Returns:
        In eval mode.

    Examples:
        >>> from frontear.data import clip, examples
        >>> from frontear.models import paradigm_classifier
        >>> from frontear.frontends import log_mel
        >>> sounds = examples([clip("yes"), clip("bell")])
        >>> calibrate_batchnorm(paradigm_classifier("many-shapes", log_mel(), n_classes=2), sounds).training
        False
    """
    model = deepcopy(model).train()
    norms = [part for part in model.modules() if isinstance(part, _BatchNorm)]
    usual = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean over all batches
    with seeded(0):
        for at in range(0, len(data), BATCH):
            batch = data[slice(at, at + BATCH)]
            model(batch.waveforms, batch.lengths)
    for norm, momentum in zip(norms, usual, strict=True):
        norm.momentum = momentum
    return model.eval()


def _first(body: Paradigm) -> list[Layer]:
    return layers_in(body)[: len(body.first_layer())]


def _strongest(model: Classifier, layers: list[Layer], batch: Examples) -> tuple[Tensor, Tensor, Tensor]:
    """Levels, rows and frames, (batch, filters) each."""
    sounding = strided_lengths(batch.lengths, model.hop_length)
    answers = _answers(model, layers, model.features(batch.waveforms, batch.lengths), sounding)
    parts = []
    for layer, answer in zip(layers, answers, strict=True):  # (batch, filters, rows, frames)
        n_frames = answer.shape[-1]
        inside = frame_mask(strided_lengths(sounding, layer.convolution.stride[1]), hop_length=1, n_frames=n_frames)
        levels, places = answer.masked_fill(~inside[:, None, None], 0).flatten(2).max(dim=2)
        parts.append((levels, places // n_frames, places % n_frames))
    levels, rows, frames = (torch.cat(each, dim=1) for each in zip(*parts, strict=True))
    return levels, rows, frames


def _answers(model: Classifier, layers: list[Layer], features: Tensor, sounding: Tensor) -> list[Tensor]:
    """What the rectifiers of the first layers let through, before any maximum is taken."""
    found: list[Tensor] = []

    def keep(_rectifier: nn.Module, _before: object, answer: Tensor) -> None:
        found.append(answer)

    hooks = [layer[2].register_forward_hook(keep) for layer in layers]
    try:
        next(model.body.look(features, sounding))
    finally:
        for hook in hooks:
            hook.remove()
    return found
