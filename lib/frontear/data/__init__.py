"""Any `Signal`; sounds: a `Clip`, decoded from a file or chosen by name; labelled examples. Lessons 01, 05 and 10."""

from frontear.data.audification import audified
from frontear.data.clip import Clip, clip, decode, resample, sample_names, sample_sets
from frontear.data.examples import Augment, Examples, examples
from frontear.data.made_signals import made_earthquake, made_heart
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
    "audified",
    "clip",
    "decode",
    "examples",
    "made_earthquake",
    "made_heart",
    "read_csv",
    "read_npz",
    "read_record",
    "resample",
    "sample_names",
    "sample_sets",
]
