"""Decoded once: arrays kept as files, keyed by the content they were made from, and memory-mapped."""

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np
import torch
from torch import Tensor

from frontear.datasets.places import cache_root

VERSION = "2"  # another one where the arrays change their meaning
MOST_INDEX = 1_000_000  # bytes
INDEX, ARRAY = "index.json", ".npy"
MAX_BYTES = 12_000_000_000  # kept in all; what was not used for longest goes first


def key(contents: Iterable[bytes], *settings: object) -> str:
    """Return what names the arrays made from these contents under these settings.

    Args:
        contents: Bytes they are made from.
        *settings: What else they depend on.

    Returns:
        A name for a file.
    """
    digest = blake2b(repr((VERSION, *settings)).encode(), digest_size=20)
    for content in contents:
        digest.update(blake2b(content, digest_size=20).digest())
    return digest.hexdigest()


def stored(key: str, build: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the arrays of that key, memory-mapped; build and keep them where they are not there or damaged.

    Each is private to the caller: what is written to it stays in memory. Where nothing can be kept, the arrays are
    those that were built. What somebody else has laid into the folder of the cache is neither moved nor deleted.

    Args:
        key: Of `key`.
        build: Makes the arrays.

    Returns:
        By name.
    """
    folder = _place(cache_root(), key)
    with contextlib.suppress(OSError, EOFError, ValueError, TypeError, AttributeError, LookupError):
        return _opened(folder)
    arrays = build()
    with contextlib.suppress(OSError):
        _keep(folder, arrays)
        _prune(cache_root(), spare=folder)
    return arrays


def tensors(joined: np.ndarray, lengths: np.ndarray) -> list[Tensor]:
    """Return the parts of an array that was joined, without a copy: what is made of one carries no other's memory.

    (`torch.split` gives views of one storage, all of which is pickled, copied and saved with each of them.)

    Args:
        joined: Rows of all parts, one after the other.
        lengths: Rows of each part.

    Returns:
        One for each length.
    """
    ends = np.cumsum(lengths).tolist()
    return [torch.from_numpy(joined[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _place(root: Path, key: str) -> Path:
    """The folder of that name, or one beside it where that name is taken by what is not ours."""
    folder = root / key
    ours = not os.path.lexists(folder) or _known(folder) or _all_ours(folder)
    return folder if ours else root / f"{key}.beside"


def _opened(folder: Path) -> dict[str, np.ndarray]:
    checksums = _index(folder)
    arrays = {name: _mapped(folder / f"{name}{ARRAY}") for name in checksums}
    if any(_checksum(arrays[name]) != expected for name, expected in checksums.items()):
        raise ValueError(f"{folder} is damaged")
    with contextlib.suppress(OSError):
        os.utime(folder)  # for `_prune`
    return arrays


def _index(folder: Path) -> dict[str, int]:
    """The checksums by name, of a folder that says of itself that `_keep` wrote it."""
    path = folder / INDEX
    if not path.is_file() or path.stat().st_size > MOST_INDEX:
        raise ValueError(f"{path} was not written by the cache")
    index = json.loads(path.read_text(encoding="utf-8"))
    if index["key"] != folder.name:
        raise ValueError(f"{folder} was not written by the cache")
    return dict(index["arrays"])


def _mapped(path: Path) -> np.ndarray:
    small = path.stat().st_size < 4_096  # an empty array cannot be mapped
    return np.asarray(np.load(path, mmap_mode=None if small else "c", allow_pickle=False))


def _checksum(array: np.ndarray) -> int:
    return crc32(np.ascontiguousarray(array).view(np.uint8).data)


def _keep(folder: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write beside and rename, so that nobody meets half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".writing-", dir=folder.parent, ignore_cleanup_errors=True) as beside:
        fresh = Path(beside, "arrays")
        fresh.mkdir()
        for name, array in arrays.items():
            np.save(fresh / f"{name}{ARRAY}", array)
        index = {"key": folder.name, "arrays": {name: _checksum(array) for name, array in arrays.items()}}
        (fresh / INDEX).write_text(json.dumps(index), encoding="utf-8")
        _remove(folder, _known(folder) or _all_ours(folder))  # it is damaged, or another process was quicker
        fresh.rename(folder)


def _prune(root: Path, *, spare: Path) -> None:
    """Take away what was not used for longest; of all that lies there only what an index of ours names."""
    kept = {folder: files for folder in root.iterdir() if (files := _known(folder))}
    total = sum(map(_size, kept.values()))
    for folder in sorted(kept.keys() - {spare}, key=_used):
        if total <= MAX_BYTES:
            break
        total -= _size(kept[folder])
        _remove(folder, kept[folder])


def _known(folder: Path) -> list[Path]:
    """The files there that our index names, and the index, which goes last; none where a folder is not ours."""
    try:
        names = [] if folder.is_symlink() else [*(f"{name}{ARRAY}" for name in _index(folder)), INDEX]
    except (OSError, ValueError, TypeError, LookupError):
        return []
    return [folder / name for name in names if Path(name).name == name]


def _all_ours(folder: Path) -> list[Path]:
    """All files there, where their names are those that `_keep` gives; none where one of them is not."""
    try:
        names = [] if folder.is_symlink() else os.listdir(folder)
    except OSError:
        return []
    ours = all(name == INDEX or name.endswith(ARRAY) for name in names)
    return [folder / name for name in names] if ours else []


def _size(files: list[Path]) -> int:
    return sum(about.st_size for path in files if (about := _about(path)))


def _used(folder: Path) -> float:
    return about.st_mtime if (about := _about(folder)) else 0.0


def _about(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:  # another process has taken it away
        return None


def _remove(folder: Path, files: list[Path]) -> None:
    with contextlib.suppress(OSError):  # another process may be at it too, or somebody's file lies there
        for path in files:
            path.unlink(missing_ok=True)
        folder.rmdir()
