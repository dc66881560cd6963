"""The servers a lesson is published through, started for a test and ended with every kernel they made."""

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil

from waiting import LONG_S

REPO = Path(__file__).resolve().parent.parent
JUPYTER = REPO / "widgets" / "jupyter"  # our template and settings for every kind of server

STOP_S = 30.0


@dataclass(frozen=True)
class Server:
    """A running server: its `kind`, `port` and process id."""

    kind: str
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lesson_url(self, name: str, *, port: int | None = None) -> str:
        """Where notebook `name` (without suffix) is shown, through `port` if a proxy stands in between."""
        place = "lab/tree" if self.kind == "lab" else "voila/render"
        return f"http://127.0.0.1:{port or self.port}/{place}/{name}.ipynb"

    def kernel_process(self, kernel_id: str) -> psutil.Process:
        """The process of one kernel, to be killed by a test that asks what happens then."""
        names = (kernel_id, f"kernel-{kernel_id[:8]}")  # of one that was started, and of one that was forked
        found = [process for process in self.kernels() if any(name in named(process) for name in names)]
        if not found:
            raise LookupError(f"no kernel {kernel_id} below the {self.kind} server")
        return found[0]

    def kernels(self) -> list[psutil.Process]:
        """The processes of all its kernels."""
        return [process for process in descendants(self.pid) if re.search("^kernel-|ipykernel", named(process))]


@contextlib.contextmanager
def running_server(
    kind: str, root: Path, *options: str, python: str | Path = sys.executable, **variables: str
) -> Iterator[Server]:
    """Serve the notebooks of `root`; `kind` is "voila" (plain), "server" (Jupyter's with Voila in it) or "lab"."""
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        log = Path(home) / "server.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [python, "-m", *command(kind, root, port=port), *options],
                cwd=root,
                env=environment(Path(home)) | variables,
                stdout=sink,
                stderr=sink,
            )
        try:
            wait_until_it_answers(process, f"http://127.0.0.1:{port}/{READY_PATH[kind]}", log=log)
            yield Server(kind=kind, port=port, pid=process.pid)
        finally:
            end_with_kernels(process)
            print(end_of(log))  # pytest shows it where a test has failed


def write_notebook(path: Path, *cells: str) -> None:
    """A notebook of a cell or a few, for a test of its own."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = [nbformat.v4.new_code_cell(code) for code in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=kernel), path)


READY_PATH = {"voila": "", "server": "api/status", "lab": "api/status"}


def command(kind: str, root: Path, *, port: int) -> list[str]:
    """The module that is a server of this kind, and its arguments."""
    if kind == "voila":
        return ["voila", str(root), f"--port={port}", "--no-browser", "--template=frontear"]
    shared = [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.open_browser=False",
        "--IdentityProvider.token=",
        "--ServerApp.allow_root=True",
    ]
    if kind not in READY_PATH:
        raise ValueError(f"kind is {kind!r}; it can be {', '.join(READY_PATH)}")
    return ["jupyter", kind, *shared]


def environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own Jupyter; one thread per kernel, for several run side by side."""
    places = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_PATH": JUPYTER,
        "JUPYTER_CONFIG_PATH": JUPYTER,
    }
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    return {**os.environ, **threads, **{name: str(place) for name, place in places.items()}}


def free_port() -> int:
    """A port nobody has now, and below those that connections are given, of which one could come in between."""
    while True:
        with closed_port(20_000 + secrets.randbelow(12_000)) as port:
            if port:
                return port


@contextlib.contextmanager
def closed_port(port: int = 0) -> Iterator[int]:
    """A port, any or this one, that refuses connections and that nobody else can have; 0 where somebody has it."""
    with socket.socket() as held:
        try:
            held.bind(("127.0.0.1", port))
        except OSError:
            yield 0
        else:
            yield held.getsockname()[1]


def wait_until_it_answers(process: subprocess.Popen, url: str, *, log: Path) -> None:
    """Return at the first HTTP answer; RuntimeError with the end of the log if there is none."""
    deadline = time.monotonic() + LONG_S
    while time.monotonic() < deadline and process.poll() is None:
        if answers(url):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    raise RuntimeError(f"no answer from {url}:\n{end_of(log)}")


def end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-3000:]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=LONG_S):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def descendants(pid: int) -> list[psutil.Process]:
    """Every process started below `pid`."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def named(process: psutil.Process) -> str:
    """What it is called, and what it was started as; nothing where it has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return " ".join([process.name(), *process.cmdline()])
    return ""


def end_with_kernels(process: subprocess.Popen) -> None:
    """Ask the server to end, then end whatever it left behind (kernels lead a process group of their own)."""
    family = descendants(process.pid)
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_S)
    _, left = psutil.wait_procs(family, timeout=3)
    for orphan in [*left, *([psutil.Process(process.pid)] if process.poll() is None else [])]:
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.kill()
    process.wait(STOP_S)
