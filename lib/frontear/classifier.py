"""A whole classifier: front-end, body, back-end."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from frontear.backends import BACKENDS
from frontear.frontend import Frontend
from frontear.masks import frame_mask


class Classifier(nn.Module):
    """Waveform (batch, time) → class scores (batch, classes): front-end, body, back-end.

    The body makes features (batch, filters, frames) a map (batch, channels, frequency, frames / body.stride). With
    `lengths` (batch,) in samples the back-end leaves out what lies behind each clip.
    Lesson: notebooks/05_learning.ipynb
    """

    def __init__(self, frontend: Frontend, body: nn.Module, backend: nn.Module, *, hop_length: int):
        super().__init__()
        self.frontend, self.body, self.backend, self.hop_length = frontend, body, backend, hop_length

    def forward(self, waveform: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Judge."""
        features = self.body(self.frontend(waveform))
        if lengths is None:
            return self.backend(features)
        hop_length = self.hop_length * self.body.stride
        return self.backend(features, frame_mask(lengths, hop_length=hop_length, n_frames=features.shape[-1]))


class SmallCNN(nn.Module):
    """A norm per filter, then blocks of convolution, norm, rectifier and 2 × 2 maximum.

    Features (batch, filters, frames) → (batch, channels, filters / stride, frames / stride), rounded up; `stride` is 2
    to the number of blocks. Small enough to learn spoken digits in a minute. Lesson: notebooks/05_learning.ipynb
    """

    def __init__(self, n_filters: int, *, channels: Sequence[int] = (16, 32, 64)):
        super().__init__()
        self.stride = 2 ** len(channels)
        self.norm = nn.BatchNorm1d(n_filters)
        pairs = zip((1, *channels), channels, strict=False)
        self.blocks = nn.Sequential(*(_block(before, after) for before, after in pairs))

    def forward(self, features: Tensor) -> Tensor:
        """Look for patterns."""
        return self.blocks(self.norm(features)[:, None])


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
        body = SmallCNN(n_filters)
        return Classifier(frontend, body, BACKENDS[backend](64, n_classes), hop_length=hop_length)


def _block(before: int, after: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
        nn.MaxPool2d(2, ceil_mode=True),
    )
