"""What all paradigms are made of: layers after which nothing is left behind a clip's end."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from torch import Tensor, nn

from frontear.dsp.spectrogram import padded
from frontear.layers.norms import Norm2d
from frontear.layers.padding import mask_beyond, strided_lengths

Map = tuple[Tensor, Tensor | None]  # (batch, channels, frequency, frames), and how many frames of each clip are sound


class Kernels(NamedTuple):
    """Filters of one shape: weights (filters, height, width), and how many bands and inputs (frames, samples) they see.

    A waveform has one band. A filter on the mean over frequency has a height of 1 and sees all bands.
    """

    weights: Tensor
    n_bands: int
    n_inputs: int


class Paradigm(nn.Module):
    """Features → map (batch, channels, frequency, ceil(inputs / stride)); a subclass says how it looks first.

    It `takes` a "waveform" (batch, time) or a "spectrogram" (batch, filters, frames). `stride` is in its inputs,
    samples or frames; `n_channels` and `n_rows`, the size of the frequency axis, are those of its last map.
    Lesson: notebooks/06_paradigms.ipynb
    """

    takes: str
    stride: int
    n_channels: int
    n_rows: int
    deeper: "Deeper"

    def forward(self, features: Tensor, lengths: Tensor | None = None) -> Map:
        """Return the last map, and how many frames of each clip are sound in it.

        `lengths`, (batch,) in inputs, say what of each clip is sound; without them all is. What lies behind has no
        influence, and the map is 0 there.

        Args:
            features: (batch, time), or (batch, filters, frames).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Returns:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        *_, last = self.maps(features, lengths)
        return last

    def maps(self, features: Tensor, lengths: Tensor | None = None) -> Iterator[Map]:
        """Yield the map of each layer, as `forward` returns the last.

        Args:
            features: (batch, time), or (batch, filters, frames).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Yields:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        for seen, sounding in self.look(features, lengths):
            yield seen, sounding
        yield from self.deeper.maps(seen, sounding)

    def look(self, features: Tensor, lengths: Tensor | None) -> Iterator[Map]:
        """Yield the map of each of the paradigm's own layers.

        Args:
            features: (batch, time), or (batch, filters, frames).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Yields:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        raise NotImplementedError

    def first_layer(self) -> list[Kernels]:
        """Return the filters that hear or see the input itself, shape by shape."""
        raise NotImplementedError

    def follow(self, deeper: Sequence[int], *, stride: int, n_channels: int, n_rows: int = 1) -> None:
        """Say what the paradigm's own layers end in, and put deeper ones behind them.

        Args:
            deeper: Channels of the layers behind, as many in each.
            stride: Of its own layers, in inputs.
            n_channels: Of their last map.
            n_rows: Of their last map.
        """
        self.deeper = Deeper(n_channels, n_rows, deeper)
        self.stride = stride * self.deeper.stride
        self.n_channels, self.n_rows = (deeper[-1], 1) if deeper else (n_channels, n_rows)
        self.float()  # as sounds are, whatever the default type


class Layer(nn.Sequential):
    """Convolution without bias, norm, rectifier, and perhaps a maximum, (rows, frames): map → map, frames rounded up.

    A filter has `size` rows × frames and steps over `stride` frames; it begins `padding` rows outside of the map.

    Args:
        before: Channels that come.
        after: Channels that go.
        size: Rows and frames of a filter.
        stride: Frames.
        padding: Rows on either side.
        pool: Rows and frames of the maximum; None is none.
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
        inside = 0 if _uneven(size[1], stride) else size[1] // 2
        convolution = nn.Conv2d(before, after, size, stride=(1, stride), padding=(padding, inside), bias=False)
        pools = [] if pool is None else [nn.MaxPool2d(pool, ceil_mode=True)]
        super().__init__(convolution, Norm2d(after), nn.ReLU(), *pools)
        self.pool = pool or (1, 1)

    def forward(self, features: Tensor, lengths: Tensor | None = None) -> Map:
        """Look for patterns.

        Args:
            features: (batch, channels, frequency, frames).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Returns:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        _, norm, rectifier, *pools = self
        size, stride = self.convolution.kernel_size[1], self.convolution.stride[1]
        if _uneven(size, stride):
            features = padded(features, size, stride)
        features, lengths = rectifier(norm(self.convolution(features))), strided_lengths(lengths, stride)
        features = mask_beyond(features, lengths)  # zeros, which never exceed what is rectified
        for pool in pools:
            features, lengths = pool(features), strided_lengths(lengths, self.pool[1])
        return features, lengths

    @property
    def convolution(self) -> nn.Conv2d:
        """What looks."""
        return next(part for part in self if isinstance(part, nn.Conv2d))

    @property
    def norm(self) -> nn.BatchNorm2d:
        """What brings its answers to one scale."""
        return next(part for part in self if isinstance(part, nn.BatchNorm2d))

    @property
    def weights(self) -> Tensor:
        """The filters, (filters, channels, rows, frames)."""
        return self.convolution.weight


class Deeper(nn.ModuleList):
    """Layers of 7 frames and all rows, all but the first added to what they get; behind the second a maximum of 2.

    The middle of Pons et al. 2017, arXiv:1711.02520, there of three times 512. Lesson: notebooks/06_paradigms.ipynb

    Args:
        n_channels: That come.
        n_rows: That come.
        channels: Of each layer, as many in each.

    Raises:
        ValueError: Unless all have as many channels.
    """

    def __init__(self, n_channels: int, n_rows: int, channels: Sequence[int]):
        if len(set(channels)) > 1:
            raise ValueError(f"got deeper layers of {tuple(channels)} channels, allowed are as many in each")
        sizes = zip((n_channels, *channels), channels, strict=False)
        super().__init__(
            Layer(before, after, size=(1 if place else n_rows, 7)) for place, (before, after) in enumerate(sizes)
        )
        self.stride = 2 if len(channels) > 1 else 1

    def maps(self, features: Tensor, lengths: Tensor | None = None) -> Iterator[Map]:
        """Yield the map of each layer.

        Args:
            features: (batch, channels, frequency, frames).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Yields:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        for place, layer in enumerate(self):
            found, _ = layer(features, lengths)
            features = features + found if place else found
            if place == 1:
                features = nn.functional.max_pool2d(features, (1, 2), ceil_mode=True)
                lengths = strided_lengths(lengths, 2)
            yield features, lengths


def layers_in(module: nn.Module) -> list[Layer]:
    """Return the layers a module holds, in their order. Lesson: notebooks/06_paradigms.ipynb"""
    return [part for part in module.modules() if isinstance(part, Layer)]


def scaled_channels(channels: Sequence[int], width: float) -> tuple[int, ...]:
    """Return channel counts times the width, rounded, at least 1. Lesson: notebooks/06_paradigms.ipynb

    Args:
        channels: Counts.
        width: Multiplies all channels.

    Returns:
        As many.
    """
    return tuple(max(1, round(width * count)) for count in channels)


def _uneven(size: int, stride: int) -> bool:
    """Whether the two ends need different padding, which a convolution itself cannot do."""
    return size % 2 == 0 or stride > 1
