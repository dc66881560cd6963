"""Panel of lesson 10: a heart or an earthquake, seen in its own unit and time, and heard so many times faster."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from frontear.data import Signal, audified
from frontear.dsp.spectrogram import bin_hz, spectrogram
from frontear_widgets.core.controls import ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import heat_map, program

from .records import NEAR, REGULAR, record, record_choice, record_code

MOST_COLUMNS = 400
LONG = 300.0  # seconds: from here on an axis is in minutes
RANGE_DB = 70.0
LEAST = 50  # numbers that are drawn: of a record with one a minute more than the seconds that are asked for


@dataclass(frozen=True)
class Heard:
    """A record, how many times faster it is played, and how it is drawn."""

    record: str = record_choice(REGULAR)
    faster: int = ladder(60, [1, 2, 5, 10, 20, 40, 60, 100, 200], label="Faster ×")
    seconds: int = ladder(10, [5, 10, 20, 60, 120], label="Drawn", unit="s")
    window_ms: int = slider(250, 50, 2_000, step=50, label="Window", unit="ms")
    to_hz: int = ladder(50, [10, 20, 50, 100, 500, 5_000], label="Picture up to", unit="Hz")


def heard_shown(settings: Heard) -> dict:
    """The record, its spectrogram in its own time, and its sound."""
    signal = record(settings.record)
    clip = audified(signal, faster=settings.faster)
    return {
        "words": told(signal, settings.faster),
        "wave": wave(signal, settings.seconds),
        "picture": picture(signal, settings),
        "sound": clip,
    }


def told(signal: Signal, faster: float) -> str:
    """What becomes of its times and its frequencies."""
    half = signal.sample_rate / 2
    return (
        f"<p>{written(signal.seconds)} of {escaped(signal.name)}, {signal.sample_rate:g} numbers a second in "
        f"{escaped(signal.unit or 'a unit that is not known')}. {faster:g} times faster it lasts "
        f"<b>{written(signal.seconds / faster)}</b>; what swings once a second is heard at {faster:g} Hz, and the "
        f"highest there is, {half:g} Hz, at {half * faster:,.0f} Hz{_gone(half * faster)}.{_marks(signal)}</p>"
    )


def _gone(hz: float) -> str:
    return ", of which what lies over 8,000 Hz is left out" if hz > 8_000 else ""


def _marks(signal: Signal) -> str:
    places = {name: signal.marks[name] for name in ("P", "S") if name in signal.marks}
    told = ", ".join(f"{name} at {seconds:.1f} s" for name, seconds in places.items())
    return f" {told}." if told else ""


def written(seconds: float) -> str:
    """A duration as a person says it."""
    if seconds >= LONG:
        return f"{seconds / 60:.3g} min"
    return f"{seconds:.3g} s" if seconds >= 1 else f"{1_000 * seconds:.3g} ms"


def wave(signal: Signal, seconds: float) -> Chart:
    """The first seconds of a record, or those around its P where it has one, in its unit: LEAST numbers or more."""
    seconds = max(seconds, LEAST / signal.sample_rate)
    begin = max(signal.marks.get("P", 0.0) - seconds / 4, 0.0)
    part = slice(round(begin * signal.sample_rate), round((begin + seconds) * signal.sample_rate))
    values = signal.channels[-1][part]
    time = begin + torch.arange(len(values)) / signal.sample_rate
    marks = [signal.marks[name] for name in ("P", "S") if begin <= signal.marks.get(name, -1.0) <= begin + seconds]
    return chart(
        f"{signal.name}, as it is",
        [Curve("record", time, values)],
        x="time (s)",
        y=signal.unit or "in its unit",
        x_range=(begin, begin + seconds),
        marks=marks,
        alt=f"{len(values)} numbers from {values.min():.3g} to {values.max():.3g} {signal.unit}.",
    )


def picture(signal: Signal, settings: Heard) -> Picture:
    """The spectrogram in the record's own time, as the sound beside it runs through it."""
    n_fft, win_length, hop_length = lengths(signal, settings.window_ms)
    level_db = levels(signal.channels[-1], n_fft, win_length, hop_length)
    hz = bin_hz(n_fft, sample_rate=signal.sample_rate)
    rows = max(int((hz <= settings.to_hz).sum()), 2)
    return Picture(
        level_db[:rows],
        f"Spectrogram, played {settings.faster:g} × faster",
        time_axis(signal, hop_length, settings.faster),
        Rows("frequency (Hz)", "Hz", hz[:rows].numpy()),
        "dB over the loudest",
        -RANGE_DB,
        0.0,
    )


