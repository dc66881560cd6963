"""Panel of lesson 09: a classical gate, signal by signal."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from frontear.data.clip import Clip
from frontear.gates import BUFFER, Mixture, Traced
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .controls import BUFFERS_A_SECOND, ONSET_MS, SixControls, gated, in_buffers, n_openings, onset_db, score, traced
from .mixtures import KINDS, repeated

LEAST_DB = -100  # drawn


@dataclass(frozen=True)
class OneGate(SixControls):
    """The gate, and a sound that is said again and again in a noise."""

    name: str = sound_choice()
    noise: str = choice("white", KINDS, label="Noise")
    snr_db: int = slider(25, -5, 40, label="Words over noise", unit="dB")

    def mixture(self) -> Mixture:
        """What is gated."""
        return repeated(self.name, self.noise, self.snr_db)


def one_gate_shown(settings: OneGate) -> dict:
    """What the gate hears, where it stands, what comes out, and both to hear."""
    mixed = settings.mixture()
    signals = traced(settings.gate(), mixed)
    return {
        "words": _words(mixed, signals),
        "onset": _onset(mixed, signals),
        "level": level_chart(signals, settings),
        "gain": _gain(signals),
        "waves": _waves(mixed, signals),
        "sound": [
            Clip(torch.from_numpy(mixed.sound), RATE, name="before the gate"),
            Clip(signals.output[0], RATE, name="behind it"),
        ],
    }


def _words(mixed: Mixture, signals: Traced) -> str:
    by = gated(signals)
    found, n_words, times = score(mixed, by), len(mixed.words), n_openings(by.opened)
    through = n_words - round(found.words_missed * n_words)
    without = round(found.false_openings * len(by.opened) / BUFFERS_A_SECOND / 60)
    return (
        f"<p>It opens <b>{times}</b> time{'s' * (times != 1)}, {without} of them without a word, and is open for "
        f"{by.opened.mean():.0%} of the time. {through} of {n_words} words are let through.</p>"
    )


def _onset(mixed: Mixture, signals: Traced) -> str:
    softer = abs(onset_db(mixed, signals))
    return f"<p>The first {ONSET_MS} ms of the words come out <b>{softer:.1f} dB</b> softer than they went in.</p>"


def level_chart(signals: Traced, settings: SixControls) -> Chart:
    """The level of the side chain over time, between the thresholds that open and close."""
    level = np.maximum(in_buffers(signals.level_db).max(axis=1), LEAST_DB)
    ends = (0, len(level) / BUFFERS_A_SECOND)
    opens, closes = settings.threshold_db, settings.threshold_db - settings.hysteresis_db
    lines = [Curve("opens at", ends, (opens, opens)), Curve("closes under", ends, (closes, closes))]
    return chart(
        "What the gate hears: the level of the side chain",
        [Curve("level", seconds(level), level), *lines],
        x="time (s)",
        y="level (dBFS)",
        alt=f"The level is above {opens} dBFS for {np.mean(level >= opens):.0%} of the time",
    )


def _gain(signals: Traced) -> Chart:
    triggered, held = (in_buffers(each).max(axis=1) for each in (signals.triggered, signals.held))
    gain = in_buffers(signals.gain)[:, -1]
    times = seconds(gain)
    return chart(
        "What it does: gain, and below it the state",
        [
            Curve("gain", times, gain),
            Curve("triggered", times, where(triggered, -0.15), dash="solid"),
            Curve("open or held open", times, where(held, -0.3), dash="solid"),
        ],
        x="time (s)",
        y="gain",
        y_range=(-0.42, 1.08),
        alt=f"The gain is 1 for {np.mean(gain > 0.99):.0%} of the time",
    )


def _waves(mixed: Mixture, signals: Traced) -> Chart:
    before, behind = (_ends(each.reshape(-1, BUFFER)) for each in (mixed.sound, signals.output[0].numpy()))
    times = seconds(mixed.labels).repeat(2)
    return chart(
        "The sound, before and behind",
        [Curve("before", times, before), Curve("behind", times, behind, dash="solid")],
        x="time (s)",
        y="of full scale",
        alt="Where the gate is closed next to nothing is left",
    )


def _ends(buffers: NDArray) -> NDArray:
    """The lowest and the highest sample of each."""
    return np.stack([buffers.min(axis=1), buffers.max(axis=1)], axis=1).ravel()


def where(it_is: NDArray, at: float) -> NDArray:
    """A line at that height where it is so, none elsewhere."""
    return np.where(it_is, at, np.nan)


def seconds(by_buffer: NDArray) -> NDArray:
    """When each buffer ends."""
    return (np.arange(len(by_buffer)) + 1) / BUFFERS_A_SECOND


def one_gate(**settings: Any) -> Live:
    """A classical gate, signal by signal. Lesson: notebooks/09_gate.ipynb"""
    return Live(
        OneGate(**settings),
        one_gate_shown,
        {
            "words": LiveText,
            "level": lambda drawn: Lines(drawn, height=250),
            "gain": lambda drawn: Lines(drawn, height=180),
            "sound": Player,
            "waves": lambda drawn: Lines(drawn, height=170),
            "onset": LiveText,
        },
        title="One gate, signal by signal",
        hint="Let it loop, switch between before and behind, and move one control at a time.",
        code=_code,
    )


def _code(settings: OneGate) -> str:
    return program(
        code(settings.name),
        f"""from frontear.gates import Gate
from frontear_widgets.lessons.gate.controls import in_buffers, traced
from frontear_widgets.lessons.gate.mixtures import repeated
from frontear_widgets.lessons.gate.one_gate import seconds

mixed = repeated({settings.name!r}, {settings.noise!r}, {settings.snr_db})  # heard, again and again
{settings.gate_code()}
signals = traced(gate, mixed)
level_db = in_buffers(signals.level_db).max(axis=1).clip({LEAST_DB})""",
        line_chart("chart.add_scatter(x=seconds(level_db), y=level_db)", x="time (s)", y="level (dBFS)"),
    )
