"""Panels of lesson 01 on resolution: when two tones part, and what that costs in time."""

from dataclasses import dataclass

import torch
from frontear.clips import Clip
from frontear.peaks import dip_db
from frontear.signals import clicks, faded, from_db, tone
from frontear.spectrogram import bin_hz
from frontear.windows import WINDOWS, window

from ..charts import Curve, chart
from ..heatmap import HeatMap
from ..lines import Lines
from ..live import Live
from ..player import Player
from ..settings import choice, ladder, slider
from ..words import Words
from .spectrograms import RATE, levels_db, picture, samples

LOWER_HZ = 1_000
PARTED_DB = 3.0


@dataclass(frozen=True)
class TwoTones:
    """Two steady tones through one window."""

    gap_hz: int = slider(60, 5, 300, label="Tones apart", unit="Hz")
    second_db: int = slider(0, -70, 0, label="Second tone", unit="dB")
    shape: str = choice("hann", list(WINDOWS), label="Window")
    length_ms: int = slider(25, 5, 200, label="Length", unit="ms")
    zero_padding: int = ladder(8, [1, 2, 4, 8], label="Zero-padding ×")


def two_tones_sound(settings: TwoTones) -> torch.Tensor:
    """A second of both tones, a quarter of a turn apart where the window begins, so that neither favours the middle."""
    second = tone(LOWER_HZ + settings.gap_hz, amplitude=0.4 * from_db(settings.second_db).item(), phase=torch.pi / 2)
    return tone(LOWER_HZ, amplitude=0.4) + second


def two_tones_shown(settings: TwoTones) -> dict:
    """One frame's spectrum with the true frequencies marked, and both tones to hear."""
    both, taps = two_tones_sound(settings), window(settings.shape, samples(settings.length_ms))
    n_fft, upper_hz = len(taps) * settings.zero_padding, LOWER_HZ + settings.gap_hz
    gain = torch.fft.rfft(both[: len(taps)] * taps, n_fft).abs() * 2 / (0.4 * taps.sum())
    level_db, hz = 20 * torch.log10(gain + 1e-6), bin_hz(n_fft, sample_rate=RATE)
    verdict = dip_words(dip_db(level_db, LOWER_HZ * n_fft / RATE, upper_hz * n_fft / RATE), "tones")
    return {
        "words": f"<p>{verdict}</p>",
        "spectrum": chart(
            f"Spectrum of one frame of {settings.length_ms} ms",
            [Curve("spectrum", hz, level_db, "lines+markers" if n_fft < 3_000 else "lines")],
            x="frequency (Hz); dotted: where the tones are",
            y="level (dB)",
            x_range=(600, 1_700),
            y_range=(-100, 10),
            marks=(LOWER_HZ, upper_hz),
            alt=f"Tones at {LOWER_HZ} and {upper_hz} Hz, {settings.shape} window. {verdict}",
        ),
        "sound": [
            Clip(faded(both), RATE, name="both tones"),
            Clip(faded(tone(LOWER_HZ, amplitude=0.4)), RATE, name="first alone"),
        ],
    }


def dip_words(dip: float, what: str) -> str:
    """The dip between two peaks, and what the picture makes of them."""
    verdict = f"two {what}" if dip >= PARTED_DB else f"one hump where two {what} are"
    return f"Dip between the {what}: {dip:.1f} dB. The picture shows {verdict}."


def two_tones(**settings: object) -> Live:
    """When do two tones part? Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        TwoTones(**settings),
        two_tones_shown,
        {"words": Words, "spectrum": Lines, "sound": Player},
        title="Two close tones",
        hint="Part them in two ways: move them, or listen longer. Then hide one far below the other.",
        code=lambda s: (
            f"""import torch
from frontear.signals import from_db, tone
from frontear.windows import window

length = {samples(s.length_ms)}
both = tone({LOWER_HZ}) + from_db({s.second_db}) * tone({LOWER_HZ + s.gap_hz}, phase=torch.pi / 2)
spectrum = torch.fft.rfft(both[:length] * window("{s.shape}", length), length * {s.zero_padding}).abs()"""
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


def time_or_frequency_sound(settings: TimeOrFrequency) -> torch.Tensor:
    """0.8 s of the tones, and the clicks on either side of its middle."""
    tones = sum(tone(hz, seconds=2 * MIDDLE, amplitude=0.2) for hz in (LOWER_HZ, LOWER_HZ + settings.gap_hz))
    return faded(tones) + clicks(_click_times(settings), seconds=2 * MIDDLE, amplitude=0.6)


def _click_times(settings: TimeOrFrequency) -> list[float]:
    return [MIDDLE + side * settings.gap_ms / 2_000 for side in (-1, 1)]


def _levels(settings: TimeOrFrequency) -> torch.Tensor:
    length = samples(settings.length_ms)
    sound = time_or_frequency_sound(settings)
    return levels_db(sound, shape=settings.shape, length=length, hop=samples(settings.hop_ms), n_fft=4 * length)


def dips(settings: TimeOrFrequency) -> tuple[float, float]:
    """How far the picture parts the tones (before the clicks) and the clicks (above the tones), as dips in dB."""
    levels, n_fft, hop = _levels(settings), 4 * samples(settings.length_ms), samples(settings.hop_ms)
    energy = 10 ** (levels / 10)
    early = 10 * energy[:, : int(MIDDLE * 0.6 * RATE / hop)].mean(1).log10()
    high = 10 * energy[2_000 * n_fft // RATE : TOP_HZ * n_fft // RATE].mean(0).log10()
    tone_places = [hz * n_fft / RATE for hz in (LOWER_HZ, LOWER_HZ + settings.gap_hz)]
    click_places = [seconds * RATE / hop - 0.5 for seconds in _click_times(settings)]
    return dip_db(early, *tone_places), dip_db(high, *click_places)


def time_or_frequency_shown(settings: TimeOrFrequency) -> dict:
    """The spectrogram up to 3 kHz, the sound, and how clearly each pair is parted."""
    n_fft, hop = 4 * samples(settings.length_ms), samples(settings.hop_ms)
    levels = _levels(settings)[: TOP_HZ * n_fft // RATE + 1]
    tones, pair = dips(settings)
    return {
        "words": f"<p>{dip_words(tones, 'tones')}<br>{dip_words(pair, 'clicks')}</p>",
        "picture": picture(levels, "Two tones and two clicks", hop=hop, n_fft=n_fft, low_db=-80.0),
        "sound": Clip(time_or_frequency_sound(settings), RATE, name="tones and clicks"),
    }


def time_or_frequency(**settings: object) -> Live:
    """One window has to part tones and clicks alike. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        TimeOrFrequency(**settings),
        time_or_frequency_shown,
        {"words": Words, "picture": HeatMap, "sound": Player},
        title="Two tones and two clicks",
        hint="Lengthen the window until the tones part. What became of the clicks?",
        code=lambda s: (
            f"""from frontear.signals import clicks, tone
from frontear.spectrogram import spectrogram

sound = (tone({LOWER_HZ}, seconds={2 * MIDDLE}) + tone({LOWER_HZ + s.gap_hz}, seconds={2 * MIDDLE})
         + clicks({_click_times(s)}, seconds={2 * MIDDLE}))
energy = spectrogram(sound[None], n_fft={4 * samples(s.length_ms)}, window="{s.shape}",
                     win_length={samples(s.length_ms)}, hop_length={samples(s.hop_ms)})"""
        ),
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
