"""Panel of lesson 04: LEAF taken apart, with what each stage makes of a sound, its shape and what it learns."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from frontear.frontends import Spec
from frontear.frontends.leaf import Leaf, leaf
from frontear.models.classifier import n_parameters
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code, sound
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program
from frontear_widgets.views.table import shape, table

STAGES = {
    "filterbank": ("a Gabor filter for each band", "z = x ∗ g, g[n] = exp(iμn) exp(−n²/2σ²) / (√(2π) σ)"),
    "energy": ("the square of its size; the phase is dropped", "|z|² = (Re z)² + (Im z)²"),
    "pooling": ("a low-pass, and one value for every hop", "Σₙ exp(−n²/2ρ²) |z[tH + n]|²"),
    "floor": ("nothing quieter than this", "max(E, 10⁻⁵)"),
    "compression": ("PCEN", "(E / (ε + M)^α + δ)^(1/r) − δ^(1/r), M a moving average of E"),
}
SHORT = RATE // 50  # samples of the waves that are drawn
THIN = 16  # one in so many energies is drawn


@dataclass(frozen=True)
class LeafStages:
    """LEAF, a sound, and the stage to look at."""

    name: str = sound_choice()
    stage: str = choice("filterbank", list(STAGES), label="After the stage")
    window_ms: int = slider(25, 20, 50, label="Window", unit="ms")
    hop_ms: int = slider(10, 2, 50, label="Hop", unit="ms")
    n_filters: int = slider(40, 8, 40, label="Filters")

    def build(self) -> Leaf:
        """The front-end these settings stand for."""
        return leaf(n_filters=self.n_filters, window_ms=self.window_ms, hop_ms=self.hop_ms)


@torch.no_grad()
def leaf_stages_shown(settings: LeafStages) -> dict:
    """All shapes, the chosen stage as a picture, and the first second of the sound they are made of."""
    whole, filters = sound(settings.name), settings.build()
    clip = replace(whole, waveform=whole.waveform[:RATE])
    outputs = dict(filters.trace(clip.waveform[None]))
    output = outputs[settings.stage][0]
    if settings.stage in ("energy", "pooling", "floor"):
        output = output / full_scale(filters, settings.stage)
    return {
        "shapes": _table(settings, filters, outputs),
        "picture": _picture(settings, filters.spec, output),
        "sound": clip,
    }


def full_scale(filters: Leaf, stage: str) -> Tensor:
    """What a tone at full scale and at a filter's centre has there, (n_filters, 1): half of it passes, as |z|² ¼."""
    pooled = filters.pooling.impulse_responses().sum(1, keepdim=True)
    return torch.full_like(pooled, 0.25) if stage == "energy" else pooled / 4


def _table(settings: LeafStages, filters: Leaf, outputs: dict[str, Tensor]) -> str:
    rows = [("waveform", shape(outputs["waveform"]), "", "the samples x[n]")]
    for name, (what, equation) in STAGES.items():
        learned = n_parameters(getattr(filters, name))
        rows.append((name, shape(outputs[name]), f"{learned or ''}", f"{what}: {equation}"))
    stages = table(("stage", "shape", "learned", ""), rows, chosen=settings.stage)
    return f"{stages}<p>{n_parameters(filters)} numbers are learned.</p>"


def _picture(settings: LeafStages, spec: Spec, output: Tensor) -> Picture:
    title = f"{settings.name} after {settings.stage}"
    rows = Rows.of(spec, name="centre of the filter (Hz)")
    if settings.stage == "filterbank":
        return _waves(output, f"{title}: real part, a fiftieth of a second", rows)
    if settings.stage == "energy":
        return _levels(output[:, ::THIN], title, Axis("time (s)", "s", step=THIN / RATE), rows)
    time = Axis.of_frames(spec.hop_seconds)
    if settings.stage != "compression":
        return _levels(output, title, time, rows)
    low, high = output.min().item(), output.max().item()
    return Picture(output, title, time, rows, "no unit", low, max(high, low + 1e-6), name="feature")


def _waves(output: Tensor, title: str, rows: Rows) -> Picture:
    """Where it is loudest."""
    middle = int(output.abs().square().sum(0).argmax())
    start = max(min(middle - SHORT // 2, output.shape[1] - SHORT), 0)
    waves = output.real[:, start : start + SHORT]
    peak = max(waves.abs().max().item(), 1e-6)
    time = Axis("time (ms)", "ms", start=start / RATE * 1_000, step=1_000 / RATE)
    return Picture(waves, title, time, rows, "of full scale", -peak, peak, name="amplitude")


def _levels(energy: Tensor, title: str, time: Axis, rows: Rows) -> Picture:
    levels = 10 * torch.log10(energy + 1e-12)
    high = max(levels.max().item(), -80.0)
    return Picture(levels, title, time, rows, "dBFS", high - 80, high, name="energy")


def leaf_stages(**settings: Any) -> Live:
    """Every stage of LEAF on any sound. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        LeafStages(**settings),
        leaf_stages_shown,
        {"shapes": LiveText, "picture": HeatMap, "sound": Player},
        title="LEAF, stage by stage",
        hint="Walk down the stages. Where does most of the data go, and where do most learned numbers sit?",
        code=_code,
    )


def _code(settings: LeafStages) -> str:
    numbers = f"n_filters={settings.n_filters}, window_ms={settings.window_ms}, hop_ms={settings.hop_ms}"
    return program(
        code(settings.name),
        f"""from frontear.frontends import leaf

filters = leaf({numbers}).requires_grad_(False)
stages = dict(filters.trace(heard.waveform[None, :{RATE}]))
for name, output in stages.items():
    print(name, tuple(output.shape))""",
        _drawn_code(settings),
    )


def _drawn_code(settings: LeafStages) -> str:
    """The lines that draw the stage."""
    stage, hz = f'stages["{settings.stage}"][0]', "centre of the filter (Hz)"
    if settings.stage == "filterbank":
        found = f"""waves = {stage}
start = max(min(int(waves.abs().square().sum(0).argmax()) - {SHORT // 2}, waves.shape[1] - {SHORT}), 0)  # the loudest
"""
        axes = f"x0=start / {RATE}, dx=1 / {RATE}, y=filters.spec.center_hz"
        return found + heat_map(f"waves.real[:, start : start + {SHORT}]", axes, y=hz, colour="of full scale")
    time = f"dx={THIN / RATE:g}" if settings.stage == "energy" else frames(settings.hop_ms / 1_000)
    axes, thin = f"{time}, y=filters.spec.center_hz", f"[:, ::{THIN}]" if settings.stage == "energy" else ""
    if settings.stage == "compression":
        return heat_map(stage, axes, y=hz, colour="feature")
    tone = "0.25" if settings.stage == "energy" else "filters.pooling.impulse_responses().sum(1, keepdim=True) / 4"
    return f"""tone = {tone}  # the energy of a tone at full scale
level_db = 10 * ({stage}{thin} / tone + 1e-12).log10()
{heat_map("level_db", axes, y=hz)}"""
