"""Panels of lesson 03: one compression on any sound, and what each compression does not hear."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from frontear.analysis.invariance import band_correlation, change, gain_curve, histogram, mean_correlation, noise_curve
from frontear.data.clip import Clip
from frontear.dsp.signals import from_db, mix, noise
from frontear.frontends import log_mel
from frontear.layers.compression import PCEN, Decibel, Log, Root
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code, sound
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.core.tabs import Tab
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program

HOP, N_FILTERS = 160, 40
KINDS = ("none", "log", "dB", "root", "PCEN")


def only(*kinds: str) -> Callable[[Any], bool]:
    """Whether a control matters: for these compressions only."""
    return lambda settings: settings.kind in kinds


@dataclass(frozen=True)
class Compression:
    """A compression with its parameters, and a sound made louder or quieter, clean or noisy."""

    name: str = sound_choice()
    gain_db: int = slider(0, -30, 30, label="Level", unit="dB")
    snr_db: int = slider(60, -10, 60, label="SNR", unit="dB")
    kind: str = choice("log", list(KINDS), label="Compression")
    floor_db: int = slider(-50, -100, 0, step=5, label="Floor ε", unit="dB", when=only("log", "root"))
    range_db: int = slider(80, 20, 120, step=5, label="Range", unit="dB", when=only("dB"))
    power: float = slider(0.33, 0.05, 1.0, step=0.01, label="Power", when=only("root"))
    smooth: float = slider(0.04, 0.01, 1.0, step=0.01, label="Smoothing s", when=only("PCEN"))
    alpha: float = slider(0.96, 0.0, 1.0, step=0.01, label="Gain α", when=only("PCEN"))
    delta: float = slider(2.0, 0.1, 10.0, step=0.1, label="Bias δ", when=only("PCEN"))
    root: float = slider(2.0, 1.0, 8.0, step=0.1, label="Root r", when=only("PCEN"))
    pcen_floor_db: int = slider(-120, -120, 0, step=10, label="Floor ε", unit="dB", when=only("PCEN"))

    def module(self) -> nn.Module:
        """The compression itself."""
        return modules(self)[self.kind]

    def waveform(self) -> Tensor:
        """The sound with its noise at its level, (time,)."""
        waveform = sound(self.name).waveform
        if self.snr_db < 60 and waveform.square().mean() > 0:
            hiss = noise(seconds=len(waveform), sample_rate=1)
            waveform = mix(waveform, hiss, snr_db=self.snr_db)
        return waveform * from_db(self.gain_db)


def modules(settings: Compression) -> dict[str, nn.Module]:
    """Every compression with these parameters."""
    floor = 10 ** (settings.floor_db / 10)
    return {
        "none": nn.Identity(),
        "log": Log(floor=floor),
        "dB": Decibel(top_db=settings.range_db),
        "root": Root(power=settings.power, floor=floor),
        "PCEN": PCEN(
            N_FILTERS,
            smooth=settings.smooth,
            alpha=settings.alpha,
            delta=settings.delta,
            root=settings.root,
            floor=10 ** (settings.pcen_floor_db / 10),
        ),
    }


FRONTEND = log_mel(n_filters=N_FILTERS)
ENERGIES = FRONTEND[:4]  # all stages but the compression


@torch.no_grad()
def compression_shown(settings: Compression) -> dict:
    """The picture, how far it has moved from that of the sound as it is, its values, and its bands' correlation."""
    clip, waveform, compress = sound(settings.name), settings.waveform(), settings.module()
    energy = ENERGIES(waveform[None])
    features, reference = compress(energy), compress(ENERGIES(clip.waveform[None]))
    raw, compressed = band_correlation(energy), band_correlation(features)
    return {
        "words": _words(change(features, reference).item(), mean_correlation(raw), mean_correlation(compressed)),
        "picture": feature_picture(features[0], f"{settings.name} after {settings.kind}"),
        "values": _values_chart(energy, features),
        "before": _correlation_picture(raw, "Correlation of bands before the compression"),
        "after": _correlation_picture(compressed, f"Correlation of bands after {settings.kind}"),
        "sound": [Clip(waveform, RATE, name="as set"), Clip(clip.waveform, RATE, name="as it was")],
    }


def _words(moved: float, before: float, after: float) -> str:
    return (
        f"<p>Level and noise have moved this picture by <b>{moved:.2f}</b> of its standard deviation. "
        f"Two bands correlate by {before:.2f} on average before the compression and by {after:.2f} after it.</p>"
    )


def feature_picture(features: Tensor, title: str) -> Picture:
    """Features (filters, frames), coloured from their lowest to their highest value."""
    rows = Rows.of(FRONTEND.spec, name="centre of the filter (Hz)")
    low, high = features.min().item(), features.max().item()
    time = Axis.of_frames(HOP / RATE)
    return Picture(features, title, time, rows, "no unit", low, max(high, low + 1e-6), name="feature")


