"""Panels of lesson 01 on resolution: when two tones part, and what that costs in time."""

from dataclasses import dataclass
from typing import Any

import torch

from frontear.data.clip import Clip
from frontear.dsp.peaks import dip_db
from frontear.dsp.signals import clicks, faded, from_db, tone
from frontear.dsp.spectrogram import bin_hz
from frontear.dsp.windows import WINDOWS, main_lobe_width, window
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.spectrograms import RATE, levels_code, levels_db, picture, samples
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, line_chart, program

LOWER_HZ = 1_010  # between the bins of most windows, as tones in life are
FIRST = 0.4  # amplitude of the first of two tones
FINE = 8  # points of a finely drawn spectrum per bin
PARTED_DB = 3.0


@dataclass(frozen=True)
class TwoTones:
    """Two steady tones through one window."""

    gap_hz: int = slider(60, 5, 300, label="Tones apart", unit="Hz")
    second_db: int = slider(0, -70, 0, label="Second tone", unit="dB")
    shape: str = choice("hann", list(WINDOWS), label="Window")
    length_ms: int = slider(25, 5, 200, label="Length", unit="ms")
    zero_padding: int = ladder(8, [1, 2, 4, 8], label="Zero-padding ×")


def second_phase(settings: TwoTones) -> float:
    """Phase that puts the tones a quarter turn apart in the middle of the window: there their energies just add."""
    middle = samples(settings.length_ms) / 2 / RATE
    return torch.pi / 2 - 2 * torch.pi * settings.gap_hz * middle


def two_tones_sound(settings: TwoTones) -> tuple[torch.Tensor, torch.Tensor]:
    """A second of each tone."""
    amplitude = FIRST * from_db(settings.second_db).item()
    second = tone(LOWER_HZ + settings.gap_hz, amplitude=amplitude, phase=second_phase(settings))
    return tone(LOWER_HZ, amplitude=FIRST), second


def two_tones_shown(settings: TwoTones) -> dict:
    """One frame's spectrum with the true frequencies marked, and both tones to hear."""
    first, second = two_tones_sound(settings)
    taps = window(settings.shape, samples(settings.length_ms))
    n_fft, upper_hz = len(taps) * settings.zero_padding, LOWER_HZ + settings.gap_hz
    verdict = two_tones_words(settings)
    level_db, hz = _level_db(first + second, taps, n_fft), bin_hz(n_fft, sample_rate=RATE)
    return {
        "words": f"<p>{verdict}</p>",
        "spectrum": chart(
            f"Spectrum of one frame of {settings.length_ms} ms",
            [Curve("spectrum", hz, level_db, "lines+markers" if n_fft < 3_000 else "lines")],
            x="frequency (Hz); dotted: where the tones are",
            y="level (dB); the first tone is 0",
            x_range=(600, 1_700),
            y_range=(-100, 10),
            marks=(LOWER_HZ, upper_hz),
            alt=f"Tones at {LOWER_HZ} and {upper_hz} Hz, {settings.shape} window. {verdict}",
        ),
        "sound": [Clip(faded(first + second), RATE, name="both tones"), Clip(faded(first), RATE, name="first alone")],
    }


def _level_db(waveform: torch.Tensor, taps: torch.Tensor, n_fft: int) -> torch.Tensor:
    gain = torch.fft.rfft(waveform[: len(taps)] * taps, n_fft).abs() * 2 / (FIRST * taps.sum())
    return 20 * torch.log10(gain + 1e-6)


