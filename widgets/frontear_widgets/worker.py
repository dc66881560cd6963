"""Learning beside everything else: one thread that can be paused, resumed and stopped."""

from collections import deque
from statistics import median
from threading import Event, Thread
from time import perf_counter

import torch
from frontear import runs
from frontear.run_settings import Settings
from frontear.runs import Run
from frontear.training import Step

from .kept import Keeper


class Worker:
    """Learns a run in a thread of its own. It touches no widget: whoever shows it reads `step`, `run` and `error`.

    What goes wrong is a sentence in `error`; `run` is then what was learned up to there, if anything. At the end of
    every epoch the run is kept on this computer.
    """

    def __init__(self, settings: Settings):
        self.settings, self.keeper = settings, Keeper(settings.frontend)
        self.run: Run | None = None
        self.step: Step | None = None
        self.error = ""
        self.busy_seconds = 0.0
        self._paces: deque[float] = deque(maxlen=20)  # seconds of the last steps
        self._go, self._stop = Event(), Event()
        self._go.set()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it still learns or waits to go on."""
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

    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace of the last steps, pauses aside; None before the first step."""
        if self.step is None or not self._paces:
            return None
        return median(self._paces) * (self.step.n_steps - self.step.step)

    def _work(self) -> None:
        torch.set_num_threads(1)  # a second one takes more from the controls than it gives
        try:
            self._learn()
        except ValueError as problem:
            self.error = str(problem)
        except Exception as problem:  # a defect of ours: said, and nothing else is lost
            self.error = f"The run ended early ({type(problem).__name__}: {problem}); runs before it are whole."

    def _learn(self) -> None:
        self.run, learned, unseen = runs.run(self.settings)
        steps, since = self.run.learn(learned, unseen), perf_counter()
        per_epoch = -(-len(learned) // self.settings.batch_size)
        for self.step in steps:
            if self.step.step % per_epoch == 0:
                self.keeper.keep(self.run.seen_at(self.step))
            self._paces.append(perf_counter() - since)
            self.busy_seconds += self._paces[-1]
            self._go.wait()
            if self._stop.is_set():
                steps.close()
                return self.keeper.keep(self.run)
            since = perf_counter()
        return None
