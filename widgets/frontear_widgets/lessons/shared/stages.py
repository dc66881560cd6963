"""A front-end taken apart: what each stage makes of a sound, with its equation and its shape."""

from dataclasses import dataclass
from typing import Any

import torch

from frontear.dsp.spectrogram import bin_hz
from frontear.frontends import FRONTENDS, Frontend, Spec
from frontear.frontends.mel import Spectrum, Window
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

from .spectrograms import tone_energy

STAGES = {
    "framing": ("cut into overlapping frames", "x[tH + n]"),
    "window": ("weigh each frame by the window", "w[n] · x[tH + n]"),
    "spectrum": ("energy at each frequency; the phase is dropped", "|Σₙ w[n] x[tH + n] e^(−2πi k n / N)|²"),
    "mel": ("sum the energies under each mel filter", "E[m, t] = Σₖ M[m, k] |X[k, t]|²"),
    "compression": ("make steps of loudness even", ""),
    "cosines": (
        "tell the shape over the filters in a few cosines",
        "Σₘ v_q[m] L[m, t], v_q[m] ∝ cos(πq(m + ½) / F), |v_q| = 1",
    ),
}
LOG = "log(E + 10⁻⁵)"
COMPRESSIONS = {
    "log-mel": LOG,
    "mel-pcen": "(E / (ε + M)^α + δ)^(1/r) − δ^(1/r), M a moving average of E",
    "mfcc": LOG,
}


TONE_CODE = "(taps.sum() / 2) ** 2", "frontend.spectrum.n_fft * taps.square().sum() / 4"


@dataclass(frozen=True)
class Stages:
    """A front-end, a sound, and the stage to look at."""

    frontend: str = choice("log-mel", list(COMPRESSIONS), label="Front-end")
    name: str = sound_choice()
    stage: str = choice("spectrum", list(STAGES), label="After the stage")
    window_ms: int = slider(25, 5, 100, label="Window", unit="ms")
    hop_ms: int = slider(10, 2, 50, label="Hop", unit="ms")
    n_filters: int = slider(40, 8, 80, label="Mel filters")

    def build(self, frontend: str = "") -> Frontend:
        """The front-end these settings stand for, or another with the same numbers."""
        kind = FRONTENDS[frontend or self.frontend]
        return kind(sample_rate=RATE, n_filters=self.n_filters, window_ms=self.window_ms, hop_ms=self.hop_ms)


@torch.no_grad()
def stages_shown(settings: Stages) -> dict:
    """All shapes, the chosen stage as a picture, and the sound it is made of. ValueError for a stage there is not."""
    clip = sound(settings.name)
    frontend = settings.build()
    outputs = dict(frontend.trace(clip.waveform[None]))
    if settings.stage not in outputs:
        raise ValueError(f"{settings.frontend} ends with {list(outputs)[-1]}; allowed for {settings.stage} is mfcc")
    output = outputs[settings.stage][0]
    if settings.stage in ("spectrum", "mel"):
        output = output / full_scale(frontend, settings.stage)
    rows_are_filters = settings.frontend == "mfcc" and settings.stage != "cosines"
    spec = settings.build("log-mel").spec if rows_are_filters else frontend.spec
    return {
        "shapes": _table(settings, outputs),
        "picture": _picture(settings, spec, output),
        "sound": clip,
    }


def full_scale(frontend: Frontend, stage: str) -> float:
    """The energy that a tone at full scale has after the spectrum in its bin, after mel where one filter takes all."""
    window, spectrum = frontend.get_submodule("window"), frontend.get_submodule("spectrum")
    assert isinstance(window, Window)
    assert isinstance(spectrum, Spectrum)
    return tone_energy(window.weights, n_fft=spectrum.n_fft if stage == "mel" else 0)


