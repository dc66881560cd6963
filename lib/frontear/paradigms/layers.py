"""What all paradigms are made of: layers after which nothing is left behind a clip's end."""

from collections.abc import Iterator

from torch import Tensor, nn

from frontear.masks import fewer, silenced
from frontear.pooling import padded

Map = tuple[Tensor, Tensor | None]  # (batch, channels, frequency, frames), and how many frames of each clip are sound


class Paradigm(nn.Module):
    """Features → map (batch, channels, frequency, ceil(inputs / stride)); a subclass yields the maps of its layers.

    It `takes` a "waveform" (batch, time) or a "spectrogram" (batch, filters, frames). `stride` is in its inputs,
    samples or frames; `n_channels` and `n_rows`, the size of the frequency axis, are those of its last map.
    Lesson: notebooks/06_paradigms.ipynb
    """

    takes: str
    stride: int
    n_channels: int
    n_rows: int

    def forward(self, features: Tensor, lengths: Tensor | None = None) -> Map:
        """Return the last map, and how many frames of each clip are sound in it.

        `lengths`, (batch,) in inputs, say what of each clip is sound; without them all is. What lies behind has no
        influence, and the map is 0 there.
        """
        *_, last = self.maps(features, lengths)
        return last

    def maps(self, features: Tensor, lengths: Tensor | None = None) -> Iterator[Map]:
        """Yield the map of each layer, as `forward` returns the last."""
        raise NotImplementedError


class Layer(nn.Sequential):
    """Convolution without bias, norm, rectifier, and perhaps a maximum, (rows, frames): map → map, frames rounded up.

    A filter has `size` rows × frames and steps over `stride` frames; it begins `padding` rows outside of the map.
    """

    def __init__(
        self,
        before: int,
        after: int,
        *,
        size: tuple[int, int],
        stride: int = 1,
        padding: int = 0,
        pool: tuple[int, int] | None = None,
    ):
        inside = size[1] // 2 if size[1] % 2 and stride == 1 else 0
        convolution = nn.Conv2d(before, after, size, stride=(1, stride), padding=(padding, inside), bias=False)
        pools = [] if pool is None else [nn.MaxPool2d(pool, ceil_mode=True)]
        super().__init__(convolution, nn.BatchNorm2d(after), nn.ReLU(), *pools)

    def forward(self, features: Tensor, lengths: Tensor | None = None) -> Map:
        """Look for patterns."""
        convolution, norm, rectifier, *pools = self
        (_, size), (_, stride) = convolution.kernel_size, convolution.stride
        if size % 2 == 0 or stride > 1:  # not the same on both sides, which a convolution itself cannot
            features = padded(features, size, stride)
        features, lengths = rectifier(norm(convolution(features))), fewer(lengths, stride)
        features = silenced(features, lengths)  # zeros, which never exceed what is rectified
        for pool in pools:
            features, lengths = pool(features), fewer(lengths, pool.stride[1])
        return features, lengths
