"""A run, or a gate, to take home and to bring back: saved from the browser as a file, opened from one."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import traitlets

from frontear.training.run import Run, load_run, save_run
from frontear_widgets.browser import PageWidget
from frontear_widgets.browser.pieces import Pieces
from frontear_widgets.core.attempt import attempt
from frontear_widgets.views.names import shortened

LARGEST = 50_000_000  # bytes
ADVICE = "try it once more"
FILE = "a file"  # on this computer, whatever it is called on the student's
Read = TypeVar("Read")


class OwnFile(PageWidget):
    """Buttons to save the bytes of `saved()` as a file with that suffix, and to open one: `opened(bytes, name)`.

    What cannot be read is explained beside the buttons, and nothing else changes.
    """

    module = traitlets.Unicode("run_file.js").tag(sync=True)

    what = traitlets.Unicode("run").tag(sync=True)
    suffix = traitlets.Unicode(".run").tag(sync=True)
    largest = traitlets.Int(LARGEST).tag(sync=True)

    stays = "All stays as it is"

    def __init__(self, what: str, suffix: str, saved: Callable[[], bytes], opened: Callable[[bytes, str], object]):
        super().__init__(what=what, suffix=suffix)
        self._saved, self._opened, self._pieces = saved, opened, Pieces()
        self.on_msg(self._take)

    def _take(self, _widget, about: dict, buffers: list) -> None:
        if about["kind"] == "save":
            data, problem = attempt(self._saved, advice=ADVICE)
            self._say(problem, True) if problem else self.send({"file": f"frontear{self.suffix}"}, buffers=[data])
            return
        if (data := self._pieces.add(about, buffers)) is not None:
            self._open(shortened(about["name"]), data)

    def _open(self, name: str, data: bytes) -> None:
        _, problem = attempt(self._opened, data, name, advice=ADVICE)
        if problem:
            return self._say(f"{problem.removesuffix('.')}. {self.stays}.", True)
        return self._say(f"{name}: opened.", False)

    def _say(self, words: str, wrong: bool) -> None:
        self.send({"words": words, "wrong": wrong})


def file_of(save: Callable[[Path], object]) -> bytes:
    """The bytes of the file that `save` writes."""
    with TemporaryDirectory() as folder:
        path = Path(folder, FILE)
        save(path)
        return path.read_bytes()


def of_bytes(load: Callable[[Path], Read], data: bytes, name: str) -> Read:
    """What `load` reads in the bytes of a file of that name. Raises ValueError, whose sentence names it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, FILE)
        path.write_bytes(data)
        try:
            return load(path)
        except ValueError as problem:
            raise ValueError(f"{shortened(name)}: {str(problem).removeprefix(f'{FILE}: ')}") from problem


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
    return file_of(lambda path: save_run(path, run))


def run_of(data: bytes, name: str) -> Run:
    """The run in the bytes of a file of that name. Raises ValueError."""
    return of_bytes(load_run, data, name)
