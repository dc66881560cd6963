"""The student's own runs on this computer: kept while they learn, back when the lesson is opened again."""

import html
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from time import time

import platformdirs

from frontear.datasets.places import named
from frontear.training.run import Run, load_run, save_run

MOST = 21  # three races of all seven
NAMED = "????-??-?? ??.??.??.?????? *.run"
STALE_S = 3_600  # no save takes so long: a half-written file of that age is what a killed one left


class RunStore:
    """Keeps one run in a file of its own, of all runs the last `MOST`; `problem` is the sentence that says why not."""

    def __init__(self, run_name: str):
        self.path = folder() / f"{datetime.now():%Y-%m-%d %H.%M.%S.%f} {run_name}.run"
        self.problem = ""

    def keep(self, run: Run) -> None:
        """Write the run as it stands; what was kept of it before stays whole until then."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            save_run(self.path, run)
            self._tidy()
            self.problem = ""
        except (OSError, RuntimeError) as error:  # torch raises the latter where a disk is full
            self.problem = f"It is not kept on this computer ({_reason(error)}): save it as a file."

    def _tidy(self) -> None:
        others = sorted(path for path in self.path.parent.glob(NAMED) if path != self.path)
        for path in others[: -(MOST - 1)]:
            path.unlink(missing_ok=True)
        for path in self.path.parent.glob(f".{NAMED}.*"):
            with suppress(FileNotFoundError):
                if time() - path.stat().st_mtime > STALE_S:
                    path.unlink()


def folder() -> Path:
    """Return the folder of the runs: FRONTEAR_RUNS, else `runs` in the user's data folder."""
    return named("FRONTEAR_RUNS") or platformdirs.user_data_path("frontear") / "runs"


def kept() -> tuple[dict[str, Run], list[str]]:
    """Return the runs of the folder by file name, oldest first, and the names of files that cannot be read."""
    found, unread = {}, []
    for path in sorted(folder().glob(NAMED)):
        try:
            found[path.name] = load_run(path)
        except ValueError:
            unread.append(path.name)
    return found, unread


def shown_name(file_name: str) -> str:
    """Return what a kept run is called: front-end, day and time."""
    day, clock, run_name = Path(file_name).stem.split(" ", 2)
    return f"{run_name}, {day} {clock[:5].replace('.', ':')}"


def told() -> str:
    """Return in a sentence whether runs outlive the page, and where, as HTML."""
    place = f"<code>{html.escape(str(folder()))}</code>"
    try:
        folder().mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder()).close()
    except OSError as error:
        return (
            f"Your runs cannot be kept in {place} ({html.escape(_reason(error))}): they go when you close the page, "
            "unless you save them as files."
        )
    if "BINDER_LAUNCH_HOST" in os.environ:
        return "On Binder your runs go with the session, ten minutes after you leave: save them as files."
    return (
        f"Up to {MOST} of your last runs are kept in {place}, each as far as its last epoch, and are here again when "
        "you open the lesson again."
    )


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