def _values_chart(energy: Tensor, features: Tensor):
    def shares(values: Tensor) -> tuple[Tensor, Tensor]:
        centers, share = histogram(values)
        return (centers - centers[0]) / (centers[-1] - centers[0]).clamp(min=1e-12), torch.where(
            share > 0, share * 100, torch.nan
        )

    return chart(
        "How the values are spread over their range",
        [Curve("before", *shares(energy)), Curve("after", *shares(features))],
        x="value, from the lowest (0) to the highest (1)",
        y="cells of the picture (%)",
        x_range=(0, 1),
        log_axes="y",
        alt="Histograms of the energies and of the compressed features.",
    )


def _correlation_picture(correlation: Tensor, title: str) -> Picture:
    rows = Rows("filter", "", torch.arange(N_FILTERS).numpy() + 1.0)
    columns = Axis("filter", "", start=1, step=1)
    return Picture(correlation, title, columns, rows, "r", -1, 1, name="correlation")


def compression(**settings: Any) -> Live:
    """One compression on any sound, at any level, in noise. Lesson: notebooks/03_compression.ipynb"""
    return Live(
        Compression(**settings),
        compression_shown,
        {
            "words": LiveText,
            "picture": HeatMap,
            "sound": Player,
            "before": Tab("Correlations", lambda picture: HeatMap(picture, height=280, colours="cividis")),
            "after": Tab("Correlations", lambda picture: HeatMap(picture, height=280, colours="cividis")),
            "values": Tab("Values", Lines),
        },
        title="A compression, and what it does not hear",
        hint="Turn the level down by 30 dB: does the picture mind? Then add noise (SNR is signal over noise).",
        code=compression_code,
    )


def compression_code(settings: Compression) -> str:
    """The lines that compute the picture, and draw it."""
    floor = f"{10 ** (settings.floor_db / 10):g}"
    made = {
        "none": "import torch\n\ncompress = torch.nn.Identity()",
        "log": f"{_from('Log')}Log(floor={floor})",
        "dB": f"{_from('Decibel')}Decibel(top_db={settings.range_db})",
        "root": f"{_from('Root')}Root(power={settings.power}, floor={floor})",
        "PCEN": f"{_from('PCEN')}PCEN({N_FILTERS}, smooth={settings.smooth}, alpha={settings.alpha}, "
        f"delta={settings.delta}, root={settings.root}, floor={10 ** (settings.pcen_floor_db / 10):g})",
    }
    return program(
        code(settings.name),
        _waveform_code(settings),
        made[settings.kind],
        f"""from frontear.frontends import log_mel

frontend = log_mel()
energy = frontend[:4](waveform[None])  # all but its own compression
features = compress(energy)[0]{".detach()" * (settings.kind == "PCEN")}""",
        heat_map(
            "features",
            f"{frames(HOP / RATE)}, y=frontend.spec.center_hz",
            y="centre of the filter (Hz)",
            colour="feature",
        ),
    )


def _from(name: str) -> str:
    return f"from frontear.layers.compression import {name}\n\ncompress = "


def _waveform_code(settings: Compression) -> str:
    gain = f"waveform = waveform * from_db({settings.gain_db})"
    if settings.snr_db == 60:
        return f"from frontear.dsp.signals import from_db\n\n{gain.replace('= waveform', '= heard.waveform')}"
    return f"""from frontear.dsp.signals import from_db, mix, noise

hiss = noise(seconds=len(heard.waveform), sample_rate=1)
waveform = mix(heard.waveform, hiss, snr_db={settings.snr_db})
{gain}"""


LEVEL_BAR, NOISE_BAR = 0.15, 0.47


@torch.no_grad()
def minds_neither(settings: Compression) -> tuple[bool, str]:
    """Whether −30 dB of level and 0 dB of noise both move the picture little: lesson 03's exercise."""
    waveform, module = sound("sentence").waveform, settings.module()
    level = gain_curve(module, ENERGIES(waveform[None]), gains_db=torch.tensor([-30.0])).item()
    noisy = noise_curve(module, waveform, energies=ENERGIES, snrs_db=torch.tensor([0.0])).item()
    measured = f"On the sentence 30 dB less move it by {level:.2f}, noise as loud as the speech by {noisy:.2f}"
    if level <= LEVEL_BAR and noisy <= NOISE_BAR:
        return True, f"{measured}. What does a long memory cost? Look at how sounds begin."
    return False, f"{measured}; the bars are {LEVEL_BAR} and {NOISE_BAR}."
