"""What a picture throws away, heard: sound made again from magnitudes, and from a bank's energies."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from frontear.data.clip import Clip
from frontear.dsp.resynthesis import griffin_lim, resynthesise
from frontear.dsp.scales import SCALES
from frontear.dsp.spectrogram import spectrogram
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program

from .banks import HOP, RATE, Bank, bank_picture

SECONDS = 2.0  # enough to hear; twice as much would take twice as long
ITERATIONS = 32


@dataclass(frozen=True)
class Resynthesis:
    """What is kept of a sound before it is made again."""

    name: str = sound_choice()
    scale: str = choice("mel-slaney", list(SCALES), label="Scale")
    n_filters: int = slider(40, 4, 128, label="Filters")
    n_fft: int = ladder(512, [512, 1_024, 2_048], label="Window", unit="samples")

    def bank(self) -> Bank:
        """The bank from 60 to 7800 Hz."""
        return Bank(scale=self.scale, n_filters=self.n_filters, n_fft=self.n_fft)


def beginning(name: str) -> Tensor:
    """As much of a sound as is made again."""
    return sound(name).waveform[: int(SECONDS * RATE)]


def framing_of(n_fft: int) -> dict[str, Any]:
    """A window as long as the transform."""
    return {"n_fft": n_fft, "win_length": n_fft, "hop_length": HOP}


@lru_cache(maxsize=4)
def without_phase(name: str, n_fft: int) -> Tensor:
    """The sound made anew from its spectrogram, whatever the bank."""
    waveform, framing = beginning(name), framing_of(n_fft)
    magnitude = spectrogram(waveform[None], **framing).sqrt()
    return griffin_lim(magnitude, iterations=ITERATIONS, length=len(waveform), **framing)[0]


def resynthesis_shown(settings: Resynthesis) -> dict:
    """The bank's picture of the sound and of the sound made from it, and all three to hear."""
    waveform, bank, framing = beginning(settings.name), settings.bank(), framing_of(settings.n_fft)
    energy, matrix = spectrogram(waveform[None], **framing), bank.matrix()
    from_magnitude = without_phase(settings.name, settings.n_fft)
    again = {"iterations": ITERATIONS, "length": len(waveform), **framing}
    from_bank = resynthesise(matrix @ energy, matrix=matrix, **again)[0]
    again_energy = matrix @ spectrogram(from_bank[None], **framing)[0]
    kept = settings.n_filters * energy.shape[2]
    return {
        "words": f"<p>{len(waveform):,} samples became {kept:,} numbers: one for every "
        f"{len(waveform) / kept:.1f} samples. The phase is guessed anew, the detail between filters too.</p>",
        "before": bank_picture(bank, matrix @ energy[0], f"{settings.name} through the bank"),
        "after": bank_picture(bank, again_energy, "The sound made from that picture, through the bank"),
        "sound": [
            Clip(waveform, RATE, name="the sound"),
            Clip(from_magnitude, RATE, name="without its phase"),
            Clip(from_bank, RATE, name="from the bank alone"),
        ],
    }


def resynthesis(**settings: Any) -> Live:
    """Hear what a filterbank keeps. Lesson: notebooks/02_filtering.ipynb"""
    return Live(
        Resynthesis(**settings),
        torch.no_grad()(resynthesis_shown),
        {"words": LiveText, "before": HeatMap, "after": HeatMap, "sound": Player},
        title="What the picture keeps, heard",
        hint="Loop it and switch between the three. Then take filters away until you no longer understand it.",
        code=_code,
    )


def _code(settings: Resynthesis) -> str:
    return program(
        code(settings.name),
        f"""from frontear.dsp.resynthesis import resynthesise
from frontear.dsp.spectrogram import spectrogram
from frontear.filterbanks import mel_matrix

waveform = heard.waveform[:{int(SECONDS * RATE)}]
framing = dict(n_fft={settings.n_fft}, win_length={settings.n_fft}, hop_length={HOP})
matrix = mel_matrix(n_mels={settings.n_filters}, n_fft={settings.n_fft}, scale="{settings.scale}", high_hz=7800)
energy = matrix @ spectrogram(waveform[None], **framing)
again = resynthesise(energy, matrix=matrix, iterations={ITERATIONS}, length=len(waveform), **framing)
energy_again = matrix @ spectrogram(again, **framing)[0]
level_db = 10 * (energy_again / energy_again.max() + 1e-8).log10()""",
        heat_map(
            "level_db",
            f"{frames(HOP / RATE)}, y0=1, zmin=-80, zmax=0",
            y="filter",
            colour="energy over its highest (dB)",
        ),
    )
