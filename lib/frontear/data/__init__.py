"""Any `Signal`; sounds: a `Clip`, decoded from a file or chosen by name; labelled examples. Lessons 01 and 05."""

from frontear.data.clip import Clip, clip, decode, resample, sample_names, sample_sets
from frontear.data.examples import Augment, Examples, examples
from frontear.data.signal import Signal
from frontear.data.signal_files import read_csv, read_npz, read_record
from frontear.data.tagged_examples import Mixup, TaggedExamples

__all__ = [
    "Augment",
    "Clip",
    "Examples",
    "Mixup",
    "Signal",
    "TaggedExamples",
    "clip",
    "decode",
    "examples",
    "read_csv",
    "read_npz",
    "read_record",
    "resample",
    "sample_names",
    "sample_sets",
]
