"""A task where mel is the wrong ear: two classes of noise that differ in one narrow range of frequencies."""

import functools
from dataclasses import dataclass
from typing import Any

import torch

from frontear.analysis.tasks import LABELS, TASKS, accuracy, sensitivity, task
from frontear.data.clip import Clip
from frontear.dsp.scales import SCALES, spaced
from frontear.dsp.spectrogram import next_power_of_two, spectrogram
from frontear.filterbanks import mel_matrix
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

ENOUGH = 0.9


@dataclass(frozen=True)
class RippleTasks:
    """A task, and a bank of at most forty filters to hear it with."""

    task: str = choice("above 5 kHz", list(TASKS), label="They differ")
    scale: str = choice("mel-slaney", list(SCALES), label="Scale")
    n_filters: int = slider(40, 4, 40, label="Filters")
    low_hz: int = slider(60, 0, 6_000, step=20, label="From", unit="Hz")
    high_hz: int = slider(7_800, 100, 8_000, step=50, label="To", unit="Hz")
    window_ms: int = ladder(25, [25, 50, 100], label="Window", unit="ms")

    @property
    def n_fft(self) -> int:
        """How long the transform of a window is."""
        return next_power_of_two(self.window_ms * RATE // 1_000)


@functools.lru_cache(maxsize=2)
def _clips(name: str) -> list[Clip]:
    return task(name)


@functools.lru_cache(maxsize=6)
def _energies(name: str, window_ms: int) -> torch.Tensor:
    """Spectrograms of all clips, (clips, bins, frames)."""
    waveforms = torch.stack([clip.waveform for clip in _clips(name)])
    win_length = window_ms * RATE // 1_000
    return spectrogram(waveforms, n_fft=next_power_of_two(win_length), win_length=win_length, hop_length=RATE // 50)


def summaries(settings: RippleTasks) -> torch.Tensor:
    """Log energies of every filter, averaged over each clip: (clips, filters)."""
    bank: dict[str, Any] = {"n_mels": settings.n_filters, "low_hz": settings.low_hz, "high_hz": settings.high_hz}
    matrix = mel_matrix(n_fft=settings.n_fft, scale=settings.scale, **bank)
    return torch.log(matrix @ _energies(settings.task, settings.window_ms) + 1e-9).mean(2)


def ripple_tasks_shown(settings: RippleTasks) -> dict:
    """How many clips the bank tells apart, how well each filter does, and one clip of each class to hear."""
    clips, features = _clips(settings.task), summaries(settings)
    labels = [clip.label for clip in clips]
    right, apart = accuracy(features, labels), sensitivity(features, labels)
    ends = {"low_hz": settings.low_hz, "high_hz": settings.high_hz}
    centers_hz = spaced(settings.scale, settings.n_filters + 2, **ends)[1:-1]
    return {
        "words": f"<p>From this bank's features a linear classifier names <b>{right:.0%}</b> of {len(clips)} clips "
        "rightly, none of which it had seen. Guessing gives 50%; up to 65% means nothing.</p>",
        "filters": chart(
            "How well each filter tells the two apart",
            [Curve("d′", centers_hz, apart, "lines+markers")],
            x="centre of the filter (Hz)",
            y="d′ (1 is hard, 3 is plain)",
            y_range=(0, max(3.5, 1.1 * apart.max().item())),
            alt=f"{right:.0%} named rightly; best filter d′ {apart.max():.1f}.",
        ),
        "sound": [next(clip for clip in clips if clip.label == label) for label in LABELS],
    }


def ripple_tasks(**settings: Any) -> Live:
    """Find a bank that hears the difference. Lesson: notebooks/02_filtering.ipynb"""
    return Live(
        RippleTasks(**settings),
        ripple_tasks_shown,
        {"words": LiveText, "filters": Lines, "sound": Player},
        title="Can this bank tell them apart?",
        hint="Listen to both first. Then move the filters to where the difference is.",
        code=_code,
    )


def _code(settings: RippleTasks) -> str:
    ends = f"low_hz={settings.low_hz}, high_hz={settings.high_hz}"
    return program(
        f"""import torch
from frontear.analysis.tasks import accuracy, sensitivity, task
from frontear.dsp.scales import spaced
from frontear.dsp.spectrogram import spectrogram
from frontear.filterbanks import mel_matrix

clips = task("{settings.task}")
labels = [clip.label for clip in clips]
matrix = mel_matrix(n_mels={settings.n_filters}, n_fft={settings.n_fft}, scale="{settings.scale}",
                    {ends})
energy = spectrogram(torch.stack([clip.waveform for clip in clips]), n_fft={settings.n_fft},
                     win_length={settings.window_ms * RATE // 1_000}, hop_length={RATE // 50})
features = torch.log(matrix @ energy + 1e-9).mean(2)
print(accuracy(features, labels))
center_hz = spaced("{settings.scale}", {settings.n_filters + 2}, {ends})[1:-1]""",
        line_chart(
            'chart.add_scatter(x=center_hz, y=sensitivity(features, labels), mode="lines+markers")',
            x="centre of the filter (Hz)",
            y="d′ (1 is hard, 3 is plain)",
        ),
    )


class SolvesBoth:
    """Lesson 02's exercise: a bank for each task, one after the other; remembers which are solved."""

    def __init__(self):
        self.solved: set[str] = set()

    def __call__(self, settings: RippleTasks) -> tuple[bool, str]:
        """Whether both tasks are solved by now, and a sentence that helps."""
        heard, sentence = hears(settings)
        if heard:
            self.solved.add(settings.task)
        left = [name for name in TASKS if name not in self.solved]
        return not left, f"{sentence} Left to hear: {', '.join(left)}." if left else sentence


def hears(settings: RippleTasks) -> tuple[bool, str]:
    """Whether this bank names nine clips of ten, and a sentence that helps."""
    right = accuracy(summaries(settings), [clip.label for clip in _clips(settings.task)])
    if right >= ENOUGH:
        return True, f"{right:.0%} named rightly {settings.task}."
    where = "low filters need a long window, too" if "below" in settings.task else "high filters must be narrow"
    return False, f"{right:.0%} named rightly, {ENOUGH:.0%} are needed. Think of where they differ: {where}."
