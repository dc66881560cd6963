"""Bring a data set: download, unpack beside, look, and only then put in place."""

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frontear.datasets import catalogue
from frontear.datasets.catalogue import Archive, DataSet
from frontear.datasets.fetching import archives
from frontear.datasets.fetching.errors import FetchError, FullDiskError, disk_error
from frontear.datasets.found import there, unreadable
from frontear.datasets.located import located, out_of_reach
from frontear.datasets.places import data_root

KNOWN = "fetched.json"  # the digest of each data set that was fetched


def fetch(name: str, *, timeout_s: float = 30.0, progress: bool = True) -> Path:
    """Bring a data set into its folder below FRONTEAR_DATA, else the user's cache, and return the folder.

    What is there already stays as it is, and what lies in its folder that is nothing of it is left alone: then nothing
    is fetched. The archive is checked by its SHA-256 where that is known; else a digest over
    the unpacked files is written down in `fetched.json`, and has to be the same the next time.

    Raises FetchError, with one sentence, for what cannot be fetched; nothing is then half installed, and the next try
    goes on or starts clean.

    Args:
        name: Of a data set.
        timeout_s: How long the server may be silent, in seconds.
        progress: Whether a bar shows how far it is.

    Returns:
        The folder.

    Raises:
        ValueError: For an unknown name.
    """
    entry = catalogue.entry(name)
    folder = data_root() / entry.folder
    if place := _found(entry):
        return place
    if entry.archive is None:
        raise FetchError(f"{name} is not fetched from anywhere: lay it in {folder}")
    try:
        _check_free(folder)
        _check_room(entry.archive)
        with TemporaryDirectory(prefix=".unpacking-", dir=data_root(), ignore_cleanup_errors=True) as beside:
            _bring(entry, entry.archive, folder, Path(beside, entry.folder), timeout_s=timeout_s, progress=progress)
    except OSError as error:
        raise disk_error(error, f"installing {name} in {data_root()}") from error
    return folder


def check(name: str) -> bool:
    """Return whether the files of a fetched data set are those that were unpacked; what a Finder leaves does not count.

    Raises ValueError for an unknown name, for a data set that was not fetched, and for a file that cannot be read.
    """
    entry = catalogue.entry(name)
    if entry.name not in (known := _known()):
        raise ValueError(f"{name} was not fetched into {data_root()}, so nothing says what its files should be")
    try:
        return archives.digest(data_root() / entry.folder) == known[entry.name]
    except OSError as error:
        raise unreadable(Path(error.filename or data_root() / entry.folder), error) from error


def _found(entry: DataSet) -> Path | None:
    try:
        place, files = located(entry)
    except ValueError as problem:
        raise FetchError(str(problem)) from problem
    if files and not any(map(there, files)):
        raise FetchError(out_of_reach(place, files))
    return place if files else None


def _check_free(folder: Path) -> None:
    """Refuse where something lies that is nothing of the data set: it is somebody's."""
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise FetchError(f"{folder} is no folder but a link or a file: move it away and fetch again")
    if inside := sorted(os.listdir(folder)):
        held = ", ".join(map(repr, inside[:3])) + (f" and {len(inside) - 3} more" if len(inside) > 3 else "")
        raise FetchError(f"{folder} holds {held} and nothing of this data set: move that away and fetch again")


def _check_room(archive: Archive) -> None:
    """Refuse now what would fail after hours: the archive and its files need about twice its size."""
    data_root().mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(data_root()).free
    if free < 2e6 * archive.megabytes:
        raise FetchError(
            f"the disk is full: {2 * archive.megabytes:g} MB are needed in {data_root()}, {free / 1e6:.0f} MB are free"
        )


def _bring(entry: DataSet, source: Archive, folder: Path, beside: Path, *, timeout_s: float, progress: bool) -> None:
    from frontear.datasets.fetching.downloads import download  # here, for requests takes long to import

    how: dict[str, Any] = {"timeout_s": timeout_s, "progress": progress}
    downloads = data_root() / ".downloads" / entry.name
    archive = download(source.url, downloads / "archive", sha256=source.sha256, **how)
    _unpack(source, archive, beside)
    for name, url in source.beside.items():
        shutil.move(download(url, downloads / name, **how), beside / name)
    if not entry.find(beside):
        archive.unlink()
        raise FetchError(f"the archive holds no sounds of {entry.name} and was thrown away: nothing was installed")
    _remember(entry.name, archives.digest(beside), archive, beside.with_name("known"))
    _put(beside, folder)
    archive.unlink()
    with suppress(OSError):  # somebody else's file lies there
        downloads.rmdir()


def _put(beside: Path, folder: Path) -> None:
    """In place of nothing or an empty folder: somebody may have laid something there meanwhile."""
    _check_free(folder)
    if folder.is_dir():
        folder.rmdir()
    beside.rename(folder)


def _unpack(entry: Archive, archive: Path, beside: Path) -> None:
    """A damaged archive must not be met again; one that the disk had no room for may."""
    beside.mkdir(parents=True)
    try:
        archives.unpack(archive, beside, strip=entry.strip, keep=entry.keep)
    except FullDiskError:
        raise
    except FetchError as problem:
        archive.unlink()
        raise FetchError(f"{problem}; it was thrown away: fetch again") from problem


def _remember(name: str, digest: str, archive: Path, beside: Path) -> None:
    try:
        known = _known()
    except ValueError as problem:
        raise FetchError(str(problem)) from problem
    if known.get(name, digest) != digest:
        archive.unlink()
        raise FetchError(
            f"{name} came with other files than the last time: if that is as it should be, take it out of "
            f"{data_root() / KNOWN} and fetch again"
        )
    beside.write_text(json.dumps({**known, name: digest}, indent=1), encoding="utf-8")
    beside.replace(data_root() / KNOWN)


def _known() -> dict[str, str]:
    path = data_root() / KNOWN
    try:
        known = json.loads(path.read_text(encoding="utf-8")) if os.path.lexists(path) else {}
        if not isinstance(known, dict):
            raise ValueError(f"got a {type(known).__name__}, allowed are names and digests")
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    return known
