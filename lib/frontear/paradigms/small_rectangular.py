"""Small rectangular filters on a spectrogram: a stack that assumes next to nothing."""

from collections.abc import Iterator, Sequence
from math import prod

from torch import Tensor, nn

from frontear.masks import silenced
from frontear.paradigms.layers import Layer, Map, Paradigm


class SmallRectangular(Paradigm):
    """A norm per filter, then for each of `channels` 3 × 3 convolutions, norm, rectifier and a maximum over `pools`.

    Features (batch, n_filters, frames); pools are rows × frames, one for each layer. Raises ValueError where there are
    not as many of both. After VGG; Pons et al. 2017, arXiv:1711.02520. Lesson: notebooks/06_paradigms.ipynb
    """

    takes = "spectrogram"

    def __init__(
        self,
        n_filters: int,
        *,
        channels: Sequence[int] = (16, 32, 64),
        pools: Sequence[tuple[int, int]] = ((2, 2), (2, 2), (2, 2)),
    ):
        super().__init__()
        if len(channels) != len(pools) or not channels:
            raise ValueError(f"got {len(channels)} layers and {len(pools)} pools, allowed are as many of both")
        self.stride = prod(frames for _, frames in pools)
        self.n_channels, self.n_rows = channels[-1], n_filters
        for rows, _ in pools:
            self.n_rows = -(-self.n_rows // rows)
        self.norm = nn.BatchNorm1d(n_filters)
        sizes = zip((1, *channels), channels, pools, strict=False)
        self.blocks = nn.Sequential(
            *(Layer(before, after, size=(3, 3), padding=1, pool=tuple(pool)) for before, after, pool in sizes)
        )

    def maps(self, features: Tensor, lengths: Tensor | None = None) -> Iterator[Map]:
        """Look at ever larger parts."""
        features = silenced(self.norm(features), lengths)[:, None]
        for block in self.blocks:
            features, lengths = block(features, lengths)
            yield features, lengths
