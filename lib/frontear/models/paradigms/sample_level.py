"""Filters of three samples on a waveform, layer upon layer: nothing is assumed about sound."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from torch import Tensor, nn

from frontear.layers.padding import mask_beyond
from frontear.models.paradigms.layers import Kernels, Layer, Map, Paradigm, layers_in, scaled_channels


class SampleLevel(Paradigm):
    """Filters of 3 samples every 3 samples, then for each further one of `channels` filters of 3 and a maximum of 3.

    Waveform (batch, time); n layers step over 3ⁿ samples. `width` multiplies all channels. Lee et al. 2017 (SampleCNN),
    arXiv:1703.01789. Lesson: notebooks/06_paradigms.ipynb

    Args:
        channels: Of each layer, one or more.
        deeper: Channels of the layers behind, as many in each.
        width: Multiplies all channels.

    Raises:
        ValueError: Without a layer, or as `Deeper`.
    """

    takes = "waveform"

    def __init__(self, *, channels: Sequence[int], deeper: Sequence[int] = (), width: float = 1.0):
        super().__init__()
        if not channels:
            raise ValueError("got no layer, allowed is one or more")
        channels = scaled_channels(channels, width)
        pairs = pairwise(channels)
        self.blocks = nn.Sequential(
            Layer(1, channels[0], size=(1, 3), stride=3),
            *(Layer(before, after, size=(1, 3), pool=(1, 3)) for before, after in pairs),
        )
        self.follow(scaled_channels(deeper, width), stride=3 ** len(channels), n_channels=channels[-1])

    def look(self, features: Tensor, lengths: Tensor | None) -> Iterator[Map]:
        """Listen to ever longer parts.

        Args:
            features: (batch, time).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Yields:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        features = mask_beyond(features, lengths)[:, None, None]
        for block in self.blocks:
            features, lengths = block(features, lengths)
            yield features, lengths

    def first_layer(self) -> list[Kernels]:
        """Return the filters of three samples."""
        return [Kernels(layers_in(self.blocks)[0].weights[:, 0], 1, 3)]