def two_tones_words(settings: TwoTones) -> str:
    """Whether the second tone drowns in what the first leaks, or else how far the two are parted."""
    first, second = two_tones_sound(settings)
    taps = window(settings.shape, samples(settings.length_ms))
    per_hz, upper_hz = FINE * len(taps) / RATE, LOWER_HZ + settings.gap_hz  # points of a finely drawn spectrum
    if settings.gap_hz > main_lobe_width(taps) / 2 * RATE / len(taps):  # here only side lobes leak
        leak_db = _level_db(first, taps, FINE * len(taps))
        leak = leak_db[round(upper_hz * per_hz) - FINE // 2 :][: FINE + 1].max().item()
        if leak > settings.second_db:
            return (
                f"Around {upper_hz} Hz the first tone leaks up to {leak:.0f} dB: "
                f"the second, at {settings.second_db} dB, drowns in it."
            )
    both_db = _level_db(first + second, taps, FINE * len(taps))
    return dip_words(dip_db(both_db, LOWER_HZ * per_hz, upper_hz * per_hz), "tones")


def dip_words(dip: float, what: str) -> str:
    """The dip between two peaks, and what the picture makes of them."""
    verdict = f"two {what}" if dip >= PARTED_DB else f"one hump where two {what} are"
    return f"Dip between the {what}: {dip:.1f} dB. The picture shows {verdict}."


def two_tones(**settings: Any) -> Live:
    """When do two tones part? Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        TwoTones(**settings),
        two_tones_shown,
        {"words": LiveText, "spectrum": Lines, "sound": Player},
        title="Two close tones",
        hint="Part them in two ways: move them, or listen longer. Then hide one far below the other.",
        code=_two_tones_code,
    )


def _two_tones_code(settings: TwoTones) -> str:
    length, phase = samples(settings.length_ms), round(second_phase(settings) % (2 * torch.pi), 6)
    return program(
        f"""import torch
from frontear.dsp.signals import from_db, tone
from frontear.dsp.spectrogram import bin_hz
from frontear.dsp.windows import window

first = tone({LOWER_HZ}, amplitude={FIRST})
second = from_db({settings.second_db}) * tone({LOWER_HZ + settings.gap_hz}, amplitude={FIRST}, phase={phase})
taps = window("{settings.shape}", {length})
spectrum = torch.fft.rfft((first + second)[:{length}] * taps, {length * settings.zero_padding}).abs()
level_db = 20 * torch.log10(spectrum * 2 / ({FIRST} * taps.sum()) + 1e-6)""",
        line_chart(
            f"chart.add_scatter(x=bin_hz({length * settings.zero_padding}, sample_rate={RATE}), y=level_db)",
            x="frequency (Hz)",
            y="level (dB); the first tone is 0",
            layout="xaxis_range=(600, 1700), yaxis_range=(-100, 10)",
        ),
    )


@dataclass(frozen=True)
class TimeOrFrequency:
    """Two tones and two clicks in one sound, seen through one window."""

    gap_hz: int = slider(60, 20, 200, step=5, label="Tones apart", unit="Hz")
    gap_ms: int = slider(30, 2, 100, label="Clicks apart", unit="ms")
    shape: str = choice("hann", ["rectangular", "hann", "hamming", "blackman"], label="Window")
    length_ms: int = slider(10, 4, 100, label="Length", unit="ms")
    hop_ms: int = slider(4, 1, 40, label="Hop", unit="ms")


MIDDLE, TOP_HZ = 0.4, 3_000
TONE, CLICK = 0.2, 0.9  # amplitudes


def time_or_frequency_sound(settings: TimeOrFrequency) -> torch.Tensor:
    """0.8 s of the tones, and the clicks on either side of its middle."""
    lower, upper = (tone(hz, seconds=2 * MIDDLE, amplitude=TONE) for hz in (LOWER_HZ, LOWER_HZ + settings.gap_hz))
    return faded(lower + upper) + clicks(_click_times(settings), seconds=2 * MIDDLE, amplitude=CLICK)


def _click_times(settings: TimeOrFrequency) -> list[float]:
    return [MIDDLE + side * settings.gap_ms / 2_000 for side in (-1, 1)]


def _levels(settings: TimeOrFrequency) -> torch.Tensor:
    length = samples(settings.length_ms)
    sound = time_or_frequency_sound(settings)
    return levels_db(sound, shape=settings.shape, length=length, hop=samples(settings.hop_ms), n_fft=4 * length)


def dips(settings: TimeOrFrequency) -> tuple[float, float]:
    """How far the picture parts the tones (before the clicks) and the clicks (above the tones), as dips in dB."""
    return _dips(settings, _levels(settings))


def _dips(settings: TimeOrFrequency, levels: torch.Tensor) -> tuple[float, float]:
    n_fft, hop = 4 * samples(settings.length_ms), samples(settings.hop_ms)
    energy = 10 ** (levels / 10)
    early = 10 * energy[:, : int(MIDDLE * 0.6 * RATE / hop)].mean(1).log10()
    high = 10 * energy[2_000 * n_fft // RATE : TOP_HZ * n_fft // RATE].mean(0).log10()
    tone_places = [hz * n_fft / RATE for hz in (LOWER_HZ, LOWER_HZ + settings.gap_hz)]
    click_places = [seconds * RATE / hop - 0.5 for seconds in _click_times(settings)]
    return dip_db(early, *tone_places), dip_db(high, *click_places)


def time_or_frequency_shown(settings: TimeOrFrequency) -> dict:
    """The spectrogram up to 3 kHz, the sound, and how clearly each pair is parted."""
    n_fft, hop = 4 * samples(settings.length_ms), samples(settings.hop_ms)
    levels = _levels(settings)
    tones, pair = _dips(settings, levels)
    return {
        "words": f"<p>{dip_words(tones, 'tones')}<br>{dip_words(pair, 'clicks')}</p>",
        "picture": picture(
            levels[: TOP_HZ * n_fft // RATE + 1], "Two tones and two clicks", hop=hop, n_fft=n_fft, low_db=-80.0
        ),
        "sound": Clip(time_or_frequency_sound(settings), RATE, name="tones and clicks"),
    }


def time_or_frequency(**settings: Any) -> Live:
    """One window has to part tones and clicks alike. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        TimeOrFrequency(**settings),
        time_or_frequency_shown,
        {"words": LiveText, "picture": HeatMap, "sound": Player},
        title="Two tones and two clicks",
        hint="Lengthen the window until the tones part. What became of the clicks?",
        code=_time_or_frequency_code,
    )


