"""Panel of lesson 04: how far one step of learning moves a filter depends on the unit its centre is counted in."""

from dataclasses import dataclass
from functools import lru_cache
from math import pi
from typing import Any

import torch
from torch import Tensor

from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

START_HZ, WIDTH_HZ, N_STEPS = 1_000.0, 200.0, 200
UNITS = {"cycles per sample": RATE, "radians per sample": RATE / (2 * pi), "Hz": 1.0}  # one of each, in Hz
RULES = {"Adam": torch.optim.Adam, "RMSprop": torch.optim.RMSprop}


@dataclass(frozen=True)
class Units:
    """An optimiser, its learning rate, and where the filter is to go."""

    rule: str = choice("Adam", list(RULES), label="Optimiser")
    rate: float = ladder(1e-3, [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0], label="Learning rate")
    target_hz: int = slider(1_200, 1_200, 2_000, step=10, label="Tone at", unit="Hz")


@lru_cache(maxsize=64)
def way_hz(rule: str, rate: float, target_hz: float) -> Tensor:
    """Centres after 0…200 steps towards a tone, in Hz, one row per unit: (3, 201).

    The loss is the tone's level through a Gabor filter, counted in its width: a parabola, steep everywhere.
    A centre that leaves 0 Hz to half the sample rate is brought back, as LEAF does.
    """
    in_hz = torch.tensor(list(UNITS.values()), dtype=torch.float64)
    center = torch.nn.Parameter(START_HZ / in_hz)
    optimizer = RULES[rule]([center], lr=rate, foreach=False)
    way = [START_HZ + 0 * in_hz]
    for _ in range(N_STEPS):
        center.grad = 2 * (center.detach() * in_hz - target_hz) * in_hz / WIDTH_HZ**2
        optimizer.step()
        center.data = torch.minimum(center.data.clamp(min=0), RATE / 2 / in_hz)
        way.append(center.detach() * in_hz)
    return torch.stack(way, dim=1)


def units_shown(settings: Units) -> dict:
    """The way of the centre in each unit, and how far steps carry it."""
    way = way_hz(settings.rule, settings.rate, settings.target_hz)
    lowest, highest = START_HZ - WIDTH_HZ / 2, settings.target_hz + WIDTH_HZ
    return {
        "words": _words(way),
        "way": chart(
            f"{N_STEPS} steps towards {settings.target_hz} Hz",
            [Curve(f"counted in {unit}", torch.arange(N_STEPS + 1), row) for unit, row in zip(UNITS, way, strict=True)],
            x="step",
            y="centre (Hz)",
            y_range=(lowest, highest),
            alt="; ".join(f"{unit}: ends at {row[-1]:.1f} Hz" for unit, row in zip(UNITS, way, strict=True)) + ".",
        ),
    }


def _words(way: Tensor) -> str:
    heads = ("centre in", "1 step", "10 steps", f"{N_STEPS} steps")
    rows = (
        (unit, *(f"{row[n] - row[0]:.4g} Hz" for n in (1, 10, N_STEPS))) for unit, row in zip(UNITS, way, strict=True)
    )
    return f"<p>How far the centre has moved. The filter is {WIDTH_HZ:g} Hz wide.</p>{table(heads, rows)}"


def units(**settings: Any) -> Live:
    """The same learning rate, three units. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        Units(**settings),
        units_shown,
        {"words": LiveText, "way": Lines},
        title="One learning rate, three units",
        hint="Find a rate for each unit at which the centre gets there. Is there one for all three?",
        code=_code,
    )


def _code(settings: Units) -> str:
    return program(
        f"""import torch

in_hz = torch.tensor({[float(f"{hz:.7g}") for hz in UNITS.values()]}, dtype=torch.float64)
center = torch.nn.Parameter({START_HZ} / in_hz)
optimizer = torch.optim.{settings.rule}([center], lr={settings.rate})
way = [center.detach() * in_hz]
for _ in range({N_STEPS}):
    optimizer.zero_grad()
    ((center * in_hz - {settings.target_hz}) / {WIDTH_HZ}).square().sum().backward()
    optimizer.step()
    center.data = torch.minimum(center.data.clamp(min=0), {RATE // 2} / in_hz)
    way.append(center.detach() * in_hz)""",
        line_chart(
            f"for unit, hz in zip({tuple(UNITS)}, torch.stack(way, dim=1)):",
            "    chart.add_scatter(y=hz, name=unit)",
            x="step",
            y="centre (Hz)",
            layout=f"yaxis_range=({START_HZ - WIDTH_HZ / 2:g}, {settings.target_hz + WIDTH_HZ:g})",
        ),
    )
