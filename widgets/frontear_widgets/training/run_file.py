"""A run to take home and to bring back: saved from the browser as a file, opened from one."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import traitlets

from frontear.training.run import Run, load_run, save_run
from frontear_widgets.browser import PageWidget
from frontear_widgets.core.attempt import attempt
from frontear_widgets.core.pieces import Pieces
from frontear_widgets.views.names import shortened

LARGEST = 50_000_000  # bytes
ADVICE = "try it once more"
FILE = "a.run"  # on this computer, whatever it is called on the student's


class RunFile(PageWidget):
    """Buttons to save the run that `chosen()` gives and to open one, which goes to `opened(run, name)`.

    What cannot be read is explained beside the buttons, and nothing else changes.
    """

    module = traitlets.Unicode("run_file.js").tag(sync=True)

    largest = traitlets.Int(LARGEST).tag(sync=True)

    def __init__(self, chosen: Callable[[], Run], opened: Callable[[Run, str], object]):
        super().__init__()
        self._chosen, self._opened, self._pieces = chosen, opened, Pieces()
        self.on_msg(self._take)

    def _take(self, _widget, about: dict, buffers: list) -> None:
        if about["kind"] == "save":
            data, problem = attempt(lambda: bytes_of(self._chosen()), advice=ADVICE)
            self._say(problem, True) if problem else self.send({"file": "frontear.run"}, buffers=[data])
            return
        if (data := self._pieces.add(about, buffers)) is not None:
            self._open(shortened(about["name"]), data)

    def _open(self, name: str, data: bytes) -> None:
        run, problem = attempt(run_of, data, name, advice=ADVICE)
        if problem:
            return self._say(f"{problem.removesuffix('.')}. Your runs stay as they are.", True)
        _, problem = attempt(self._opened, run, Path(name).stem, advice=ADVICE)
        return self._say(problem or f"{name}: opened.", bool(problem))

    def _say(self, words: str, wrong: bool) -> None:
        self.send({"words": words, "wrong": wrong})


def bytes_of(run: Run) -> bytes:
    """The file of a run."""
    with TemporaryDirectory() as folder:
        save_run(Path(folder, FILE), run)
        return Path(folder, FILE).read_bytes()


def run_of(data: bytes, name: str) -> Run:
    """The run in the bytes of a file of that name. Raises ValueError."""
    with TemporaryDirectory() as folder:
        path = Path(folder, FILE)
        path.write_bytes(data)
        try:
            return load_run(path)
        except ValueError as problem:
            raise ValueError(f"{shortened(name)}: {str(problem).removeprefix(f'{FILE}: ')}") from problem
