"""A run to take home and to bring back: saved from the browser as a file, opened from one."""

from collections.abc import Callable
from pathlib import Path

from frontear.training.run import Run, load_run, save_run

from . import own_file
from .own_file import OwnFile, of_bytes


class RunFile(OwnFile):
    """Buttons to save the run that `chosen()` gives and to open one, which goes to `opened(run, name)`."""

    stays = "Your runs stay as they are"

    def __init__(self, chosen: Callable[[], Run], opened: Callable[[Run, str], object]):
        super().__init__(
            "run",
            ".run",
            lambda: bytes_of(chosen()),
            lambda data, name: opened(run_of(data, name), Path(name).stem),
        )


def bytes_of(run: Run) -> bytes:
    """The file of a run."""
    return own_file.bytes_of(lambda path: save_run(path, run))


def run_of(data: bytes, name: str) -> Run:
    """The run in the bytes of a file of that name. Raises ValueError."""
    return of_bytes(load_run, data, name)
