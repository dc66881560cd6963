"""A whole classifier: front-end, body, back-end."""

import torch
from torch import Tensor, nn

from frontear.backends import BACKENDS
from frontear.frontend import Frontend
from frontear.masks import fewer, frame_mask
from frontear.paradigms import SmallRectangular


class Classifier(nn.Module):
    """Waveform (batch, time) → class scores (batch, classes): front-end, body, back-end.

    The body is a paradigm: it makes features a map (batch, channels, frequency, frames). With `lengths` (batch,) in
    samples nothing behind a clip's end counts: in eval mode it scores in any batch as alone.
    Lesson: notebooks/05_learning.ipynb
    """

    def __init__(self, frontend: Frontend, body: nn.Module, backend: nn.Module, *, hop_length: int):
        super().__init__()
        self.frontend, self.body, self.backend, self.hop_length = frontend, body, backend, hop_length

    def forward(self, waveform: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Judge."""
        return self.judge(self.frontend(waveform), lengths)

    def judge(self, features: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return class scores for what the front-end returned, (batch, filters, frames); lengths are in samples."""
        patterns, sounding = self.body(features, fewer(lengths, self.hop_length))
        if sounding is None:
            return self.backend(patterns)
        return self.backend(patterns, frame_mask(sounding, hop_length=1, n_frames=patterns.shape[-1]))


def small_classifier(
    frontend: Frontend,
    *,
    n_filters: int = 40,
    n_classes: int,
    hop_length: int = 160,
    backend: str = "max-mean",
    seed: int = 0,
) -> Classifier:
    """Return the front-end with a small body and a back-end of `BACKENDS`; a seed always gives the same.

    Raises ValueError for another back-end or fewer than two classes. Lesson: notebooks/05_learning.ipynb
    """
    if backend not in BACKENDS or n_classes < 2:
        raise ValueError(f"got {backend!r} for {n_classes} classes, allowed are {', '.join(BACKENDS)} and 2 or more")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        body = SmallRectangular(n_filters)
        judge = BACKENDS[backend](body.n_channels, n_classes)
        return Classifier(frontend, body, judge, hop_length=hop_length)
