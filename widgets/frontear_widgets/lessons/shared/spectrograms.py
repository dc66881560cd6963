"""The spectrogram of any sound, and what the other panels of lesson 01 need to draw one."""

from dataclasses import dataclass
from typing import Any

import torch

from frontear.data.clip import Clip
from frontear.dsp.spectrogram import bin_hz, spectrogram
from frontear.dsp.windows import WINDOWS, window
from frontear.frontends import base as frontend
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code, sound
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program

MOST_CELLS = 4_000_000


def samples(milliseconds: float) -> int:
    """A duration in whole samples at 16 kHz."""
    return frontend.samples(milliseconds, RATE)


def levels_db(waveform: torch.Tensor, *, shape: str, length: int, hop: int, n_fft: int) -> torch.Tensor:
    """Spectrogram (n_fft // 2 + 1, frames) of (time,) in dB, where a tone at full scale gives 0.

    Raises ValueError where the hop is longer than the window, or the picture would be too large to send.
    """
    if hop > length:
        raise ValueError(f"the hop is {_ms(hop)}; allowed: up to the window's {_ms(length)}, or samples are skipped")
    cells = (n_fft // 2 + 1) * -(-len(waveform) // hop)
    if cells > MOST_CELLS:
        raise ValueError(f"this picture has {cells:,} cells; allowed: {MOST_CELLS:,}. Pad less or take a longer hop")
    taps = window(shape, length)
    energy = spectrogram(waveform[None], n_fft=n_fft, win_length=length, hop_length=hop, window=taps)[0]
    return 10 * torch.log10(energy / tone_energy(taps) + 1e-12)


def tone_energy(taps: torch.Tensor, *, n_fft: int = 0) -> float:
    """The energy |X|² of a tone at full scale: in the bin at its frequency; with n_fft in all its bins together."""
    return (n_fft * taps.square().sum().item() or taps.sum().item() ** 2) / 4


def _ms(length: int) -> str:
    return f"{length / RATE * 1_000:g} ms"


def picture(
    levels: torch.Tensor, title: str, *, hop: int, n_fft: int, scale: str = "linear", low_db: float = -90.0
) -> Picture:
    """The lowest rows of a spectrogram at 16 kHz as a picture in seconds and Hz."""
    time = Axis.of_frames(hop / RATE)
    rows = Rows("frequency (Hz)", "Hz", bin_hz(n_fft, sample_rate=RATE)[: len(levels)].numpy(), scale)
    return Picture(levels, title, time, rows, "dBFS", low_db, 0.0)


@dataclass(frozen=True)
class Spectrogram:
    """How a sound is cut, weighed and drawn."""

    name: str = sound_choice()
    shape: str = choice("hann", list(WINDOWS), label="Window")
    length_ms: int = slider(25, 2, 100, label="Length", unit="ms")
    hop_ms: int = slider(10, 1, 50, label="Hop", unit="ms")
    zero_padding: int = ladder(1, [1, 2, 4], label="Zero-padding ×")
    scale: str = choice("linear", ["linear", "mel", "log"], label="Frequency axis")
    range_db: int = slider(90, 20, 120, step=5, label="Range", unit="dB")


def spectrogram_shown(settings: Spectrogram) -> dict:
    """The picture, the sound, and the numbers that the settings amount to."""
    clip, length, hop = sound(settings.name), samples(settings.length_ms), samples(settings.hop_ms)
    n_fft = length * settings.zero_padding
    levels = levels_db(clip.waveform, shape=settings.shape, length=length, hop=hop, n_fft=n_fft)
    title = f"Spectrogram of {settings.name}"
    return {
        "words": _numbers(clip, levels, length, hop, n_fft),
        "picture": picture(levels, title, hop=hop, n_fft=n_fft, scale=settings.scale, low_db=-settings.range_db),
        "sound": clip,
    }


def _numbers(clip: Clip, levels: torch.Tensor, length: int, hop: int, n_fft: int) -> str:
    return (
        f"<p>{len(clip.waveform):,} samples → {levels.shape[1]} frames of {length} samples, {hop} apart "
        f"(overlap {1 - hop / length:.0%}) → {levels.shape[0]} rows, {RATE / n_fft:.4g} Hz apart.</p>"
    )


def any_spectrogram(**settings: Any) -> Live:
    """The spectrogram of any sound that is here. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        Spectrogram(**settings),
        spectrogram_shown,
        {"words": LiveText, "picture": HeatMap, "sound": Player},
        title="Any sound as a picture",
        hint="Play it: the cursor runs through the picture. Click to hear a place, drag to look closer.",
        code=_code,
    )


def _code(settings: Spectrogram) -> str:
    return program(
        code(settings.name),
        levels_code(
            "heard.waveform",
            shape=settings.shape,
            length=samples(settings.length_ms),
            hop=samples(settings.hop_ms),
            n_fft=samples(settings.length_ms) * settings.zero_padding,
        ),
        heat_map("level_db", f"{frames(samples(settings.hop_ms) / RATE)}, y=hz, zmin={-settings.range_db}, zmax=0"),
    )


def levels_code(waveform: str, *, shape: str, length: int, hop: int, n_fft: int) -> str:
    """The lines that make `level_db` of a waveform, as `levels_db` does, and `hz`, where its rows are.

    Args:
        waveform: What it is called.
        shape: Of the window.
        length: Of the window.
        hop: From one to the next.
        n_fft: Of the transform.

    Returns:
        A piece for `program`.
    """
    return f"""import torch
from frontear.dsp.spectrogram import bin_hz, spectrogram
from frontear.dsp.windows import window

taps = window("{shape}", {length})
energy = spectrogram({waveform}[None], n_fft={n_fft}, win_length={length}, hop_length={hop}, window=taps)[0]
level_db = 10 * torch.log10(energy * (2 / taps.sum()) ** 2 + 1e-12)  # dBFS: a tone at full scale is at 0
hz = bin_hz({n_fft}, sample_rate={RATE})"""
