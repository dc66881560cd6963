"""The template process: imports what lessons import, then forks itself for every kernel that the server asks for.

A program, which forked.py starts by its path with two file descriptors: a socket from which requests come, and a pipe
that ends when the server does. It starts no thread, opens no socket and knows nothing of any user.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import random
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipykernel_launcher
import ipywidgets
import numpy as np
import torch
from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp

import frontear_widgets

OURS = ("frontear", "frontear_samples", "frontear_widgets")
LATER = ("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect")
LATER += ("IPython.extensions.storemagic", "IPython.utils.wildcard", "ipykernel.debugger", "sqlite3")
LATER += ("tornado.platform.asyncio", "zmq.utils.garbage", "scipy.special", "encodings.cp437")
LATER += ("latex2mathml.converter",)  # of the first formula
LATER += ("torch._dynamo", "torch.utils.serialization")  # of the first counted operation, of a run that is read
LATER += ("sklearn.metrics", "sklearn.model_selection", "sklearn.pipeline", "sklearn.svm")
OF_DYNAMO = "TORCHINDUCTOR_CACHE_DIR"  # which no kernel has that counts nothing
LIBC = ctypes.CDLL(None)
MOST_BYTES = 1 << 20
NO_POLLING = 1  # a parent that never ends


def main(control: int, server_ended: int) -> None:
    """Serve forks until the server ends; in a fork, be a kernel."""
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder of this file, which no kernel looks into
    given = {**os.environ}
    import_all()
    added = {name: value for name, value in os.environ.items() if name not in given and name != OF_DYNAMO}
    if len(os.listdir("/proc/self/task")) > 1:
        sys.exit("Kernels are not forked: something that lessons import has started a thread.")
    files = "\n".join(file for module in [*sys.modules.values()] if (file := getattr(module, "__file__", None)))
    os.set_inheritable(server_ended, False)
    with socket.socket(fileno=control) as requests:
        request, answer = asked_of_a_fork(requests)
    become(request, added, server_ended)
    be_a_kernel(request["arguments"], answer, files)


def import_all() -> None:
    """Every panel, and what kernels and panels import only when they begin."""
    panels = (module.name for module in pkgutil.walk_packages(frontear_widgets.__path__, "frontear_widgets."))
    for module in (*panels, *LATER):
        importlib.import_module(module)
    torch.stft(torch.zeros(1, 4096), 512, window=torch.hann_window(512), return_complex=True)
    torch.nn.functional.conv1d(torch.zeros(1, 1, 4096), torch.zeros(8, 1, 65))  # what the first use sets up
    gc.collect()
    gc.freeze()  # else the next collection writes into every page, and none is shared any more


def asked_of_a_fork(requests: socket.socket) -> tuple[dict, socket.socket]:
    """Fork at every request; return what was asked and where to answer, in the fork alone."""
    before = times()
    signal.signal(signal.SIGCHLD, lambda *_: reap())
    while True:
        request, answers, *_ = socket.recv_fds(requests, MOST_BYTES, 1)
        if not answers or times() != before:  # the server has ended, or somebody writes the library: import it anew
            os._exit(0)
        with socket.socket(fileno=answers[0]) as answer, contextlib.suppress(OSError):  # no memory, no fork
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return json.loads(request), answer.dup()


def times() -> list[int]:
    """When the files of what is ours were written."""
    ours = [module for name, module in [*sys.modules.items()] if name.split(".")[0] in OURS]
    files = [Path(file) for module in ours if (file := module.__file__)]
    return [file.stat().st_mtime_ns for file in files if file.exists()]


def reap() -> None:
    """Let kernels that have ended go."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def become(request: dict, added: dict[str, str], server_ended: int) -> None:
    """A process of its own: session, folder, environment with what imports add to it, randomness and end."""
    os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(added | request["env"])
    sys.argv = [ipykernel_launcher.__file__, *request["arguments"]]
    random.seed()
    np.random.seed()  # noqa: NPY002
    torch.default_generator.seed()
    threading.Thread(target=end_with, args=[server_ended], daemon=True).start()


def end_with(server_ended: int) -> None:
    """Nobody writes into the pipe: what comes is its end."""
    os.read(server_ended, 1)
    os._exit(1)


def be_a_kernel(arguments: list[str], answer: socket.socket, files: str) -> None:
    """What `python -m ipykernel_launcher` does; the answer is who we are, once we listen. `files` are the modules'."""
    app = IPKernelApp.instance(parent_handle=NO_POLLING)
    with no_modules_asked():
        app.initialize(arguments)
    app.kernel._kernel_modules[:] = files.split("\n")
    shell: Any = app.shell
    let_widgets_in(shell)
    shell.events.register("post_run_cell", give_back)
    named(Path(app.connection_file).stem)
    with answer:
        socket.send_fds(answer, [str(os.getpid()).encode()], [os.pidfd_open(os.getpid())])
    app.start()


@contextlib.contextmanager
def no_modules_asked() -> Iterator[None]:
    """ipykernel asks every module for its file, for its debugger: to touch all would copy 11 MB of what is shared."""
    names = ipkernel.__dict__
    names["sys"] = SimpleNamespace(**{**vars(sys), "modules": {}})
    try:
        yield
    finally:
        names["sys"] = sys


def let_widgets_in(shell: Any) -> None:
    """With the first cell, which in a started kernel imports ipywidgets: a page that asks before is told of none."""

    def begin(*_cell: object) -> None:
        shell.events.unregister("pre_run_cell", begin)
        ipywidgets.register_comm_target()

    shell.events.register("pre_run_cell", begin)


def give_back(*_cell: object) -> None:
    """What a cell needed for a moment, to the system: a lesson may need twice for a moment what it then holds."""
    with contextlib.suppress(AttributeError):  # a C library that is not GNU's
        LIBC.malloc_trim(0)


def named(connection: str) -> None:
    """As `ps` and `top` show it: its connection file is kernel-ID.json."""
    Path("/proc/self/comm").write_text(connection[:15])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
