"""The template process and its forks, as the server holds them."""

import asyncio
import contextlib
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Mapping
from pathlib import Path

PROGRAM = Path(__file__).with_name("template.py")
QUIET = {"OPENBLAS_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # no threads of numpy's, no warnings
PATIENCE_S = 120.0  # to import all on a slow machine, and to fork
READ_ONCE = ("PYTHON", "LD_", "OMP_", "KMP_", "MKL_", "OPENBLAS_", "NUMBA_", "TORCH", "TZ", "LANG", "LC_")


class CannotFork(Exception):
    """Why a kernel can't be forked, as a part of a sentence."""


@functools.cache
def server_ended() -> int:
    """A pipe into which nobody writes: when this process is gone, however that came, it has an end."""
    reading, _to_the_last = os.pipe()
    return reading


class Template:
    """A process that has imported what lessons import; its kernels end with the process that made it, this server.

    Args:
        python: The command that starts Python.
        env: The environment in which it starts.
    """

    def __init__(self, python: list[str], env: Mapping[str, str]) -> None:
        self._env, self._forks = read_once(env), 0
        self._process, self._trouble = None, ""
        try:
            self._start(python, env)
        except OSError as problem:
            self._trouble = f"the template process can't be started ({problem})"

    def _start(self, python: list[str], env: Mapping[str, str]) -> None:
        if sys.platform != "linux":
            raise OSError(f"on {sys.platform} what a process has loaded may not survive a fork")
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._requests.setblocking(False)
        weakref.finalize(self, self._requests.close)
        inherited = (theirs.fileno(), server_ended())
        with theirs:
            self._process = subprocess.Popen(
                [*python, str(PROGRAM), *map(str, inherited)],
                env={**env, **QUIET},
                stdin=subprocess.DEVNULL,
                pass_fds=inherited,
                start_new_session=True,
            )

    def worth_another(self) -> bool:
        """Whether it has ended, and had forked before: not one that can't start or fork here."""
        return self._forks > 0 and self._process is not None and self._process.poll() is not None

    async def fork(self, arguments: list[str], env: Mapping[str, str], cwd: str) -> "Forked":
        """Fork a kernel and wait until it listens.

        Args:
            arguments: Those of its command line.
            env: Its environment.
            cwd: Its folder.

        Returns:
            Its process.

        Raises:
            CannotFork: There is none; what was begun ends by itself.
        """
        if self._process is None:
            raise CannotFork(self._trouble)
        if different := read_once(env).items() ^ self._env.items():
            raise CannotFork(f"its environment has another {min(different)[0]}")
        request = json.dumps({"arguments": arguments, "env": dict(env), "cwd": cwd})
        try:
            return await self._answer(request.encode())
        except TimeoutError:
            self._process.kill()
            raise CannotFork(f"the template process did not answer within {PATIENCE_S:g} s") from None
        except OSError as problem:
            raise CannotFork(f"the template process can't be asked ({problem})") from None

    async def _answer(self, request: bytes) -> "Forked":
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            socket.send_fds(self._requests, [request], [theirs.fileno()])
            theirs.close()
            await asyncio.wait_for(readable(ours), PATIENCE_S)
            pid, descriptors, *_ = socket.recv_fds(ours, 20, 1)
        if not descriptors:
            raise CannotFork("the template process, or its fork, has ended")
        self._forks += 1
        return Forked(int(pid), *descriptors)


async def readable(place: socket.socket) -> None:
    """Return when something has come, or its end."""
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(place, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(place)


def read_once(env: Mapping[str, str]) -> dict[str, str]:
    """What of an environment counts when Python and its libraries start, and never again."""
    return {name: value for name, value in env.items() if name.startswith(READ_ONCE)}


class Forked:
    """The process of a kernel that is no child of ours: as much of a Popen as a provisioner asks for.

    Args:
        pid: Its number.
        pidfd: A file descriptor that stands for it, even when another has its number.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._pidfd = pidfd
        weakref.finalize(self, os.close, pidfd)

    def poll(self) -> int | None:
        """None while it runs, then 0: how it ended only the template was told."""
        return 0 if self._ended(0) else None

    def wait(self) -> int:
        """Return when it has ended."""
        self._ended(None)
        return 0

    def _ended(self, timeout: int | None) -> bool:
        look = select.poll()
        look.register(self._pidfd, select.POLLIN)
        return bool(look.poll(timeout))

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)
