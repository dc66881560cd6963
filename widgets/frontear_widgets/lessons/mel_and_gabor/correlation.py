"""Panel of lesson 04: is it convolution or correlation, and does it matter?"""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from frontear.dsp.convolution import convolve
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

from .gabor import N_FFT, RATE, TAPS, as_loud, bank_code, louder, taps_of

KINDS = ("Gabor", "sinc", "gammatone")


@dataclass(frozen=True)
class Flipped:
    """A filter that runs forwards and backwards."""

    name: str = sound_choice()
    kind: str = choice("Gabor", list(KINDS), label="Filter")
    center_hz: int = slider(1_000, 200, 7_000, step=10, label="Centre", unit="Hz")
    width_hz: int = slider(200, 50, 1_000, step=10, label="Width", unit="Hz")

    def taps(self) -> Tensor:
        """The filter, about its middle tap."""
        return taps_of(self.kind, self.center_hz, self.width_hz)


def three_ways(taps: Tensor, waveform: Tensor) -> dict[str, Tensor]:
    """The waveform (time,) convolved; as conv1d has it, with the filter not flipped; and correlated as in textbooks."""
    return {
        "convolved": convolve(waveform, taps),
        "conv1d": convolve(waveform, taps.flip(0)),
        "correlated": convolve(waveform, taps.flip(0).conj()),
    }


def apart(first: Tensor, second: Tensor) -> float:
    """The largest difference over the largest value."""
    return ((first - second).abs().max() / second.abs().max().clamp(min=1e-12)).item()


def flipped_shown(settings: Flipped) -> dict:
    """How far the three are apart on a sound, and what each answers to a click."""
    taps, clip = settings.taps(), sound(settings.name)
    ways = three_ways(taps, clip.waveform)
    real = {name: 2 * ways[name].real if taps.is_complex() else ways[name] for name in ("convolved", "conv1d")}
    bands, louder_db = as_loud(real, clip)
    return {
        "words": _words(settings, ways, louder_db),
        "click": _click(settings, taps),
        "sound": [*bands, replace(clip, name="the sound")],
    }


def _words(settings: Flipped, ways: dict[str, Tensor], louder_db: float) -> str:
    right, power = ways["convolved"], ways["convolved"].abs().square()
    rows = (
        (name, f"{apart(ways[name], right):.1%}", f"{apart(ways[name].abs().square(), power):.1%}")
        for name in ("conv1d", "correlated")
    )
    return (
        f"<p>{settings.kind} on “{escaped(settings.name)}”: largest difference from the convolution, "
        f"in % of its peak. Both are played {louder(louder_db)} they are.</p>"
        f"{table(('', 'z differs by', '|z|² differs by'), rows)}"
    )


def _click(settings: Flipped, taps: Tensor) -> Chart:
    click = torch.zeros(TAPS)
    click[TAPS // 2] = 1
    answers, time_ms = three_ways(taps, click), (torch.arange(TAPS) - TAPS // 2) / RATE * 1_000
    differ = apart(answers["conv1d"].abs(), answers["convolved"].abs())
    return chart(
        "|z| around a click at 0 ms",
        [Curve(name, time_ms, answers[name].abs()) for name in ("convolved", "conv1d")],
        x="time (ms)",
        y="|z|",
        x_range=(-12.5, 12.5),
        alt=f"The {settings.kind} forwards and backwards, {differ:.0%} apart.",
    )


def flipped(**settings: Any) -> Live:
    """Isn't this correlation? Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        Flipped(**settings),
        flipped_shown,
        {"words": LiveText, "click": Lines, "sound": Player},
        title="Forwards or backwards",
        hint="Choose each filter in turn: which minds? Then hear the gammatone both ways.",
        code=_code,
    )


def _code(settings: Flipped) -> str:
    made = bank_code(settings.kind, settings.center_hz, settings.width_hz)
    centre = f"abs()[{round(settings.center_hz * N_FFT / RATE)}]  # a gain of 1 at the centre"
    at_centre = f"\ntaps = taps / torch.fft.rfft(taps, {N_FFT}).{centre}" if settings.kind == "sinc" else ""
    return program(
        code(settings.name),
        f"""import torch
from frontear.dsp.convolution import convolve
from frontear.filterbanks import {made.partition("(")[0]}

bank = {made}
taps = bank.impulse_responses()[0].detach(){at_centre}
convolved, conv1d = convolve(heard.waveform, taps), convolve(heard.waveform, taps.flip(0))
print((convolved - conv1d).abs().max(), (convolved.abs() - conv1d.abs()).abs().max())
time_ms = (torch.arange({TAPS}) - {TAPS // 2}) / {RATE // 1_000}""",
        line_chart(
            'chart.add_scatter(x=time_ms, y=taps.abs(), name="convolved")  # a click',
            'chart.add_scatter(x=time_ms, y=taps.flip(0).abs(), name="conv1d")',
            x="time (ms)",
            y="|z|",
        ),
    )
