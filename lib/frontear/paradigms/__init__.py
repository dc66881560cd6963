"""Paradigms: how a network looks at a waveform or a spectrogram first; each ends in a feature map."""

from frontear.paradigms.small_rectangular import SmallRectangular

PARADIGMS = {"small-rectangular": SmallRectangular}

__all__ = ["PARADIGMS", "SmallRectangular"]
