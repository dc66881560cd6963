"""How a moving average compresses: PCEN's stages in one band, one after another."""

from dataclasses import dataclass
from typing import Any

import torch

from frontear.layers.compression import PCEN
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import slider
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.stages import full_scale
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .compressions import ENERGIES, FRONTEND, N_FILTERS


@dataclass(frozen=True)
class MovingAverage:
    """One band of a sound, and PCEN's four parameters."""

    name: str = sound_choice("sentence")
    band: int = slider(15, 1, N_FILTERS, label="Band")
    smooth: float = slider(0.04, 0.01, 1.0, step=0.01, label="Smoothing s")
    alpha: float = slider(0.96, 0.0, 1.0, step=0.01, label="Gain α")
    delta: float = slider(2.0, 0.1, 10.0, step=0.1, label="Bias δ")
    root: float = slider(2.0, 1.0, 8.0, step=0.1, label="Root r")


@torch.no_grad()
def moving_average_shown(settings: MovingAverage) -> dict:
    """Energy and its average in dB, the ratio of the two, and what the root makes of it."""
    clip, parameters = sound(settings.name), (settings.smooth, settings.alpha, settings.delta, settings.root)
    pcen = PCEN(N_FILTERS, **dict(zip(("smooth", "alpha", "delta", "root"), parameters, strict=True)))
    stages = {name: output[0, settings.band - 1] for name, output in pcen.trace(ENERGIES(clip.waveform[None]))}
    seconds = FRONTEND.spec.frame_seconds(len(stages["energy"]))
    centers_hz = FRONTEND.spec.center_hz
    assert centers_hz is not None  # the rows of mel are bands
    center_hz = centers_hz[settings.band - 1].item()
    tone = full_scale(FRONTEND, "mel")
    in_db = {name: 10 * torch.log10(stages[name] / tone + 1e-12) for name in ("energy", "level")}
    return {
        "words": _words(settings, center_hz),
        "average": chart(
            "Energy, and its moving average M",
            [Curve("energy", seconds, in_db["energy"]), Curve("M", seconds, in_db["level"])],
            x="time (s)",
            y="energy (dBFS)",
            alt=f"Energy in the band at {center_hz:.0f} Hz and its average, which lags behind.",
        ),
        "output": chart(
            "Divided by the average, and bent",
            [
                Curve("energy / (ε + M)^α", seconds, stages["normalised"]),
                Curve("after δ and r", seconds, stages["root"]),
            ],
            x="time (s)",
            y="no unit",
            alt="High where sound begins after quiet, low where it goes on or follows something loud.",
        ),
        "sound": clip,
    }


def _words(settings: MovingAverage, center_hz: float) -> str:
    if settings.smooth == 1:
        return f"<p>Band {settings.band}, {center_hz:.0f} Hz. With s = 1 the average is the energy itself.</p>"
    memory_ms = FRONTEND.spec.hop_seconds / settings.smooth * 1_000
    return (
        f"<p>Band {settings.band}, {center_hz:.0f} Hz. In {memory_ms:.0f} ms the average forgets all but a third. What "
        "begins after quiet runs ahead of it, and the ratio is high; what begins after something loud hides.</p>"
    )


def moving_average(**settings: Any) -> Live:
    """PCEN's stages in one band. Lesson: notebooks/03_compression.ipynb"""
    return Live(
        MovingAverage(**settings),
        moving_average_shown,
        {"words": LiveText, "average": Lines, "output": Lines, "sound": Player},
        title="How does a moving average compress?",
        hint="Make the memory short (s near 1), then long. Which keeps the beginnings of sounds?",
        code=_code,
    )


def _code(settings: MovingAverage) -> str:
    numbers = f"smooth={settings.smooth}, alpha={settings.alpha}, delta={settings.delta}, root={settings.root}"
    band = f"[0, {settings.band - 1}]"
    return program(
        code(settings.name),
        f"""from frontear.frontends import log_mel
from frontear.layers.compression import PCEN

frontend = log_mel()
pcen = PCEN({N_FILTERS}, {numbers}).requires_grad_(False)
stages = dict(pcen.trace(frontend[:4](heard.waveform[None])))
print(list(stages))
seconds = frontend.spec.frame_seconds(stages["energy"].shape[2])""",
        line_chart(
            f"""chart.add_scatter(x=seconds, y=stages["normalised"]{band}, name="energy / (ε + M)^α")""",
            f"""chart.add_scatter(x=seconds, y=stages["root"]{band}, name="after δ and r")""",
            x="time (s)",
            y="no unit",
        ),
    )
