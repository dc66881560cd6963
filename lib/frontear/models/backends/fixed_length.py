"""Back-ends for clips of one length: they know where in time everything is, and nothing of other lengths."""

from torch import Tensor, nn

from frontear.layers.norms import Norm2d


class _FixedLength(nn.Module):
    """Made for maps of n_rows × n_frames; another map, or a clip that ends before the map does, is refused."""

    def __init__(self, n_rows: int, n_frames: int):
        super().__init__()
        self.shape = (n_rows, n_frames)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Judge. Raises ValueError for clips of any other length than the one it was made for."""
        rows, frames = features.shape[2:]
        shortest = frames if mask is None else int(mask.sum(dim=1).min())
        if (rows, frames) != self.shape or shortest != frames:
            got = f"{frames} frames" if shortest == frames else f"{shortest} to {frames} frames"
            raise ValueError(
                f"got clips of {got} (× {rows}), allowed are {self.shape[1]} frames (× {self.shape[0]}): "
                "this back-end is made for one length of clip, which has to be cut or filled up to it"
            )
        return self.judge(features)

    def judge(self, features: Tensor) -> Tensor:
        """(batch, channels, n_rows, n_frames) → class scores (batch, classes)."""
        raise NotImplementedError


class FeedForward(_FixedLength):
    """Every number of the map into `n_hidden` units with a rectifier, and these into the scores.

    Lesson: notebooks/07_backends.ipynb

    Args:
        n_channels: Of the map.
        n_classes: Two or more.
        n_rows: Of the map, its frequency axis.
        n_frames: Of the map, its time axis.
        n_hidden: Units between.

    Raises:
        ValueError: In use, for maps of another length.
    """

    def __init__(self, n_channels: int, n_classes: int, *, n_rows: int, n_frames: int, n_hidden: int = 64):
        super().__init__(n_rows, n_frames)
        self.hidden = nn.Linear(n_channels * n_rows * n_frames, n_hidden)
        self.scores = nn.Linear(n_hidden, n_classes)

    def judge(self, features: Tensor) -> Tensor:
        """Judge."""
        return self.scores(self.hidden(features.flatten(1)).relu())


class FullyConvolutional(_FixedLength):
    """Convolutions of 3 × 3, norms, rectifiers and 2 × 2 maxima until one number per channel is left, then the scores.

    An axis that is down to 1 is left alone. Choi et al. 2016, arXiv:1606.00298. Lesson: notebooks/07_backends.ipynb

    Args:
        n_channels: Of the map.
        n_classes: Two or more.
        n_rows: Of the map, its frequency axis.
        n_frames: Of the map, its time axis.

    Raises:
        ValueError: In use, for maps of another length.
    """

    def __init__(self, n_channels: int, n_classes: int, *, n_rows: int, n_frames: int):
        super().__init__(n_rows, n_frames)
        blocks = []
        while (n_rows, n_frames) != (1, 1):
            size, pool = (3 if n_rows > 1 else 1, 3 if n_frames > 1 else 1), (min(n_rows, 2), min(n_frames, 2))
            blocks.append(_block(n_channels, size, pool))
            n_rows, n_frames = -(-n_rows // pool[0]), -(-n_frames // pool[1])
        self.blocks = nn.Sequential(*blocks)
        self.scores = nn.Conv2d(n_channels, n_classes, 1)

    def judge(self, features: Tensor) -> Tensor:
        """Judge."""
        return self.scores(self.blocks(features)).flatten(1)


def _block(n_channels: int, size: tuple[int, int], pool: tuple[int, int]) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(n_channels, n_channels, size, padding="same", bias=False),
        Norm2d(n_channels),
        nn.ReLU(),
        nn.MaxPool2d(pool, ceil_mode=True),
    )