def _table(settings: Stages, outputs: dict[str, torch.Tensor]) -> str:
    rows = [("waveform", shape(outputs["waveform"]), "x[n]", "the samples")]
    for name, (what, equation) in STAGES.items():
        if name in outputs:
            rows.append((name, shape(outputs[name]), equation or COMPRESSIONS[settings.frontend], what))
    return table((), rows, chosen=settings.stage)


def _picture(settings: Stages, spec: Spec, output: torch.Tensor) -> Picture:
    time = Axis.of_frames(spec.hop_seconds)
    title = f"{settings.name} after {settings.stage}"
    if settings.stage in ("framing", "window"):
        peak = max(output.abs().max().item(), 1e-6)
        offset_ms = torch.arange(output.shape[1]) / spec.sample_rate * 1_000
        rows = Rows("place in the frame (ms)", "ms", offset_ms.numpy())
        return Picture(output.T, title, time, rows, "of full scale", -peak, peak, name="amplitude")
    if settings.stage == "spectrum":
        hz = bin_hz(2 * output.shape[0] - 2, sample_rate=spec.sample_rate)
        return _energies(output, title, time, Rows("frequency (Hz)", "Hz", hz.numpy()))
    rows = Rows.of(spec, name="centre of the filter (Hz)")
    if settings.stage == "mel":
        return _energies(output, title, time, rows)
    low, high = output.min().item(), output.max().item()
    return Picture(output, title, time, rows, spec.unit, low, max(high, low + 1e-6), name="feature")


def _energies(output: torch.Tensor, title: str, time: Axis, rows: Rows) -> Picture:
    levels = 10 * torch.log10(output + 1e-12)
    high = max(levels.max().item(), -80.0)
    return Picture(levels, title, time, rows, "dBFS", high - 80, high, name="energy")


def stages(**settings: Any) -> Live:
    """Every stage of a front-end on any sound. Lesson: notebooks/01_windowing.ipynb"""
    return Live(
        Stages(**settings),
        stages_shown,
        {"shapes": LiveText, "picture": HeatMap, "sound": Player},
        title="A front-end, stage by stage",
        hint="Walk down the stages. What can you still see of the sound, and what is gone?",
        code=_code,
    )


def _code(settings: Stages) -> str:
    numbers = f"n_filters={settings.n_filters}, window_ms={settings.window_ms}, hop_ms={settings.hop_ms}"
    return program(
        code(settings.name),
        f"""from frontear.frontends import FRONTENDS

frontend = FRONTENDS["{settings.frontend}"]({numbers})
stages = dict(frontend.trace(heard.waveform[None]))
for name, output in stages.items():
    print(name, tuple(output.shape))""",
        _drawn_code(settings),
    )


def _drawn_code(settings: Stages) -> str:
    """The lines that draw the stage."""
    stage, time = f'stages["{settings.stage}"][0]', frames(settings.hop_ms / 1_000)
    if settings.stage in ("framing", "window"):
        place = "place in the frame (ms)"
        return heat_map(f"{stage}.T", f"{time}, dy={1_000 / RATE:g}", y=place, colour="of full scale")
    level_db = f"""taps = frontend.window.weights
tone = {TONE_CODE[settings.stage == "mel"]}  # the energy of a tone at full scale
level_db = 10 * ({stage} / tone + 1e-12).log10()"""
    if settings.stage == "spectrum":
        bins = f"""from frontear.dsp.spectrogram import bin_hz

{level_db}
hz = bin_hz(2 * len(level_db) - 2, sample_rate={RATE})"""
        return f"{bins}\n{heat_map('level_db', f'{time}, y=hz')}"
    rows, unit = "y=frontend.spec.center_hz", "centre of the filter (Hz)"
    if settings.frontend == "mfcc":
        rows, unit = ("y0=0", "cosine") if settings.stage == "cosines" else ("y0=1", "filter")
    if settings.stage == "mel":
        return f"{level_db}\n{heat_map('level_db', f'{time}, {rows}', y=unit)}"
    return heat_map(f"{stage}.detach()", f"{time}, {rows}", y=unit, colour="feature")
