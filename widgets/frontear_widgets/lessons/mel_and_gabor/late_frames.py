"""Panel of lesson 04: frames that come late because the pooling is padded as the filters are."""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.signals import clicks
from frontear.layers.pooling import GaussianPooling
from frontear_widgets.core.controls import ladder, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program

from .gabor import RATE, TAPS
from .pooling import N_FILTERS, band_energy, leaf_start


@dataclass(frozen=True)
class LateFrames:
    """A click, and how often a frame is kept."""

    click_ms: int = slider(500, 100, 900, label="Click at", unit="ms")
    hop_ms: int = ladder(10, [2, 5, 10], label="Hop", unit="ms")
    number: int = slider(28, 1, N_FILTERS, label="Filter")


def padded_both(settings: LateFrames) -> tuple[Tensor, Tensor]:
    """The pooled energy of a second with one click: padded as LEAF is, and by 200 at both ends; (frames,) each."""
    hop = settings.hop_ms * RATE // 1_000
    layer = GaussianPooling(1, kernel_size=TAPS, hop_length=hop).requires_grad_(False)
    center_hz, width_hz = (float(hz[settings.number - 1]) for hz in leaf_start())
    energy = band_energy(clicks([settings.click_ms / 1_000]), center_hz, width_hz)[None, None]
    ported = F.conv1d(F.pad(energy, (TAPS // 2, TAPS // 2)), layer.impulse_responses()[:, None], stride=hop)
    return layer(energy)[0, 0], ported[0, 0]


def middle(energy: Tensor) -> float:
    """Where an energy has its centre of mass, in frames."""
    return (energy * torch.arange(len(energy))).sum().item() / energy.sum().item()


def late_frames_shown(settings: LateFrames) -> dict:
    """Both energies around the click."""
    own, ported = padded_both(settings)
    hop = settings.hop_ms * RATE // 1_000
    late = (middle(ported) - middle(own)) * hop
    times_ms = (torch.arange(max(len(own), len(ported))) + 0.5) * settings.hop_ms
    ours, theirs = f"({(TAPS - hop) // 2}, {-(-(TAPS - hop) // 2)})", f"({TAPS // 2}, {TAPS // 2})"
    return {
        "words": f"<p>{len(own)} frames when padded by {ours}, {len(ported)} by {theirs}. There the click comes "
        f"<b>{late:.0f} samples</b> = {late / RATE * 1_000:.1f} ms later.</p>",
        "click": chart(
            "The click in the frames; dotted: where it is",
            [
                Curve(kind, times_ms[: len(energy)], energy / energy.max(), "lines+markers")
                for kind, energy in (("padded as published", own), ("padded by (200, 200)", ported))
            ],
            x="middle of the frame (ms)",
            y="energy over its highest",
            x_range=(settings.click_ms - 60, settings.click_ms + 60),
            marks=(settings.click_ms,),
            alt=f"The second curve lies {late:.0f} samples to the right of the first.",
        ),
    }


def late_frames(**settings: Any) -> Live:
    """Frames that are late by half a hop. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        LateFrames(**settings),
        late_frames_shown,
        {"words": LiveText, "click": Lines},
        title="Where is the click?",
        hint="The number of frames is the same, so nobody notices. When would it matter?",
        code=_code,
    )


def _code(settings: LateFrames) -> str:
    band, hop = f"[0, {settings.number - 1}]", settings.hop_ms
    return program(
        f"""import torch.nn.functional as F
from frontear.dsp.signals import clicks
from frontear.frontends import leaf

filters = leaf(hop_ms={hop}).requires_grad_(False)
energy = filters[:2](clicks([{settings.click_ms / 1_000}])[None])
taps = filters.pooling.impulse_responses()[:, None]
ported = F.conv1d(F.pad(energy, (200, 200)), taps, stride=filters.pooling.hop_length, groups=len(taps)){band}
published = filters.pooling(energy){band}""",
        line_chart(
            'for name, energy in {"padded as published": published, "padded by (200, 200)": ported}.items():',
            f"    chart.add_scatter(x0={hop / 2:g}, dx={hop}, y=energy / energy.max(), name=name)",
            x="middle of the frame (ms)",
            y="energy over its highest",
            layout=f"xaxis_range=({settings.click_ms - 60}, {settings.click_ms + 60})",
        ),
    )
