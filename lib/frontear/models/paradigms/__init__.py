"""Paradigms: how a network looks at a waveform or a spectrogram first; each ends in a feature map."""

from math import inf

from frontear.models.paradigms.frame_level import FrameLevel
from frontear.models.paradigms.layers import Deeper, Kernels, Layer, Paradigm, layers_in
from frontear.models.paradigms.presets import PRESETS
from frontear.models.paradigms.sample_level import SampleLevel
from frontear.models.paradigms.small_rectangular import SmallRectangular
from frontear.models.paradigms.spectrogram_shapes import SpectrogramShapes

PARADIGMS = {
    "sample-level": SampleLevel,
    "frame-level": FrameLevel,
    "frame-level-many-shapes": FrameLevel,
    "small-rectangular": SmallRectangular,
    "single-shape-vertical": SpectrogramShapes,
    "single-shape-horizontal": SpectrogramShapes,
    "many-shapes": SpectrogramShapes,
}


def paradigm(name: str, *, preset: str = "class", n_filters: int = 40, width: float = 1.0) -> Paradigm:
    """Return a paradigm of `PARADIGMS` in the sizes of `PRESETS`, its channels times `width`.

    `n_filters` are those of the spectrogram, where it takes one. Pons et al. 2017, "a personal (re)view". Lesson:
    notebooks/06_paradigms.ipynb

    Args:
        name: One of `PARADIGMS`.
        preset: Sizes, of `PRESETS`.
        n_filters: Rows of the spectrogram, where it takes one.
        width: Multiplies all channels, over 0.

    Returns:
        Features → map.

    Raises:
        ValueError: For a name or preset that is not there, or a width of 0 or less.
    """
    check(name, preset, width)
    made, sizes = PARADIGMS[name], PRESETS[name][preset]
    return made(n_filters, **sizes, width=width) if made.takes == "spectrogram" else made(**sizes, width=width)


def check(name: str, preset: str, width: float) -> None:
    """Raise ValueError for what `paradigm` cannot make.

    Args:
        name: One of `PARADIGMS`.
        preset: One of `PRESETS`.
        width: Over 0.

    Raises:
        ValueError: Where it is not so.
    """
    if name not in PARADIGMS:
        raise ValueError(f"got the paradigm {name!r}, allowed are {', '.join(PARADIGMS)}")
    if preset not in PRESETS[name]:
        raise ValueError(f"got the preset {preset!r} of {name}, allowed are {', '.join(PRESETS[name])}")
    if not 0 < width < inf:
        raise ValueError(f"got a width of {width}, allowed is a number over 0")


__all__ = [
    "PARADIGMS",
    "PRESETS",
    "Deeper",
    "FrameLevel",
    "Kernels",
    "Layer",
    "Paradigm",
    "SampleLevel",
    "SmallRectangular",
    "SpectrogramShapes",
    "check",
    "layers_in",
    "paradigm",
]
