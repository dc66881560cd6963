"""Learning beside everything else: one thread that can be paused, resumed and stopped."""

import os
import sys
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Lock, Thread, get_native_id
from time import perf_counter, sleep, thread_time

import torch

from frontear.data.examples import Examples
from frontear.dsp.warned import warned
from frontear.training.fit import Step
from frontear.training.run import Run, new_run
from frontear.training.settings import Settings

from .run_store import RunStore


class Learner:
    """Learns a run, a step whenever it is asked for one. It touches no widget: whoever shows it reads what it holds.

    What goes wrong is a sentence in `error`; `run` is then what was learned up to there, if anything. At the end of
    every epoch the run is kept on this computer. `busy_seconds` is how long its steps took; `moment_seconds` how long
    its thread had computed for it at each moment of the run, whatever else the computer was doing.
    """

    def __init__(self, settings: Settings, run_name: str):
        self.settings, self.keeper = settings, RunStore(run_name)
        self.run: Run | None = None
        self.step: Step | None = None
        self.error = ""
        self.warnings: list[str] = []
        self.busy_seconds = self._computed = 0.0
        self.moment_seconds: list[float] = []
        self._paces: deque[float] = deque(maxlen=20)  # seconds of the last steps

    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace of the last steps, pauses aside; None before the first step."""
        if self.step is None or not self._paces:
            return None
        return median(self._paces) * (self.step.n_steps - self.step.step)

    def steps(self, heard: tuple[Examples, Examples] | None = None) -> Generator[Step, None, None]:
        """Learn from `heard`, what to learn from and what to be kept from, else read it; to stop, close it."""
        try:
            yield from self._learned(heard)
        except ValueError as problem:
            self.error = str(problem)
        except Exception as problem:  # a defect of ours: said, and nothing else is lost
            self.error = f"The run ended early ({type(problem).__name__}: {problem}); runs before it are whole."

    def _learned(self, heard: tuple[Examples, Examples] | None) -> Generator[Step, None, None]:
        with warned() as self.warnings:
            if heard is None:
                self.run, *read = new_run(self.settings)
            else:
                self.run, read = Run(self.settings, heard[0].classes), heard
        learned, unseen = read
        steps, since = self.run.learn(learned, unseen), _now()
        per_epoch = -(-len(learned) // self.settings.fit.batch_size)
        try:
            for self.step in steps:
                if self.step.step % per_epoch == 0:
                    self.keeper.keep(self.run.seen_at(self.step))
                self._count(since)
                yield self.step
                since = _now()
        except GeneratorExit:
            steps.close()
            self._date_moments()
            self.keeper.keep(self.run)
            raise

    def _count(self, since: tuple[float, float]) -> None:
        seconds, computed = (now - before for now, before in zip(_now(), since, strict=True))
        self._paces.append(seconds)
        self.busy_seconds += seconds
        self._computed += computed
        self._date_moments()

    def _date_moments(self) -> None:
        first = [] if self.moment_seconds else [0.0]
        moments = self.run.moments if self.run else []
        new = len(moments) - len(self.moment_seconds) - len(first)
        self.moment_seconds += first + [self._computed] * new


def _now() -> tuple[float, float]:
    """Seconds on the clock, and those that this thread has computed."""
    return perf_counter(), thread_time()


BEHIND = 10  # of Unix's niceness, which goes to 19
AUTOGROUP = Path("/proc/self/autogroup")  # Linux shares time among sessions first, and a kernel is one
TRIES, AGAIN_S = 5, 0.11
_behind: set[int] = set()  # threads, by their number
_turn = Lock()


@contextmanager
def behind_controls() -> Iterator[None]:
    """While this thread is in here, it and its kernel have what other kernels, and its own controls, leave.

    With three of thirty students who train on two cores a lesson opened in 3 s, not 25, and of a hundred steps of
    sliders the slowest but five took 0.2 s, not 0.7 (`python benchmarks/class_load.py --students 30`). On Linux
    alone, where each thread has a niceness.
    """
    if sys.platform != "linux":
        yield
        return
    thread = get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, max(BEHIND, os.getpriority(os.PRIO_PROCESS, thread)))
    with _turn:
        _behind.add(thread)
        _set_session(BEHIND)
    try:
        yield
    finally:
        with _turn:
            _behind.discard(thread)
            _set_session(BEHIND if _behind else 0)


def _set_session(niceness: int) -> None:
    """That of a kernel that is a session of its own; never that of a person's terminal."""
    if os.getsid(0) != os.getpid():
        return
    for _ in range(TRIES):
        try:
            AUTOGROUP.write_text(str(niceness))
        except BlockingIOError:  # all users but root change ten of them a second
            sleep(AGAIN_S)
        except OSError:  # a system without it
            return
        else:
            return


class BackgroundThread:
    """A thread of its own that can be paused, resumed and stopped between two steps of what it does.

    `warnings` are what the library has warned of before the first step.
    """

    warnings: list[str]

    def __init__(self):
        self._go, self._stop = Event(), Event()
        self._go.set()
        self._thread = Thread(target=self._begin, daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it still works or waits to go on."""
        return self._thread.is_alive()

    @property
    def paused(self) -> bool:
        """Whether it waits to go on."""
        return not self._go.is_set()

    def pause(self) -> None:
        """Wait after the step that is under way."""
        self._go.clear()

    def resume(self) -> None:
        """Go on."""
        self._go.set()

    def stop(self) -> None:
        """End after the step that is under way; what was learned stays."""
        self._stop.set()
        self._go.set()

    def wait(self) -> None:
        """Return when it has ended."""
        self._thread.join()

    def _begin(self) -> None:
        torch.set_num_threads(1)  # a second one takes more from the controls than it gives
        with behind_controls():
            self._work()

    def _work(self) -> None:
        """Do it, and after every step ask whether it `_goes_on`."""
        raise NotImplementedError

    def _goes_on(self) -> bool:
        """Wait as long as it is paused; whether it was not stopped."""
        self._go.wait()
        return not self._stop.is_set()


class Worker(Learner, BackgroundThread):
    """Learns one run in a thread of its own."""

    def __init__(self, settings: Settings):
        Learner.__init__(self, settings, settings.frontend.name)
        BackgroundThread.__init__(self)

    def _work(self) -> None:
        steps = self.steps()
        for _ in steps:
            if not self._goes_on():
                steps.close()
