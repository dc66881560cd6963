"""Small rectangular filters on a spectrogram: a stack that assumes next to nothing."""

from collections.abc import Iterator, Sequence
from math import prod

from torch import Tensor, nn

from frontear.layers.norms import Norm1d
from frontear.layers.padding import mask_beyond
from frontear.models.paradigms.layers import Kernels, Layer, Map, Paradigm, layers_in, scaled_channels


class SmallRectangular(Paradigm):
    """A norm per filter, then for each of `channels` 3 × 3 convolutions, norm, rectifier and a maximum over `pools`.

    Features (batch, n_filters, frames); pools are rows × frames, one for each layer. `width` multiplies all channels.
    Simonyan & Zisserman 2014 (VGG), arXiv:1409.1556; Choi et al. 2016, arXiv:1606.00298. Lesson:
    notebooks/06_paradigms.ipynb

    Args:
        n_filters: Rows of the spectrogram.
        channels: Of each layer.
        pools: Rows and frames of each maximum, one for each layer.
        deeper: Channels of the layers behind, as many in each.
        width: Multiplies all channels.

    Raises:
        ValueError: Where there are not as many channels as pools, or as `Deeper`.
    """

    takes = "spectrogram"

    def __init__(
        self,
        n_filters: int,
        *,
        channels: Sequence[int],
        pools: Sequence[tuple[int, int]],
        deeper: Sequence[int] = (),
        width: float = 1.0,
    ):
        super().__init__()
        if len(channels) != len(pools) or not channels:
            raise ValueError(f"got {len(channels)} layers and {len(pools)} pools, allowed are as many of both")
        channels, n_rows = scaled_channels(channels, width), n_filters
        for rows, _ in pools:
            n_rows = -(-n_rows // rows)
        self.norm = Norm1d(n_filters)
        sizes = zip((1, *channels), channels, pools, strict=False)
        self.blocks = nn.Sequential(
            *(Layer(before, after, size=(3, 3), padding=1, pool=pool) for before, after, pool in sizes)
        )
        stride = prod(frames for _, frames in pools)
        self.follow(scaled_channels(deeper, width), stride=stride, n_channels=channels[-1], n_rows=n_rows)

    def look(self, features: Tensor, lengths: Tensor | None) -> Iterator[Map]:
        """Look at ever larger parts.

        Args:
            features: (batch, filters, frames).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Yields:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        features = mask_beyond(self.norm(features), lengths)[:, None]
        for block in self.blocks:
            features, lengths = block(features, lengths)
            yield features, lengths

    def first_layer(self) -> list[Kernels]:
        """Return the 3 × 3 filters of the first layer."""
        return [Kernels(layers_in(self.blocks)[0].weights[:, 0], 3, 3)]