def time_axis(signal: Signal, hop_length: int, faster: float) -> Axis:
    """Columns in the record's seconds, of a long one in minutes; the cursor runs through them so many times faster."""
    hop_seconds, name = hop_length / signal.sample_rate, f"of the record; the sound runs {faster:g} × faster"
    if signal.seconds < LONG:
        return Axis.of_frames(hop_seconds, name=f"time (s) {name}", pace=faster)
    step = hop_seconds / 60
    return Axis(f"time (min) {name}", "min", start=step / 2, step=step, pace=faster / 60)


def lengths(signal: Signal, window_ms: float) -> tuple[int, int, int]:
    """Of the FFT, the window and the hop in samples: a quarter of a window, or more where it would be too many."""
    win_length = max(round(window_ms * signal.sample_rate / 1_000), 4)
    hop_length = max(win_length // 4, -(-signal.waveform.shape[-1] // MOST_COLUMNS), 1)
    return max(2 * win_length, 64), win_length, hop_length


def levels(waveform: Tensor, n_fft: int, win_length: int, hop_length: int) -> Tensor:
    """Energies in dB over the largest, (n_fft // 2 + 1, frames)."""
    waveform = waveform - waveform.mean()
    energy = spectrogram(waveform[None], n_fft=n_fft, win_length=win_length, hop_length=hop_length)[0]
    return 10 * torch.log10(energy / energy.max().clamp(min=1e-30) + 10 ** (-RANGE_DB / 10))


def hear(**settings: Any) -> Live:
    """Hear what nobody can hear. Lesson: notebooks/10_beyond_audio.ipynb"""
    return Live(
        Heard(**settings),
        heard_shown,
        {
            "words": LiveText,
            "picture": lambda first: HeatMap(first, height=240),
            "sound": Player,
            "wave": lambda first: Lines(first, height=220),
        },
        title="A heart and an earthquake, heard",
        hint="Press Play: the cursor runs through the picture in the record's own time. Then move “Faster ×”, and take "
        f"another record, such as {NEAR}.",
        code=heard_code,
    )


def heard_code(settings: Heard) -> str:
    """The lines that make the sound, and draw the record and its spectrogram."""
    signal = record(settings.record)
    n_fft, win_length, hop_length = lengths(signal, settings.window_ms)
    return program(
        record_code(settings.record),
        f"""import torch
from frontear.data import audified
from frontear.dsp.spectrogram import bin_hz, spectrogram

heard = audified(signal, faster={settings.faster}, channel=-1 % len(signal.channels))  # a clip: play or save it
waveform = signal.channels[-1] - signal.channels[-1].mean()
sizes = {{"n_fft": {n_fft}, "win_length": {win_length}, "hop_length": {hop_length}}}
energy = spectrogram(waveform[None], **sizes)[0]
level_db = 10 * torch.log10(energy / energy.max() + {10 ** (-RANGE_DB / 10):g})
hz = bin_hz({n_fft}, sample_rate=signal.sample_rate)
rows = hz <= {settings.to_hz}""",
        heat_map(
            "level_db[rows]",
            f"x0={hop_length / signal.sample_rate / 2:.6g}, dx={hop_length / signal.sample_rate:.6g}, y=hz[rows]",
            colour="dB over the loudest",
        ),
    )
