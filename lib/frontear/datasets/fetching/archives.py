"""Archives, unpacked into one folder and never outside it."""

import gzip
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from math import inf
from pathlib import Path, PurePosixPath
from typing import IO, Any

from frontear.datasets.fetching.errors import FetchError, disk_error

BAD = (tarfile.TarError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, RuntimeError, ValueError)
LEFT = (".DS_Store", "Thumbs.db", "desktop.ini")  # by file managers
Opened = Callable[[], Any]  # gives a file of bytes to read, to be closed
Member = tuple[str, Opened]


def unpack(
    archive: Path,
    folder: Path,
    *,
    strip: int = 0,
    keep: tuple[str, ...] = (),
    most_files: float = inf,
    most_bytes: float = inf,
) -> None:
    """Unpack a .zip or a .tar.gz; links and devices are left out.

    `strip` folders are taken off each name; then names that begin with a prefix in `keep` are unpacked, or all.
    Raises FetchError for a damaged archive, a name that leads outside the folder, a full disk, and for more than
    `most_files` or `most_bytes` that come out, whatever the archive says of its size.

    Args:
        archive: A .zip or a .tar.gz.
        folder: Where to.
        strip: Folders taken off each name.
        keep: Prefixes of names wanted; none is all.
        most_files: That may come out.
        most_bytes: That may come out.
    """
    try:
        for n_files, (name, opened) in enumerate(_members(archive), start=1):
            if n_files > most_files:
                raise FetchError(f"{archive.name} holds more than the {most_files} files allowed")
            if (inside := _inside(name, strip)) and inside.as_posix().startswith(keep or ("",)):
                most_bytes -= _write(folder / inside, opened, most_bytes)
    except BAD as error:
        raise FetchError(f"{archive.name} is damaged or no archive") from error
    except OSError as error:
        raise disk_error(error, f"unpacking {archive.name}") from error


def digest(folder: Path) -> str:
    """Return a SHA-256 over the names and contents of all files in the folder, in the order of their names.

    What file managers leave, `.DS_Store` or `._` files, does not count, nor do links to nothing and to folders.
    Raises OSError for what cannot be read.
    """
    whole = sha256()
    for path in sorted(_files_below(folder)):
        whole.update(os.fsencode(path.relative_to(folder).as_posix()) + b"\0")
        whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _files_below(folder: Path) -> Iterator[Path]:
    for inside, _, names in os.walk(folder, onerror=_unlisted):
        paths = (Path(inside, name) for name in names if name not in LEFT and not name.startswith("._"))
        yield from (path for path in paths if os.path.isfile(path))


def _unlisted(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _members(archive: Path) -> Iterator[Member]:
    return _zipped(archive) if zipfile.is_zipfile(archive) else _tarred(archive)


def _zipped(archive: Path) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as zipped:
        for info in zipped.infolist():
            if not info.is_dir() and (info.external_attr >> 28) != 0o12:  # 0o12: a symbolic link
                yield info.filename, lambda info=info: zipped.open(info)


def _tarred(archive: Path) -> Iterator[Member]:
    with gzip.open(archive) as stream:
        with tarfile.open(fileobj=stream, mode="r|") as tarred:
            for info in tarred:
                if info.isfile():
                    yield info.name, lambda info=info: tarred.extractfile(info)
        while stream.read(1 << 20):  # to the end, where the checksum is
            pass


def _inside(name: str, strip: int) -> PurePosixPath | None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise FetchError(f"the archive wants to write to {name!r}, outside its folder: nothing was installed")
    return PurePosixPath(*path.parts[strip:]) if len(path.parts) > strip else None


def _write(path: Path, opened: Opened, most_bytes: float) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened() as source, open(path, "wb") as target:
        shutil.copyfileobj(_Bounded(source, most_bytes), target, 1 << 20)
        return target.tell()


class _Bounded:
    """A file of which no more than `most_bytes` are read, whatever it holds."""

    def __init__(self, source: IO[bytes], most_bytes: float):
        self._source, self._left = source, most_bytes

    def read(self, size: int = -1, /) -> bytes:
        block = self._source.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise FetchError("the archive holds more than is allowed: nothing was installed")
        return block