def _time_or_frequency_code(settings: TimeOrFrequency) -> str:
    seconds, length, hop = 2 * MIDDLE, samples(settings.length_ms), samples(settings.hop_ms)
    times, rows = [round(time, 6) for time in _click_times(settings)], TOP_HZ * 4 * length // RATE + 1
    return program(
        f"""from frontear.dsp.signals import clicks, faded, tone

tones = sum(tone(hz, seconds={seconds}, amplitude={TONE}) for hz in ({LOWER_HZ}, {LOWER_HZ + settings.gap_hz}))
sound = faded(tones) + clicks({times}, seconds={seconds}, amplitude={CLICK})""",
        levels_code("sound", shape=settings.shape, length=length, hop=hop, n_fft=4 * length),
        heat_map(f"level_db[:{rows}]", f"{frames(hop / RATE)}, y=hz[:{rows}], zmin=-80, zmax=0"),
    )


def parts_both(settings: TimeOrFrequency) -> tuple[bool, str]:
    """Whether tones 50 Hz and clicks 30 ms apart are both parted, and a sentence that helps: lesson 01's exercise."""
    if (settings.gap_hz, settings.gap_ms) != (50, 30):
        return False, "Leave the tones 50 Hz and the clicks 30 ms apart: the sound is given, the window is yours."
    tones, pair = dips(settings)
    measured = f"dips of {tones:.1f} and {pair:.1f} dB"
    if min(tones, pair) >= PARTED_DB:
        return True, f"You measure {measured}: {settings.length_ms} ms is long for the tones and short for the clicks."
    melted = "tones" if tones < pair else "clicks"
    return False, f"The {melted} still look like one ({measured}; both need {PARTED_DB:g})."
