"""Panel of lesson 09: a gate that learns by example, from parts of a recording that a person marks."""

from functools import partial

import torch

from frontear.data.clip import Clip
from frontear.gates import Mark, learn_from_marks, load_gate, new_listener, save_gate
from frontear.gates.learning import Taught
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.browser.plain import VBox
from frontear_widgets.core.live import Live
from frontear_widgets.training.job_panel import JobPanel, LearningThread, progress, wrong
from frontear_widgets.training.run_file import OwnFile, file_of, of_bytes
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player

from .heard import Heard, Learned, Recording, first_marks, heard, recording_shown
from .marked_wave import MarkedWave

N_STEPS = 100


class ExampleWorker(LearningThread):
    """Teaches a listener from marks in a thread; `result` is what it has become."""

    def __init__(self, recording: Recording, marks: tuple[Mark, ...], n_steps: int):
        self.recording, self.marks, self.n_steps = recording, marks, n_steps
        self.listener = new_listener()
        self._steps = learn_from_marks(self.listener, _to_mark(recording).waveform, marks, n_steps=n_steps)
        self.step: Taught | None = None
        self.result: Learned | None = None
        super().__init__()

    def _learned(self) -> None:
        for step in self._steps:
            self.step = step
            if not self._goes_on():
                break
        self.result = Learned.of(self.recording, self.marks, self.listener)


class LearnByExample(JobPanel):
    """A recording to mark, a gate that learns from the marks, and the recording behind it.

    In JupyterLab: `panel.wave.take([Mark(0.2, 0.8, keep=True), Mark(1.0, 1.9, keep=False)])`, `panel.start()`,
    `panel.wait()`. Lesson: notebooks/09_gate.ipynb
    """

    n_steps = N_STEPS

    def __init__(self, **settings: str):
        plan = Live(
            Recording(**settings),
            recording_shown,
            {"words": LiveText},
            title="A gate that learns from you",
            hint="Hear it. Draw over the waveform what the gate is to keep, then what it is to gate, some of each. "
            "Then press Start.",
        )
        self.learned: Learned | None = None
        self.wave, self.player = MarkedWave(), Player(_to_mark(plan.settings))
        self._heard: Live | None = None
        self._place = VBox()
        file = OwnFile("gate", ".gate", self._saved, self._opened)
        super().__init__(plan, self._place, file, words="Not started.")
        _, *below = tuple(self.children)
        self.children = (plan, self.wave, self.player, *below)
        for name in ("recording", "name"):
            plan.controls[name].observe(lambda _: self._another(), "value")
        self._another()

    def _another(self) -> None:
        clip = _to_mark(self.plan.settings)
        self.player.show(clip)
        self.wave.show(clip.waveform.numpy(), clip.seconds, first_marks(self.plan.settings))

    def _begun(self) -> ExampleWorker:
        return ExampleWorker(self.plan.settings, self.wave.marks, self.n_steps)

    def _done(self, worker: ExampleWorker) -> Taught | None:
        return worker.step

    def _told(self, worker: ExampleWorker) -> str:
        done = worker.step.step if worker.step else 0
        state = "Paused" if worker.paused else "Learning from you"
        return f"{progress(done, worker.n_steps)} {state}: step <b>{done}</b> of {worker.n_steps}."

    def _show(self, worker: ExampleWorker) -> None:
        """There is nothing to see before it has heard the whole."""

    def _ended(self, worker: ExampleWorker) -> str:
        if worker.error or worker.result is None:
            return wrong(worker.error or "Stopped before it had heard the whole")
        self._take(worker.result)
        n_keep = sum(mark.keep for mark in worker.marks)
        return f"It has learned from {n_keep} to keep and {len(worker.marks) - n_keep} to gate. Hear it below."

    def _take(self, learned: Learned) -> None:
        before, settings = self._heard, self._settings()
        self.learned, self._heard = learned, heard(learned, settings)
        self._place.children = [self._heard]
        if before:
            before.close()

    def _settings(self) -> Heard:
        return self._heard.settings if self._heard else Heard()

    def _saved(self) -> bytes:
        if self.learned is None:
            raise ValueError("nothing has learned yet: mark something, and press Start")
        gate = self.learned.gate(self._settings())
        return file_of(partial(save_gate, gate=gate, marks=self.learned.marks))

    def _opened(self, data: bytes, name: str) -> None:
        kept = of_bytes(load_gate, data, name)
        self.wave.take(kept.marks)
        self._take(Learned.of(self.plan.settings, kept.marks, kept.gate.listener))


def _to_mark(recording: Recording) -> Clip:
    """The beginning of a recording, which can be marked."""
    waveform = torch.from_numpy(recording.sound()[: round(recording.marked_seconds * RATE)])
    return Clip(waveform, RATE, name="to mark")
