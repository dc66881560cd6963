"""Panels of lesson 04: what goes wrong when LEAF is copied, as experiments with numbers."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from frontear.analysis.invariance import change
from frontear.dsp.signals import from_db
from frontear.frontends.leaf import Leaf, leaf
from frontear.layers.compression import PCEN
from frontear.layers.pooling import GaussianLowPass
from frontear.models.classifier import n_parameters
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import ladder, slider, switch
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program
from frontear_widgets.views.table import table

from .gabor import RATE
from .pooling import N_FILTERS, leaf_start

HOP = 160
LEVELS_DB = torch.arange(-60.0, 1.0, 5.0)
NOTHING = 1e-6  # below it, deviations are rounding errors


@lru_cache(maxsize=1)
def untrained() -> Leaf:
    """LEAF as its authors have it."""
    return leaf()


@lru_cache(maxsize=8)
@torch.no_grad()
def energies(name: str) -> Tensor:
    """What LEAF pools of a sound, (1, filters, frames)."""
    return untrained()[:3](sound(name).waveform[None]).clamp(min=0)


def features(energy: Tensor, *, bias: float = 0.0) -> Tensor:
    """LEAF's features of pooled energies (batch, filters, frames), to which a bias is added."""
    return untrained()[3:](energy + bias)


class BiasedPooling(nn.Module):
    """A pooling with what SpeechBrain and leaf-pytorch add to it: a learned number per filter that starts at 1."""

    def __init__(self, pooling: GaussianLowPass):
        super().__init__()
        self.pooling, self.bias = pooling, nn.Parameter(torch.ones(len(pooling.sigma_samples())))

    def forward(self, energy: Tensor) -> Tensor:
        """Pool and add."""
        return self.pooling(energy) + self.bias[:, None]


@dataclass(frozen=True)
class Bias:
    """A sound at some level, and what is added to its pooled energies."""

    name: str = sound_choice("sentence")
    level_db: int = slider(-20, -60, 0, label="Level", unit="dB")
    bias: float = ladder(1.0, [0.0, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0], label="Bias")


@torch.no_grad()
def bias_shown(settings: Bias) -> dict:
    """The features with and without the bias, and how much they vary at every level."""
    clip, energy, gain = sound(settings.name), energies(settings.name), from_db(settings.level_db)
    levels = energy * from_db(LEVELS_DB)[:, None, None].square()
    here = energy * gain.square()
    without, biased = features(here), features(here, bias=settings.bias)
    curves = [
        Curve(kind, LEVELS_DB, features(levels, bias=bias).std(dim=(1, 2)).clamp(min=NOTHING))
        for kind, bias in (("as published", 0.0), ("with the bias", settings.bias))
    ]
    return {
        "words": _bias_words(settings, energy, without, biased),
        "without": feature_picture(without[0], f"{settings.name}: as published"),
        "biased": feature_picture(biased[0], f"{settings.name}: with a bias of {settings.bias:g}"),
        "spread": chart(
            "How much the features vary, by the level of the sound",
            curves,
            x="level over the sound as it is (dB)",
            y="standard deviation",
            log_axes="y",
            y_range=(-3.9, 0.2),
            alt=f"At −60 dB: {_told(curves[0].y[0])} as published, {_told(curves[1].y[0])} with the bias; "
            f"at 0 dB: {_told(curves[0].y[-1])} and {_told(curves[1].y[-1])}.",
        ),
        "sound": [replace(clip, waveform=clip.waveform * gain, name="as set"), replace(clip, name="as it was")],
    }


def _bias_words(settings: Bias, energy: Tensor, without: Tensor, biased: Tensor) -> str:
    softer = energy * from_db(settings.level_db - 20) ** 2
    pooling, n_published = untrained().pooling, n_parameters(untrained())
    n_ported = n_published + n_parameters(BiasedPooling(pooling)) - n_parameters(pooling)
    rows = [
        (f"at {settings.level_db} dB", _deviation(without), _deviation(biased)),
        ("20 dB below", _deviation(features(softer)), _deviation(features(softer, bias=settings.bias))),
    ]
    deviations = table(("standard deviation of the features", "as published", "with the bias"), rows)
    return f"{deviations}<p>As published LEAF learns {n_published} numbers, with the bias {n_ported}.</p>"


