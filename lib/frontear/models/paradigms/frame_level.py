"""Filters as long as the window of a spectrogram, on the waveform: of one length or of many."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from frontear.layers.padding import mask_beyond, strided_lengths
from frontear.models.paradigms.layers import Kernels, Layer, Map, Paradigm, layers_in, scaled_channels


class FrameLevel(Paradigm):
    """One layer of filters on the waveform (batch, time), each of `shapes`, (how many, samples), centred on its stride.

    One length is that of an STFT, many side by side are several resolutions at once. `width` multiplies all channels.
    Dieleman & Schrauwen 2014; Zhu et al. 2016, arXiv:1603.09509. Lesson: notebooks/06_paradigms.ipynb

    Args:
        shapes: (how many, samples) of each.
        stride: Samples.
        deeper: Channels of the layers behind, as many in each.
        width: Multiplies all channels.

    Raises:
        ValueError: Without a shape, or as `Deeper`.
    """

    takes = "waveform"

    def __init__(
        self, *, shapes: Sequence[tuple[int, int]], stride: int, deeper: Sequence[int] = (), width: float = 1.0
    ):
        super().__init__()
        if not shapes:
            raise ValueError("got no shape, allowed is one or more")
        counts = scaled_channels([count for count, _ in shapes], width)
        self.layers = nn.ModuleList(
            Layer(1, count, size=(1, samples), stride=stride)
            for count, (_, samples) in zip(counts, shapes, strict=True)
        )
        self.own_stride = stride
        self.follow(scaled_channels(deeper, width), stride=stride, n_channels=sum(counts))

    def look(self, features: Tensor, lengths: Tensor | None) -> Iterator[Map]:
        """Listen once, with every length.

        Args:
            features: (batch, time).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Yields:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        features = mask_beyond(features, lengths)[:, None, None]
        found = [layer(features, lengths)[0] for layer in self.layers]
        yield torch.cat(found, dim=1), strided_lengths(lengths, self.own_stride)

    def first_layer(self) -> list[Kernels]:
        """Return the filters of each length."""
        return [Kernels(layer.weights[:, 0], 1, layer.weights.shape[3]) for layer in layers_in(self.layers)]
