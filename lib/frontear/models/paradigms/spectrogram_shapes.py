"""Filters on a spectrogram shaped for what they look for: tall ones for timbre, long ones for time, or many of both."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from frontear.layers.norms import Norm1d
from frontear.layers.padding import mask_beyond
from frontear.models.paradigms.layers import Kernels, Layer, Map, Paradigm, layers_in, scaled_channels


class SpectrogramShapes(Paradigm):
    """A norm per filter, then one layer of filters of one or many shapes side by side; nothing is left of frequency.

    Features (batch, n_filters, frames). `sliding` filters, (how many, share of the bands, frames), are tried at every
    height and the maximum is kept: timbre, whatever its pitch. A share covers its bands rounded down, at least one.
    Those `on_mean`, (how many, frames), see the mean over frequency: the envelope, and so rhythm. `width` multiplies
    all channels. Pons et al. 2017, arXiv:1711.02520. Lesson: notebooks/06_paradigms.ipynb

    Args:
        n_filters: Rows of the spectrogram.
        sliding: (how many, share of the bands, frames) of each.
        on_mean: (how many, frames) of each.
        deeper: Channels of the layers behind, as many in each.
        width: Multiplies all channels.

    Raises:
        ValueError: Without a shape, for a share over 1, or as `Deeper`.
    """

    takes = "spectrogram"

    def __init__(
        self,
        n_filters: int,
        *,
        sliding: Sequence[tuple[int, float, int]] = (),
        on_mean: Sequence[tuple[int, int]] = (),
        deeper: Sequence[int] = (),
        width: float = 1.0,
    ):
        super().__init__()
        if not (sliding or on_mean) or any(not 0 <= share <= 1 for _, share, _ in sliding):
            raise ValueError(f"got the shapes {sliding} and {on_mean}, allowed are one or more, with shares of 0…1")
        counts = scaled_channels([count for count, *_ in (*sliding, *on_mean)], width)
        heights = [max(1, int(share * n_filters)) for _, share, _ in sliding]
        self.n_filters, self.norm = n_filters, Norm1d(n_filters)
        self.sliding = nn.ModuleList(
            Layer(1, count, size=(height, frames), pool=(n_filters - height + 1, 1))
            for count, height, (_, _, frames) in zip(counts, heights, sliding, strict=False)
        )
        self.on_mean = nn.ModuleList(
            Layer(1, count, size=(1, frames))
            for count, (_, frames) in zip(counts[len(sliding) :], on_mean, strict=True)
        )
        self.follow(scaled_channels(deeper, width), stride=1, n_channels=sum(counts))

    def look(self, features: Tensor, lengths: Tensor | None) -> Iterator[Map]:
        """Look once, in every way.

        Args:
            features: (batch, filters, frames).
            lengths: How many of each clip are sound, (batch,), in inputs; None is all.

        Yields:
            The map, (batch, channels, frequency, frames), and how many of its frames are sound.
        """
        features = mask_beyond(self.norm(features), lengths)[:, None]
        mean = features.mean(dim=2, keepdim=True)  # (batch, 1, 1, frames)
        found = [layer(features, lengths)[0] for layer in self.sliding]
        found += [layer(mean, lengths)[0] for layer in self.on_mean]
        yield torch.cat(found, dim=1), lengths

    def first_layer(self) -> list[Kernels]:
        """Return the filters of each shape, the sliding ones first."""
        tall = [layer.weights[:, 0] for layer in layers_in(self.sliding)]
        long = [layer.weights[:, 0] for layer in layers_in(self.on_mean)]
        return [Kernels(weights, *weights.shape[1:]) for weights in tall] + [
            Kernels(weights, self.n_filters, weights.shape[2]) for weights in long
        ]
