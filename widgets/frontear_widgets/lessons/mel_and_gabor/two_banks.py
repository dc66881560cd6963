"""Panel of lesson 04: mel and Gabor filters side by side on any sound, and their difference."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from frontear.data.clip import Clip
from frontear.dsp.convolution import convolve
from frontear.dsp.spectrogram import bin_hz, spectrogram
from frontear.dsp.windows import window
from frontear.filterbanks import GaborFilterbank, highest_hz, mel_matrix
from frontear.filterbanks.initial import initial
from frontear.filterbanks.response import coverage
from frontear.layers.energy import SquaredModulus
from frontear.layers.pooling import GaussianPooling
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code, sound
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.core.tabs import Tab
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program

HOP, WINDOW, TAPS, N_FFT = 160, 400, 401, 2_048
SCALES = {"mel": "mel-htk", "bark": "bark", "linear": "linear"}
LOUD_DB, SHOWN_DB = 40, 80
LEVEL = "level over white noise of power 1"
SECONDS = 2.0  # of a sound, enough to see


@dataclass(frozen=True)
class TwoBanks:
    """One sound, and two banks with the same centres."""

    name: str = sound_choice("sentence")
    scale: str = choice("mel", list(SCALES), label="Scale")
    n_filters: int = slider(40, 8, 64, label="Filters")
    width: float = slider(1.0, 0.5, 2.0, step=0.05, label="Gabors wider ×")
    pooling: float = slider(0.4, 0.05, 0.5, step=0.01, label="Pooling width")

    def matrix(self, n_fft: int = N_FFT) -> Tensor:
        """Triangles with a peak of 1, straight on their scale, (n_filters, n_fft // 2 + 1)."""
        return mel_matrix(n_mels=self.n_filters, n_fft=n_fft, scale=SCALES[self.scale], norm=None, triangles="scale")

    def bank(self) -> GaborFilterbank:
        """The Gabors; ValueError where one is narrower than LEAF lets it be."""
        center_hz, width_hz = initial(self.scale, self.n_filters)
        narrowest_hz, width_hz = RATE / TAPS, width_hz * self.width
        if width_hz.min() < narrowest_hz or width_hz.max() > RATE / 4:
            raise ValueError(
                f"filters {width_hz.min():.0f} to {width_hz.max():.0f} Hz wide, before they are cut to {TAPS} taps, "
                f"are not allowed: {narrowest_hz:.1f} to {RATE // 4} Hz are; take fewer or wider ones"
            )
        return GaborFilterbank(center_hz, width_hz, kernel_size=TAPS, sample_rate=RATE)

    def smoothing(self) -> GaussianPooling:
        """The pooling of this width."""
        layer = GaussianPooling(self.n_filters, kernel_size=TAPS, hop_length=HOP)
        layer.width.data.fill_(self.pooling)
        return layer


@torch.no_grad()
def levels_db(settings: TwoBanks) -> tuple[Tensor, Tensor]:
    """The sound through triangles and through Gabors, (n_filters, frames) each, in dB.

    0 dB is white noise of power 1, so that neither the height of a filter nor its width counts.
    """
    waveform, matrix = _beginning(settings.name).waveform[None], settings.matrix()
    taps, pooling = settings.bank().impulse_responses(), settings.smoothing()
    triangles = matrix @ spectrogram(waveform, n_fft=N_FFT, win_length=WINDOW, hop_length=HOP)[0]
    gabors = pooling(SquaredModulus()(convolve(waveform[:, None], taps)))[0]
    noise_in_triangles = matrix.sum(1) * window("hann", WINDOW).square().sum()
    noise_in_gabors = taps.abs().square().sum(1) * pooling.impulse_responses().sum(1)
    return _db(triangles / noise_in_triangles[:, None]), _db(gabors / noise_in_gabors[:, None])


def _beginning(name: str) -> Clip:
    clip = sound(name)
    return replace(clip, waveform=clip.waveform[: int(SECONDS * RATE)])


def _db(energy: Tensor) -> Tensor:
    return 10 * torch.log10(energy + 1e-10)


def difference_db(mel: Tensor, gabor: Tensor) -> Tensor:
    """Gabor over mel in the cells that are loud in either, 40 dB below the loudest at most, (cells,)."""
    louder = torch.maximum(mel, gabor)
    return (gabor - mel)[louder >= louder.max() - LOUD_DB]


def two_banks_shown(settings: TwoBanks) -> dict:
    """Both pictures, their difference, what each bank covers, and the sound."""
    mel, gabor = levels_db(settings)
    high = max(mel.max().item(), gabor.max().item(), -60.0)
    time = Axis.of_frames(HOP / RATE)
    center_hz, _ = initial(settings.scale, settings.n_filters)
    rows = Rows.of_bands(center_hz, scale=settings.scale, name="centre (Hz)")
    mel_picture, gabor_picture = (
        Picture(level, f"{settings.name} through {kind}", time, rows, "dB", high - SHOWN_DB, high, name=LEVEL)
        for level, kind in ((mel, "triangles"), (gabor, "Gabors"))
    )
    audible = (gabor.clamp(min=high - SHOWN_DB) - mel.clamp(min=high - SHOWN_DB)).clamp(-60, 60)
    return {
        "words": _words(mel, gabor),
        "mel": mel_picture,
        "gabor": gabor_picture,
        "difference": Picture(audible, "Gabors over triangles", time, rows, "dB", -20, 20, name="difference"),
        "sound": _beginning(settings.name),
        "coverage": _coverage(settings),
    }


def _words(mel: Tensor, gabor: Tensor) -> str:
    apart = difference_db(mel, gabor).abs()
    return (
        f"<p>In cells at most {LOUD_DB} dB below the loudest the two are <b>{apart.median().item():.1f} dB</b> apart "
        f"(median); {(apart <= 3).float().mean().item():.0%} of these cells agree within 3 dB.</p>"
    )


def _coverage(settings: TwoBanks) -> Chart:
    hz, covered = bin_hz(N_FFT, sample_rate=RATE), coverage(settings.bank(), n_fft=N_FFT)
    return chart(
        "All filters together: how much of each frequency's energy they take",
        [Curve("triangles", hz, settings.matrix().sum(0)), Curve("Gabors", hz, covered)],
        x="frequency (Hz)",
        y="sum of gains for energy",
        x_range=(0, RATE / 2),
        alt=f"From {initial(settings.scale, settings.n_filters)[0][0]:.0f} Hz to {highest_hz(RATE):.0f} Hz: "
        f"triangles up to {settings.matrix().sum(0).max():.2f}, Gabors up to {covered.max():.2f}.",
    )


def two_banks(**settings: Any) -> Live:
    """Mel and Gabor on any sound, and their difference. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        TwoBanks(**settings),
        torch.no_grad()(two_banks_shown),
        {
            "words": LiveText,
            "mel": HeatMap,
            "gabor": Tab("Gabors", HeatMap),
            "difference": Tab("Difference", lambda picture: HeatMap(picture, colours="cividis")),
            "coverage": Tab("What each bank hears", Lines),
            "sound": Player,
        },
        title="Both banks, and their difference",
        hint="Under Difference red is where Gabors hear more, blue where triangles do. Try the clock.",
        code=_code,
    )


def _code(settings: TwoBanks) -> str:
    return program(
        code(settings.name),
        f"""import torch
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.initial import initial
from frontear.layers.energy import SquaredModulus
from frontear.layers.pooling import GaussianPooling

center_hz, width_hz = initial("{settings.scale}", {settings.n_filters})
bank = GaborFilterbank(center_hz, {settings.width} * width_hz, kernel_size={TAPS}, sample_rate={RATE})
pooling = GaussianPooling({settings.n_filters}, kernel_size={TAPS}, hop_length={HOP})
pooling.width.data.fill_({settings.pooling})
with torch.no_grad():
    energy = pooling(SquaredModulus()(bank(heard.waveform[None, :{int(SECONDS * RATE)}])))[0]
    noise = bank.impulse_responses().abs().square().sum(1) * pooling.impulse_responses().sum(1)
level_db = 10 * (energy / noise[:, None] + 1e-10).log10()  # white noise of power 1 is at 0""",
        heat_map("level_db", f"{frames(HOP / RATE)}, y=center_hz", y="centre (Hz)", colour=f"{LEVEL} (dB)"),
    )
