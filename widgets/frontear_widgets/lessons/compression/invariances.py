"""Panel of lesson 03: how far level and noise move the picture of each compression."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from frontear.analysis.invariance import change, gain_curve, in_noise
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .compressions import ENERGIES, KINDS, Compression, modules


@dataclass(frozen=True)
class Invariance:
    """The sound that the curves are measured on, and PCEN's parameters; the other compressions are as they come."""

    name: str = sound_choice("sentence")
    smooth: float = slider(0.04, 0.01, 1.0, step=0.01, label="PCEN's smoothing s")
    alpha: float = slider(0.96, 0.0, 1.0, step=0.01, label="PCEN's gain α")

    def modules(self) -> dict[str, nn.Module]:
        """Every compression, and none."""
        chosen = modules(Compression(name=self.name, smooth=self.smooth, alpha=self.alpha))
        return {kind: chosen[kind] for kind in KINDS}


GAINS_DB, SNRS_DB = torch.arange(-30.0, 31.0, 3.0), torch.arange(-10.0, 41.0, 5.0)


@lru_cache(maxsize=4)
def energies(name: str) -> tuple[Tensor, Tensor]:
    """Of a sound as it is, and in noise at each of `SNRS_DB`."""
    waveform = sound(name).waveform
    return ENERGIES(waveform[None]), ENERGIES(in_noise(waveform, snrs_db=SNRS_DB))


@torch.no_grad()
def invariance_shown(settings: Invariance) -> dict:
    """How far level and noise move each compression's picture."""
    compressions, energy, noisy = settings.modules(), *energies(settings.name)
    by_level = [
        Curve(kind, GAINS_DB, gain_curve(module, energy, gains_db=GAINS_DB)) for kind, module in compressions.items()
    ]
    by_noise = [Curve(kind, SNRS_DB, change(module(noisy), module(energy))) for kind, module in compressions.items()]
    axis = "change (standard deviations)"
    return {
        "level": chart(
            "Louder and quieter",
            by_level,
            x="level over the sound as it is (dB)",
            y=axis,
            y_range=(0, 2),
            alt=_ends(by_level, "−30 dB"),
        ),
        "noise": chart(
            "In noise", by_noise, x="signal over noise (dB)", y=axis, y_range=(0, 2), alt=_ends(by_noise, "−10 dB")
        ),
        "sound": sound(settings.name),
    }


def _ends(curves: list[Curve], where: str) -> str:
    return f"At {where} the pictures move by " + ", ".join(f"{curve.y[0]:.2f} ({curve.name})" for curve in curves) + "."


def invariance(**settings: Any) -> Live:
    """What each compression is invariant to, measured. Lesson: notebooks/03_compression.ipynb"""
    return Live(
        Invariance(**settings),
        invariance_shown,
        {"level": Lines, "noise": Lines, "sound": Player},
        title="How far does each picture move?",
        hint="0 is a picture that does not mind. Set α to 0 and look at +30 dB: where is PCEN's indifference now?",
        code=_code,
    )


def _code(settings: Invariance) -> str:
    return program(
        code(settings.name),
        f"""import torch
from frontear.analysis.invariance import gain_curve
from frontear.frontends import log_mel
from frontear.layers.compression import PCEN, Log

energy = log_mel()[:4](heard.waveform[None])  # all but its own compression
gains_db = torch.arange(-30.0, 31.0, 3.0)
pcen = PCEN(40, smooth={settings.smooth}, alpha={settings.alpha}).requires_grad_(False)""",
        line_chart(
            'for name, compress in {"log": Log(), "PCEN": pcen}.items():',
            "    chart.add_scatter(x=gains_db, y=gain_curve(compress, energy, gains_db=gains_db), name=name)",
            x="level over the sound as it is (dB)",
            y="change (standard deviations)",
        ),
    )
