"""A zip of the student's own sounds, a folder for each class, unpacked for as long as the page lives."""

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import soundfile

from frontear import datasets
from frontear.datasets.fetching.archives import unpack
from frontear_widgets.views.names import shortened

MOST_FILES = 2_000
MOST_BYTES = 300_000_000  # unpacked
MOST_SECONDS = 1_800  # of all sounds, each filled up to the longest, as a network takes them


def opened(data: bytes, name: str) -> datasets.OwnFolder:
    """The sounds in the bytes of a zip of that name. Raises ValueError for what cannot become a data set."""
    name, place = shortened(name), Path(mkdtemp(dir=_room().name))
    folder = place / ("sounds of " + re.sub(r"[^\w -]", "_", Path(name).stem))
    try:
        return _unpacked(data, place / "it", folder)
    except (datasets.FetchError, ValueError) as problem:
        shutil.rmtree(place)
        raise ValueError(f"{name}: {str(problem).replace(str(folder), 'it')}") from problem


@cache
def _room() -> TemporaryDirectory:
    return TemporaryDirectory(prefix="frontear-", ignore_cleanup_errors=True)


def _unpacked(data: bytes, archive: Path, folder: Path) -> datasets.OwnFolder:
    archive.write_bytes(data)
    folder.mkdir()
    unpack(archive, folder, most_files=MOST_FILES, most_bytes=MOST_BYTES)
    archive.unlink()
    _check_seconds([path for path in folder.rglob("*") if path.is_file()])
    return datasets.from_folder(_of_classes(folder))


def _check_seconds(files: list[Path]) -> None:
    """Before all of it is decoded, by what the files say of themselves."""
    lasting = [seconds for path in files if (seconds := _seconds(path))]
    if (whole := len(lasting) * max(lasting, default=0)) > MOST_SECONDS:
        raise ValueError(
            f"got {len(lasting)} sounds of up to {max(lasting):.0f} s, {whole:.0f} s where each is filled up to the "
            f"longest, allowed are {MOST_SECONDS}"
        )


def _seconds(path: Path) -> float:
    try:
        return soundfile.info(path).duration
    except (soundfile.SoundFileError, TypeError):  # the latter for names that end in .raw
        return 0.0


def _of_classes(folder: Path) -> Path:
    """The folder that holds those of the classes: a zip of a folder has that one around them."""
    inside = [path for path in folder.iterdir() if path.name[0] not in "._"]
    wraps = len(inside) == 1 and inside[0].is_dir() and any(path.is_dir() for path in inside[0].iterdir())
    return _of_classes(inside[0]) if wraps else folder
