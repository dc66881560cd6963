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

from frontear.datasets.places import cache_root

VERSION = "2"  # another one where the arrays change their meaning
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
    those that were built.

    Args:
        key: Of `key`.
        build: Makes the arrays.

    Returns:
        By name.
    """
    folder = cache_root() / key
    with contextlib.suppress(OSError, EOFError, ValueError, TypeError, AttributeError):
        return _opened(folder)
    arrays = build()
    with contextlib.suppress(OSError):
        _keep(folder, arrays)
        _prune(cache_root(), spare=folder)
    return arrays


def _opened(folder: Path) -> dict[str, np.ndarray]:
    checksums = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    arrays = {name: _mapped(folder / f"{name}.npy") for name in checksums}
    if any(_checksum(arrays[name]) != expected for name, expected in checksums.items()):
        raise ValueError(f"{folder} is damaged")
    with contextlib.suppress(OSError):
        os.utime(folder)  # for `_prune`
    return arrays


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
            np.save(fresh / f"{name}.npy", array)
        checksums = {name: _checksum(array) for name, array in arrays.items()}
        (fresh / "index.json").write_text(json.dumps(checksums), encoding="utf-8")
        if folder.exists():
            folder.rename(Path(beside, "damaged"))
        fresh.rename(folder)


def _prune(root: Path, *, spare: Path) -> None:
    others = (path for path in root.iterdir() if path != spare and not path.name.startswith("."))
    kept = sorted(others, key=lambda path: path.stat().st_mtime)
    total = sum(_size(path) for path in [*kept, spare])
    for path in kept:
        if total <= MAX_BYTES:
            break
        total -= _size(path)
        _remove(path)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*"))


def _remove(folder: Path) -> None:
    for path in folder.glob("*.*"):
        path.unlink()
    folder.rmdir()
