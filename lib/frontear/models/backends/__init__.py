"""Back-ends: a feature map (batch, channels, frequency, frames) → class scores (batch, classes)."""

from torch import nn

from frontear.models.backends.fixed_length import FeedForward, FullyConvolutional
from frontear.models.backends.pooling import Attention, AveragePool, MaxMean, MaxPool
from frontear.models.backends.recurrent import Recurrent

FIXED_LENGTH = {"feed-forward": FeedForward, "fully-convolutional": FullyConvolutional}
VARIABLE_LENGTH = {
    "max-pool": MaxPool,
    "average-pool": AveragePool,
    "max-mean": MaxMean,
    "attention": Attention,
    "recurrent": Recurrent,
}
BACKENDS = FIXED_LENGTH | VARIABLE_LENGTH


def backend(name: str, *, n_channels: int, n_classes: int, n_rows: int = 1, n_frames: int | None = None) -> nn.Module:
    """Return a back-end of `BACKENDS` for maps of n_channels and n_rows, the size of the frequency axis.

    Those of `FIXED_LENGTH` are made for maps of `n_frames`, those of `VARIABLE_LENGTH` take any number. Pons et al.
    2017, "a personal (re)view". Lesson: notebooks/07_backends.ipynb

    Args:
        name: One of `BACKENDS`.
        n_channels: Of the map.
        n_classes: Two or more.
        n_rows: Of the map, its frequency axis.
        n_frames: Of the map, for those of `FIXED_LENGTH`.

    Returns:
        Map and mask to scores (batch, n_classes).

    Raises:
        ValueError: For a name that is not there, for a fixed length without n_frames, or fewer than two classes.
    """
    check(name)
    if n_classes < 2:
        raise ValueError(f"got {n_classes} classes, allowed are 2 or more")
    if name in VARIABLE_LENGTH:
        return VARIABLE_LENGTH[name](n_channels, n_classes).float()
    if n_frames is None:
        raise ValueError(f"got {name} without a length of the clips, allowed is one length for all of them")
    return FIXED_LENGTH[name](n_channels, n_classes, n_rows=n_rows, n_frames=n_frames).float()


def check(name: str) -> None:
    """Raise ValueError unless there is a back-end of this name."""
    if name not in BACKENDS:
        raise ValueError(f"got the back-end {name!r}, allowed are {', '.join(BACKENDS)}")


__all__ = [
    "BACKENDS",
    "FIXED_LENGTH",
    "VARIABLE_LENGTH",
    "Attention",
    "AveragePool",
    "FeedForward",
    "FullyConvolutional",
    "MaxMean",
    "MaxPool",
    "Recurrent",
    "backend",
    "check",
]