def _deviation(values: Tensor) -> str:
    return _told(values.std())


def _told(deviation: Tensor) -> str:
    return f"{deviation:.2g}" if deviation > NOTHING else "0"


def feature_picture(values: Tensor, title: str) -> Picture:
    """Features (filters, frames) on one scale, so that two pictures can be held side by side."""
    time = Axis.of_frames(HOP / RATE)
    rows = Rows.of_bands(leaf_start()[0], name="centre (Hz)")
    return Picture(values, title, time, rows, "no unit", 0, 1.5, name="feature")


def bias_of_one(**settings: Any) -> Live:
    """A bias in the pooling that starts at 1. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        Bias(**settings),
        bias_shown,
        {
            "words": LiveText,
            "without": lambda picture: HeatMap(picture, height=230),
            "biased": lambda picture: HeatMap(picture, height=230),
            "spread": lambda drawn: Lines(drawn, height=220),
            "sound": Player,
        },
        title="A bias that starts at 1",
        hint="Turn the level up: does it help? How small must the bias be until the sentence is back?",
        code=_bias_code,
    )


def _bias_code(settings: Bias) -> str:
    return program(
        code(settings.name),
        f"""from frontear.dsp.signals import from_db
from frontear.frontends import leaf

filters = leaf().requires_grad_(False)
pooled = filters[:3](heard.waveform[None] * from_db({settings.level_db}))
published, biased = filters[3:](pooled)[0], filters[3:](pooled + {settings.bias})[0]
print(published.std().item(), biased.std().item())""",
        _picture_code("biased"),
    )


def _picture_code(features: str) -> str:
    axes = f"{frames(HOP / RATE)}, y=filters.spec.center_hz, zmin=0, zmax=1.5"
    return heat_map(features, axes, y="centre (Hz)", colour="feature")


@dataclass(frozen=True)
class Shared:
    """Two front-ends of which the first learns."""

    name: str = sound_choice("sentence")
    alpha: float = slider(0.5, 0.0, 1.0, step=0.01, label="First learns α")
    shared: bool = switch(True, label="PCEN as a default argument")


@torch.no_grad()
def second_after_first(settings: Shared) -> Tensor:
    """What the second front-end makes of the sound once the first has learned another α, (1, filters, frames)."""
    first = PCEN(N_FILTERS)
    second = first if settings.shared else PCEN(N_FILTERS)
    first.alpha.fill_(settings.alpha)
    return second(untrained().get_submodule("floor")(energies(settings.name)))


def shared_shown(settings: Shared) -> dict:
    """The picture of the front-end that nobody touched."""
    now, before = second_after_first(settings), features(energies(settings.name)).detach()
    moved = change(now, before).item()
    kind = "they share one PCEN" if settings.shared else "each has a PCEN of its own"
    return {
        "words": f"<p>The second front-end was never trained. Its picture has moved by <b>{moved:.2f}</b> of its "
        f"standard deviation: {kind}.</p>",
        "second": feature_picture(now[0], f"{settings.name}, as the second hears it"),
        "sound": sound(settings.name),
    }


def shared_pcen(**settings: Any) -> Live:
    """A module as a default argument. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        Shared(**settings),
        shared_shown,
        {"words": LiveText, "second": HeatMap, "sound": Player},
        title="The second front-end",
        hint="Let the first learn another α, and look at the second. Then give each a PCEN of its own.",
        code=_shared_code,
    )


def _shared_code(settings: Shared) -> str:
    own = f"compression=PCEN({N_FILTERS})):  # made once, when Python reads this line"
    port = own if settings.shared else f"):\n    compression = PCEN({N_FILTERS})  # made at every call"
    return program(
        code(settings.name),
        f"""import torch
from frontear.frontends import leaf
from frontear.layers.compression import PCEN

def port({port}
    return torch.nn.Sequential(compression)

first, second = port(), port()
first[0].alpha.data.fill_({settings.alpha})  # what the first learns
print(second[0].alpha[0].item(), first[0] is second[0])

filters = leaf()
with torch.no_grad():
    heard_by_second = second(filters[:4](heard.waveform[None]))[0]  # filters, energy, pooling, floor""",
        _picture_code("heard_by_second"),
    )
