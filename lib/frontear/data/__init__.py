"""Sounds: a `Clip`, decoded from a file or chosen by name, and labelled examples to learn from. Lessons 01 and 05."""

from frontear.data.clip import Clip, clip, decode, resample, sample_names, sample_sets
from frontear.data.examples import Augment, Examples, examples

__all__ = [
    "Augment",
    "Clip",
    "Examples",
    "clip",
    "decode",
    "examples",
    "resample",
    "sample_names",
    "sample_sets",
]
