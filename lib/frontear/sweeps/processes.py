"""A pool of processes in which a call that takes its process with it harms no other."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from threading import Lock, Thread, local

from frontear.sweeps.cores import cores

THREADS = "OMP_NUM_THREADS"  # heeded by torch and numpy
GRACE_S = 10
_STARTING = Lock()  # one process at a time: it inherits our environment


class ProcessDied(RuntimeError):
    """The process that was at a call ended before it had an answer. Lesson: notebooks/06_paradigms.ipynb"""


def processes(n: int | None = None) -> Executor:
    """Return a pool of n processes, each of which does one call at a time, and computes on one thread.

    None are as many as there are processors for us (`cores`).

    One that dies fails the call it was at with `ProcessDied`, and another takes its place. Closing the pool ends what
    is under way; none of its processes outlives it, nor the process that made it, even if that is killed.
    Raises ValueError for less than one. Lesson: notebooks/06_paradigms.ipynb
    """
    if n is None:
        n = cores()
    if n < 1:
        raise ValueError(f"got {n} processes, allowed are 1 or more")
    return _Processes(n)


class _Processes(Executor):
    """Threads, each of which has its calls done by a process of its own."""

    def __init__(self, n: int):
        self._threads, self._own = ThreadPoolExecutor(n), local()
        self._made, self._closed, self._lock = [], False, Lock()

    def submit(self, fn: Callable, /, *args, **kwargs) -> Future:
        return self._threads.submit(self._answer, partial(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._closed = True
        for process in self._made:
            process.kill()
        self._threads.shutdown(wait)
        for process in self._made:
            process.join()

    def _answer(self, call: Callable) -> object:
        if not (hasattr(self._own, "process") and self._own.process.is_alive()):
            self._own.process = self._another()
        return self._own.process.answer(call)

    def _another(self) -> "_Process":
        with self._lock:
            if self._closed:
                raise CancelledError
            self._made.append(_Process())
            return self._made[-1]


class _Process:
    """A process that answers one call after the other."""

    def __init__(self):
        context = get_context("spawn")
        self._calls, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _STARTING, _environment(THREADS, "1"):
            self._process.start()
        theirs.close()
        self.is_alive, self.kill, self.join = self._process.is_alive, self._process.kill, self._process.join

    def answer(self, call: Callable) -> object:
        try:
            self._calls.send(call)
            value, problem = self._calls.recv()
        except (EOFError, ConnectionError):
            self._process.join(GRACE_S)
            self.kill()  # it may have done no more than close its end
            self.join()
            raise ProcessDied(f"its process ended by {_named(self._process.exitcode)}") from None
        if problem:
            raise problem
        return value


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name) if before is None else os.environ.update({name: before})


def _named(exitcode: int | None) -> str:
    return signal.Signals(-exitcode).name if exitcode and exitcode < 0 else f"itself with exit code {exitcode}"


def _serve(calls: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the one that started us too, and it ends us
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError):
        while True:
            calls.send(_answered(calls.recv_bytes()))


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    os._exit(1)


def _answered(packed: bytes) -> tuple[object, Exception | None]:
    try:
        return pickle.loads(packed)(), None
    except Exception as problem:  # a call that cannot be imported here, for one
        return None, problem
