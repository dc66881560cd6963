"""What is marked, and what a gate that learned from it makes of the whole."""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from frontear.data.clip import Clip
from frontear.gates import RULE, LearnedGate, Listener, Mark
from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.audio.sounds import RATE, sound
from frontear_widgets.core.controls import choice, control_field, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player

from ..controls import Gated
from ..listeners import gated_by, probabilities
from ..one_gate import seconds, where
from .scenes import HALF_S, SCENES, scene, shares

OWN = "one that you choose or record"


@dataclass(frozen=True)
class Recording:
    """What is marked."""

    recording: str = choice("one voice and another", [*SCENES, OWN], label="Recording")
    name: str = control_field("sentence", SoundChooser, "Sound", "", lambda settings: settings.recording == OWN)

    def sound(self) -> NDArray:
        """All of it, (time,)."""
        if self.recording == OWN:
            return sound(self.name).waveform.numpy()
        return scene(self.recording).sound

    @property
    def marked_seconds(self) -> float:
        """How much of its beginning can be marked: the rest is for trying."""
        return len(self.sound()) / RATE if self.recording == OWN else HALF_S


def recording_shown(settings: Recording) -> dict:
    """What there is to mark."""
    if settings.recording == OWN:
        return {"words": f"<p>All {settings.marked_seconds:.1f} s of it can be marked.</p>"}
    return {
        "words": f"<p>Two sounds take turns, the first of them begins, and one of each is marked. {HALF_S:.0f} s can "
        f"be marked. In {HALF_S:.0f} s more the same two come again, in other takes: there the gate is tried.</p>"
    }


def first_marks(settings: Recording) -> tuple[Mark, ...]:
    """The first sound of each kind, where it is known."""
    if settings.recording == OWN:
        return ()
    turns = scene(settings.recording).turns[:2]
    return tuple(Mark(round(turn.start, 2), round(turn.stop, 2), turn.is_first) for turn in turns)


@dataclass(frozen=True)
class Heard:
    """What stays with the person once it has learned."""

    threshold: float = slider(RULE["threshold"], 0.05, 0.95, step=0.05, label="Threshold")
    range_db: int = slider(-60, -80, 0, label="Range", unit="dB")


class Learned(NamedTuple):
    """A recording, the marks in it, the gate that learned from them, and what it says of the whole."""

    recording: Recording
    marks: tuple[Mark, ...]
    listener: Listener
    level: NDArray

    @classmethod
    def of(cls, recording: Recording, marks: tuple[Mark, ...], listener: Listener) -> "Learned":
        """Let it hear the whole."""
        return cls(recording, marks, listener.eval(), probabilities(listener, recording.sound()))

    def gate(self, settings: Heard) -> LearnedGate:
        """The gate as it is set."""
        return LearnedGate(
            listener=self.listener,
            threshold=settings.threshold,
            hysteresis=RULE["hysteresis"],
            hold_ms=RULE["hold_ms"],
            range_db=settings.range_db,
        )


def heard_shown(learned: Learned, settings: Heard) -> dict:
    """Probability and gate over all of the recording, how right it is where that is known, and both to hear."""
    recording = learned.recording
    by = gated_by(learned.gate(settings), recording.sound(), learned.level)
    begin = 0 if recording.recording == OWN else round(HALF_S * RATE)
    return {
        "words": f"<p>{_told(learned, by)} What is gated comes out {-settings.range_db} dB softer.</p>",
        "chart": _chart(learned, by, settings),
        "sound": [
            Clip(torch.from_numpy(wave[begin:]), RATE, name=name)
            for name, wave in (("before the gate", recording.sound()), ("behind it", by.output))
        ],
    }


def _told(learned: Learned, by: Gated) -> str:
    if learned.recording.recording == OWN:
        return f"It is open for {by.opened.mean():.0%} of the time."
    kept, gated = shares(learned.recording.recording, by.opened)
    return (
        f"In the seconds that nobody marked it is open for <b>{kept:.0%}</b> of the first kind of sound, where that is "
        f"within 20 dB of its loudest, and for <b>{gated:.0%}</b> of the second."
    )


def _chart(learned: Learned, by: Gated, settings: Heard) -> Chart:
    times, tried = seconds(by.level), () if learned.recording.recording == OWN else (HALF_S,)
    kept, gated = (_marked(learned.marks, times, keep) for keep in (True, False))
    return chart(
        "What it says, and when it is open" + (": behind the dotted line nothing was marked" if tried else ""),
        [
            Curve("probability", times, by.level),
            Curve("threshold", (0, times[-1]), (settings.threshold, settings.threshold)),
            Curve("open", times, where(by.opened, -0.1), dash="solid"),
            Curve("marked keep", times, where(kept, -0.2), dash="solid"),
            Curve("marked gate", times, where(gated, -0.2), dash="solid"),
        ],
        x="time (s)",
        y="probability",
        y_range=(-0.3, 1.08),
        marks=tried,
        alt=f"Open for {by.opened.mean():.0%} of the time",
    )


def _marked(marks: tuple[Mark, ...], times: NDArray, keep: bool) -> NDArray:
    of_kind = [(mark.start <= times) & (times <= mark.stop) for mark in marks if mark.keep == keep]
    return np.any(of_kind, axis=0) if of_kind else np.zeros(len(times), dtype=bool)


def heard(learned: Learned, settings: Heard) -> Live:
    """The recording behind a gate that has learned from marks."""
    return Live(
        settings,
        partial(heard_shown, learned),
        {"words": LiveText, "chart": lambda drawn: Lines(drawn, height=230), "sound": Player},
        title="What it has learned",
        hint="More marks, of what it takes for the other, make it better: mark them and press Start again.",
    )
