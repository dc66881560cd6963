"""Where a data set lies: in its own folder, or as its makers and torchaudio unpack it."""

import os
from collections.abc import Iterator
from pathlib import Path

from frontear.datasets.catalogue import DataSet
from frontear.datasets.found import File, folders
from frontear.datasets.places import data_root


def located(entry: DataSet) -> tuple[Path, list[File]]:
    """Return the folder that the files of a data set are counted from, and the files.

    Looked through are its own folder below the root, the folders in `entry.unpacked`, there and below the root, and
    what lies one level deeper; the first that holds something of it counts. Its own and no file where none does.

    Raises ValueError for a folder that cannot be read.
    """
    own = data_root() / entry.folder
    for folder in _places(own, entry.unpacked):
        if files := entry.find(folder):
            return folder, files
    return own, []


def out_of_reach(folder: Path, files: list[File]) -> str:
    """Return in a sentence why none of the files is there, though each has its name there.

    Args:
        folder: Where they lie.
        files: One or more.

    Returns:
        For an error.
    """
    if not os.path.islink(files[0].path):
        return f"the files in {folder} cannot be read: may you open the folders they lie in?"
    return (
        f"the files in {folder} are links to nothing: bring what they lead to, where it is git-annex by "
        "`git annex get .`"
    )


def _places(own: Path, unpacked: tuple[str, ...]) -> Iterator[Path]:
    yield own
    likely = [own, *(place / name for place in (own, data_root()) for name in unpacked)]
    yield from likely[1:]
    for place in likely if unpacked else ():
        yield from folders(place)
