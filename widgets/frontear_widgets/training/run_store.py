"""The student's own runs on this computer: kept while they learn, back when the lesson is opened again."""

import functools
import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from time import time

import platformdirs

from frontear.datasets.places import named
from frontear.training.checkpoints import load
from frontear.training.run import Run, load_run, save_run
from frontear_widgets.views.names import escaped

MOST = 21  # three races of all seven
NAMED = re.compile(r"\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.\d{6} .+\.run")
HALF_WRITTEN = re.compile(rf"\.{NAMED.pattern}\.[a-z0-9_]+")  # as `frontear.training.checkpoints.save` names them
BEGIN = b"PK\3\4"  # of a zip, which a run is
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
        """Take away the oldest, and what killed saves left; what somebody else has laid or renamed there stays."""
        others = [path for path in _files(NAMED) if path != self.path]
        ours = [path for path in others if _is_ours(path)] if len(others) >= MOST else []
        for path in [*ours[: -(MOST - 1)], *filter(_is_left, _files(HALF_WRITTEN))]:
            with suppress(OSError):  # another page was quicker, or holds it
                path.unlink()


def _files(named: re.Pattern) -> list[Path]:
    """What lies in the folder under such names, oldest first; nothing where it cannot be read."""
    with suppress(OSError):
        return [folder() / name for name in sorted(os.listdir(folder())) if named.fullmatch(name)]
    return []


def _is_ours(path: Path) -> bool:
    """Whether a run was kept under this very name: one that somebody renamed, or laid there, was not."""
    with suppress(OSError):
        return not path.is_symlink() and _saved_as(path, path.stat().st_mtime_ns) == path.name
    return False


@functools.lru_cache(maxsize=4 * MOST)
def _saved_as(path: Path, _changed: int) -> str:
    try:
        return str(load(path).get("saved_as"))
    except ValueError:
        return ""


def _is_left(path: Path) -> bool:
    """Whether this is the beginning of a run that nobody has been writing for long."""
    with suppress(OSError):
        old = not path.is_symlink() and time() - path.stat().st_mtime > STALE_S
        with open(path, "rb") as file:
            return old and file.read(len(BEGIN)) in (b"", BEGIN)
    return False


def folder() -> Path:
    """Return the folder of the runs: FRONTEAR_RUNS, else `runs` in the user's data folder."""
    return named("FRONTEAR_RUNS") or platformdirs.user_data_path("frontear") / "runs"


def kept() -> tuple[dict[str, Run], list[str]]:
    """Return the runs of the folder by file name, oldest first, and the names of files that cannot be read."""
    found, unread = {}, []
    for path in _files(NAMED):
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
    place = f"<code>{escaped(str(folder()))}</code>"
    try:
        folder().mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder()).close()
    except OSError as error:
        return (
            f"Your runs cannot be kept in {place} ({escaped(_reason(error))}): they go when you close the page, "
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
