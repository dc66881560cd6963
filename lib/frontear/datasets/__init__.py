"""Data sets: one catalogue, one way in.

`load("fsdd")` gives clips, `from_folder("~/my sounds")` looks through your own, `frontear.data.examples(clips)` makes a
batch, `table()` says what is here, and `python -m frontear.datasets fetch fsdd` brings what is not.
"""

from frontear.datasets.audioset import Embedding, EmbeddingBatch, HeardAgain, embedding_tensors
from frontear.datasets.catalogue import CATALOGUE, DataSet
from frontear.datasets.fetching import check, fetch
from frontear.datasets.fetching.errors import FetchError
from frontear.datasets.folders import OwnFolder, from_folder
from frontear.datasets.found import File
from frontear.datasets.loading import audible, classes, files, groups, here, label_quality, load, names
from frontear.datasets.slow import SLOW_TASKS, SlowTask, slow_examples, slow_windows, window_of
from frontear.datasets.tables import Row, table

__all__ = [
    "CATALOGUE",
    "SLOW_TASKS",
    "DataSet",
    "Embedding",
    "EmbeddingBatch",
    "FetchError",
    "File",
    "HeardAgain",
    "OwnFolder",
    "Row",
    "SlowTask",
    "audible",
    "check",
    "classes",
    "embedding_tensors",
    "fetch",
    "files",
    "from_folder",
    "groups",
    "here",
    "label_quality",
    "load",
    "names",
    "slow_examples",
    "slow_windows",
    "table",
    "window_of",
]
