"""Bring a data set: download, unpack beside, look, and only then put in place."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frontear.datasets import catalogue
from frontear.datasets.catalogue import Archive, DataSet
from frontear.datasets.fetching import archives
from frontear.datasets.fetching.errors import FetchError, FullDiskError, disk_error
from frontear.datasets.places import data_root


def fetch(name: str, *, timeout_s: float = 30.0, progress: bool = True) -> Path:
    """Bring a data set into its folder below FRONTEAR_DATA, else the user's cache, and return the folder.

    What is there already stays as it is. The archive is checked by its SHA-256 where that is known; else a digest over
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
    if entry.find(folder):
        return folder
    if entry.archive is None:
        raise FetchError(f"{name} is not fetched from anywhere: lay it in {folder}")
    try:
        _check_room(entry.archive)
        with TemporaryDirectory(prefix=".unpacking-", dir=data_root(), ignore_cleanup_errors=True) as beside:
            _bring(entry, entry.archive, folder, Path(beside, entry.folder), timeout_s=timeout_s, progress=progress)
    except OSError as error:
        raise disk_error(error, f"installing {name} in {data_root()}") from error
    return folder


def check(name: str) -> bool:
    """Return whether the files of a fetched data set are those that were unpacked.

    Raises ValueError for an unknown name, or for a data set that was not fetched.
    """
    entry = catalogue.entry(name)
    if entry.name not in (known := _known()):
        raise ValueError(f"{name} was not fetched into {data_root()}, so nothing says what its files should be")
    return archives.digest(data_root() / entry.folder) == known[entry.name]


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
    _remember(entry.name, archives.digest(beside), archive)
    if folder.exists():  # empty, or nothing of this data set
        folder.rename(beside.with_name("before"))
    beside.rename(folder)
    shutil.rmtree(downloads, ignore_errors=True)


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


def _remember(name: str, digest: str, archive: Path) -> None:
    known = _known()
    if known.get(name, digest) != digest:
        archive.unlink()
        raise FetchError(
            f"{name} came with other files than the last time: if that is as it should be, take it out of "
            f"{data_root() / 'fetched.json'} and fetch again"
        )
    (data_root() / "fetched.json").write_text(json.dumps({**known, name: digest}, indent=1), encoding="utf-8")


def _known() -> dict[str, str]:
    path = data_root() / "fetched.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
