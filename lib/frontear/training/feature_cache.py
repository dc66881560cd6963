"""Examples as a model hears them: in every batch, or once for all where its front-end cannot change."""

from math import prod
from typing import TypeGuard

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from frontear.data.examples import Augment, Change, Examples
from frontear.data.tagged_examples import TaggedExamples
from frontear.models.classifier import Classifier

MOST_BYTES = 1 << 28  # of features that are kept; of a larger set they are computed in every batch
AT_ONCE = 1 << 21  # samples that go through the front-end together


class FeatureCache:
    """Examples that a model judges in batches, changed on the way if `augment` says so.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        model: Which hears them.
        data: Labelled sounds, or rows with tags.
        augment: What is done to the sounds on the way; None is nothing.
    """

    def __init__(self, model: nn.Module, data: Examples | TaggedExamples, *, augment: Change | None = None):
        self.model, self.data, self.augment, self._features = model, data, augment, None

    def keep(self) -> "FeatureCache":
        """Compute what the front-end returns once for all that follows, and return the same examples.

        Nothing is kept where the front-end is not `fixed`, the sounds are changed on the way, or all features take over
        256 MiB. Scores are the same with it and without, but for rounding, which many steps of learning magnify.
        """
        if isinstance(self.data, Examples) and self.augment in (None, Augment()) and fixed(self.model):
            self._features = _features(self.model, self.data)
        return self

    def scores(self, chosen: Tensor | slice, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return class scores and labels of some examples; it is computed where the model is, returned where they are.

        The generator alone decides what `augment` does.

        Args:
            chosen: Places.
            generator: Of random changes.

        Returns:
            (n, classes) and (n,), of tags (n, tags) twice.
        """
        device, labels = device_of(self.model), self.data.labels[chosen]
        if self._features is not None and isinstance(self.model, Classifier):
            lengths = self.data.lengths[chosen]
            n_frames = -(-int(lengths.max()) // self.model.hop_length)
            scores = self.model.classify(self._features[chosen][..., :n_frames].to(device), lengths.to(device))
            return scores.to(labels.device), labels
        batch = self.data[chosen]
        if self.augment is not None:
            batch = self.augment.changed(batch, generator)
        return self.model(batch.inputs.to(device), batch.lengths.to(device)).to(labels.device), batch.labels


def fixed(model: nn.Module) -> TypeGuard[Classifier]:
    """Return whether a model has a front-end of which nothing is learned, or otherwise changed by learning.

    Lesson: notebooks/06_paradigms.ipynb
    """
    if not isinstance(model, Classifier) or model.body.takes == "waveform":
        return False
    frontend = model.frontend
    restless = any(isinstance(part, (_BatchNorm, _DropoutNd)) for part in frontend.modules())
    return not restless and not any(parameter.requires_grad for parameter in frontend.parameters())


def device_of(model: nn.Module) -> torch.device:
    """Return where the model is. Lesson: notebooks/06_paradigms.ipynb"""
    return next(model.parameters()).device


@torch.no_grad()
def _features(model: Classifier, data: Examples) -> Tensor | None:
    """(n, …, frames), or None where they are too many. Parts are always the same ones, so that equal runs are equal."""
    n, time = data.waveforms.shape
    parts = torch.arange(n).split(max(AT_ONCE // time, 1))
    device, kept = device_of(model), None
    for part in parts:
        features = model.features(data.waveforms[part].to(device), data.lengths[part].to(device))
        if kept is None:
            shape = (n, *features.shape[1:])
            if prod(shape) * features.element_size() > MOST_BYTES:
                return None
            kept = torch.empty(shape, dtype=features.dtype)
        kept[part] = features.cpu()
    return kept
