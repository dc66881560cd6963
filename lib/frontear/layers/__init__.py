"""Behind a filterbank: energies, pooling to frames, compression, and padding that is not heard. Lesson 03."""

from frontear.layers.compression import PCEN, Decibel, Log, Root
from frontear.layers.convolution import Conv1d
from frontear.layers.dropout import Dropout
from frontear.layers.energy import Floor, SquaredModulus
from frontear.layers.padding import fix_length, frame_mask, mask_beyond, padded_batch, without_mean
from frontear.layers.pooling import FreePooling, GaussianPooling, MaxPooling
from frontear.layers.recent_mean import moving_average
from frontear.layers.strides import DiffStridePooling, HopPooling

__all__ = [
    "PCEN",
    "Conv1d",
    "Decibel",
    "DiffStridePooling",
    "Dropout",
    "Floor",
    "FreePooling",
    "GaussianPooling",
    "HopPooling",
    "Log",
    "MaxPooling",
    "Root",
    "SquaredModulus",
    "fix_length",
    "frame_mask",
    "mask_beyond",
    "moving_average",
    "padded_batch",
    "without_mean",
]
