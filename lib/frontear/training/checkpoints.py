"""Files that hold a run: written whole or not at all, and read without running what is in them."""

import os
import pickle
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar
from zipfile import BadZipFile, ZipFile

import torch

Taken = TypeVar("Taken")
DAMAGED = (BadZipFile, zlib.error, pickle.UnpicklingError, EOFError, ValueError, TypeError, LookupError, AttributeError)
UNREADABLE = (OSError, RuntimeError, *DAMAGED)


def save(path: str | Path, state: dict[str, Any]) -> None:
    """Write tensors, numbers, strings, and lists and dicts of these. An earlier file stays whole until it is replaced.

    Raises OSError where it cannot be written. Lesson: notebooks/05_learning.ipynb

    Args:
        path: Of the file.
        state: What is written.
    """
    path = Path(os.path.realpath(path))  # a link stays one, and what it leads to is written
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def load(path: str | Path) -> dict[str, Any]:
    """Return what `save` wrote; nothing in the file is run, whoever made it.

    Raises ValueError for a file that is not such a one or damaged. Lesson: notebooks/05_learning.ipynb
    """
    try:
        state = _whole(path)
    except UNREADABLE as error:
        raise ValueError(
            f"{Path(path).name}: not a saved run that can be read, allowed is what `save` wrote"
        ) from error
    if not isinstance(state, dict):
        raise ValueError(f"{Path(path).name}: got a {type(state).__name__}, allowed is a saved run")
    return state


def read(path: str | Path, take: Callable[[dict[str, Any]], Taken], *, what: str, by: str) -> Taken:
    """Return what `take` makes of a file that was saved.

    Lesson: notebooks/05_learning.ipynb

    Args:
        path: Of the file.
        take: Makes it of the state; it may stumble over another one.
        what: It is called in the sentence that says it is none.
        by: What writes such files.

    Returns:
        What was saved.

    Raises:
        ValueError: For a file that is not such a one, or damaged.
    """
    state = load(path)
    try:
        return take(state)
    except (LookupError, TypeError, AttributeError, RuntimeError, ValueError) as error:
        raise ValueError(f"{Path(path).name}: not a {what} that can be read, allowed is what `{by}` wrote") from error


def _whole(path: str | Path) -> Any:
    """What is in the file, once its checksums, which PyTorch does not look at, have been found right."""
    with ZipFile(path) as archive:
        if damaged := archive.testzip():
            raise BadZipFile(f"{damaged} has another checksum")
    return torch.load(path, map_location="cpu", weights_only=True)
