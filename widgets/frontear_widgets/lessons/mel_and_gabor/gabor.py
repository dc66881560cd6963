"""Panel of lesson 04: a Gabor filter beside another of the same centre and width, seen, and heard."""

from dataclasses import dataclass, replace
from math import pi
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.data.clip import Clip
from frontear.dsp.convolution import convolve
from frontear.dsp.signals import from_db, to_db
from frontear.dsp.spectrogram import bin_hz
from frontear.filterbanks import GaborFilterbank, GammatoneFilterbank, SincFilterbank, ZeroPhaseFilterbank
from frontear.filterbanks.gabor import HALF, gaussian
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code, sound
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

TAPS = 401  # 25 ms, as LEAF has them
N_FFT = 8_192
FINE = 2 * N_FFT  # of copied code, which does not fold a triangle's many taps
KINDS = ("triangle", "sinc", "gammatone")
SHOWN_MS = 12.5
MOST_LOUDER_DB = 40.0


@dataclass(frozen=True)
class OneGabor:
    """A centre, a width, and the filter that a Gabor is held against."""

    name: str = sound_choice()
    center_hz: int = slider(1_000, 100, 7_500, step=10, label="Centre", unit="Hz")
    width_hz: int = slider(200, 100, 2_000, step=10, label="Width", unit="Hz")
    other: str = choice("triangle", list(KINDS), label="Beside it")


def taps_of(kind: str, center_hz: float, width_hz: float) -> Tensor:
    """What a filter of this kind, centre and full width at half gain answers to a click, real or complex (taps,).

    Its gain is 1 at the centre. Raises ValueError for a sinc with a cut-off below 50 Hz or above 8 kHz.
    """
    if kind == "triangle":
        return _triangle(center_hz, width_hz)
    if kind == "sinc":
        return _sinc(center_hz, width_hz)
    make = {"Gabor": GaborFilterbank, "gammatone": GammatoneFilterbank}[kind]
    return make([center_hz], [width_hz], kernel_size=TAPS, sample_rate=RATE).impulse_responses().detach()[0]


def _triangle(center_hz: float, width_hz: float) -> Tensor:
    """The root of a triangle of energies is over half in three quarters of its base."""
    hz = bin_hz(N_FFT, sample_rate=RATE)
    weights = (1 - (hz - center_hz).abs() / (width_hz / 1.5)).clamp(min=0)
    return ZeroPhaseFilterbank(weights[None]).impulse_responses()[0]


def _sinc(center_hz: float, width_hz: float) -> Tensor:
    low_hz, high_hz = center_hz - width_hz / 2, center_hz + width_hz / 2
    if low_hz < 50 or high_hz > RATE / 2:
        raise ValueError(f"a sinc filter from {low_hz:g} to {high_hz:g} Hz is not allowed: 50 to {RATE / 2:g} Hz are")
    bank = SincFilterbank([center_hz], [width_hz], kernel_size=TAPS, sample_rate=RATE)
    taps = bank.impulse_responses().detach()[0]
    return taps / torch.fft.rfft(taps, N_FFT).abs()[round(center_hz * N_FFT / RATE)]


def real_taps(taps: Tensor) -> Tensor:
    """The real filter that passes a tone at the centre as it is."""
    return 2 * taps.real if taps.is_complex() else taps


def gain_db(taps: Tensor, n_fft: int = N_FFT) -> Tensor:
    """Gain from 0 Hz to half the sample rate, (n_fft // 2 + 1,), in dB, however many the taps are."""
    folded = F.pad(taps, (0, -len(taps) % n_fft)).unflatten(0, (-1, n_fft)).sum(0)
    return 20 * torch.log10(torch.fft.fft(folded)[: n_fft // 2 + 1].abs() + 1e-6)


def as_loud(bands: dict[str, Tensor], clip: Clip) -> tuple[list[Clip], float]:
    """Bands of a clip to be heard, by name, all as many dB louder as brings the highest of them to the clip's peak."""
    highest, clip_peak = max(band.abs().max() for band in bands.values()), clip.waveform.abs().max()
    louder_db = to_db(clip_peak.clamp(min=1e-9) / highest.clamp(min=1e-9)).clamp(0, MOST_LOUDER_DB).item()
    return [Clip(band * from_db(louder_db), RATE, name=name) for name, band in bands.items()], louder_db


def long_ms(taps: Tensor) -> float:
    """How long the middle nine tenths of a filter's energy last."""
    share = taps.abs().square().cumsum(0)
    early, late = torch.searchsorted(share, torch.tensor([0.05, 0.95]) * share[-1]).tolist()
    return (late - early) / RATE * 1_000


def louder(louder_db: float) -> str:
    """How much louder than it is a band is played, in words."""
    return f"{louder_db:.0f} dB louder than" if round(louder_db) else "as"


def sigma_ms(width_hz: float) -> float:
    """Standard deviation of a Gabor's envelope."""
    return HALF / (pi * width_hz) * 1_000


def one_gabor_shown(settings: OneGabor) -> dict:
    """Both filters in frequency and in time, and the sound through each."""
    clip = sound(settings.name)
    both = {kind: taps_of(kind, settings.center_hz, settings.width_hz) for kind in ("Gabor", settings.other)}
    bands, louder_db = as_loud(
        {f"{kind} band": convolve(clip.waveform, real_taps(taps)) for kind, taps in both.items()}, clip
    )
    return {
        "words": _words(settings, both, louder_db),
        "frequency": _frequency(settings, both),
        "time": _time(settings, both),
        "sound": [*bands, replace(clip, name="the sound")],
    }


def _words(settings: OneGabor, both: dict[str, Tensor], louder_db: float) -> str:
    sigma = sigma_ms(settings.width_hz)
    lasting = " and ".join(f"{long_ms(real_taps(taps)):.1f} ms ({kind})" for kind, taps in both.items())
    return (
        f"<p>{settings.width_hz} Hz wide at half gain: σ = {sigma:.2f} ms = {sigma * RATE / 1_000:.1f} samples. "
        f"Nine tenths of the answer to a click last {lasting}. "
        f"Both bands are played {louder(louder_db)} they are.</p>"
    )


def _frequency(settings: OneGabor, both: dict[str, Tensor]) -> Chart:
    hz, reach = bin_hz(N_FFT, sample_rate=RATE), 3 * settings.width_hz
    low, high = max(settings.center_hz - reach, 0), min(settings.center_hz + reach, RATE // 2)
    near = (hz >= low) & (hz <= high)
    return chart(
        "In frequency",
        [Curve(kind, hz[near], gain_db(taps)[near]) for kind, taps in both.items()],
        x="frequency (Hz)",
        y="gain (dB)",
        x_range=(low, high),
        y_range=(-80, 4),
        alt=f"Both {settings.width_hz} Hz wide around {settings.center_hz} Hz; the Gabor's gain is a parabola in dB.",
    )


def _time(settings: OneGabor, both: dict[str, Tensor]) -> Chart:
    time = torch.arange(TAPS) - TAPS // 2
    envelope = 2 * gaussian(time, torch.tensor([sigma_ms(settings.width_hz) * RATE / 1_000]))[0]
    middle = {kind: real_taps(taps)[len(taps) // 2 - TAPS // 2 :][:TAPS] for kind, taps in both.items()}
    time_ms = time / RATE * 1_000
    return chart(
        "In time: the answer to a click",
        [
            *(Curve(kind, time_ms, taps) for kind, taps in middle.items()),
            Curve("the Gabor's envelope", time_ms, envelope),
        ],
        x="time (ms)",
        y="amplitude",
        x_range=(-SHOWN_MS, SHOWN_MS),
        alt=f"Waves at {settings.center_hz} Hz; the Gabor's swells and fades under a Gaussian.",
    )


def one_gabor(**settings: Any) -> Live:
    """A Gabor filter and another like it, seen and heard. Lesson: notebooks/04_mel_and_gabor.ipynb"""
    return Live(
        OneGabor(**settings),
        torch.no_grad()(one_gabor_shown),
        {"words": LiveText, "frequency": Lines, "time": Lines, "sound": Player},
        title="One filter, two shapes",
        hint="Move centre and width: which of the two decides how long the filter rings? Then listen to both bands.",
        code=_code,
    )


def _code(settings: OneGabor) -> str:
    center_hz, width_hz = settings.center_hz, settings.width_hz
    return program(
        code(settings.name),
        f"""from frontear.dsp.spectrogram import bin_hz
from frontear.filterbanks import GaborFilterbank

gabor = {bank_code("Gabor", center_hz, width_hz)}
print(gabor.sigma_samples.item(), "samples")
taps = gabor.impulse_responses()[0]
band = 2 * gabor(heard.waveform[None])[0, 0].real
hz = bin_hz({FINE}, sample_rate={RATE})""",
        _other_code(settings),
        line_chart(
            f'for name, bank in {{"Gabor": gabor, "{settings.other}": other}}.items():',
            f"    gain = bank.frequency_response({FINE})[0].detach()",
            f"    gain_db = 20 * (gain / gain[{round(center_hz * FINE / RATE)}] + 1e-6).log10()  # 0 dB at the centre",
            "    chart.add_scatter(x=hz, y=gain_db, name=name)",
            x="frequency (Hz)",
            y="gain (dB)",
            layout=f"xaxis_range=({max(center_hz - 3 * width_hz, 0)}, {min(center_hz + 3 * width_hz, RATE // 2)})",
        ),
    )


def bank_code(kind: str, center_hz: float, width_hz: float) -> str:
    """The words of Python that make a bank of one filter: "Gabor", "sinc" or "gammatone"."""
    made = {"Gabor": "GaborFilterbank", "sinc": "SincFilterbank", "gammatone": "GammatoneFilterbank"}[kind]
    return f"{made}([{center_hz}], [{width_hz}], kernel_size={TAPS}, sample_rate={RATE})"


def _other_code(settings: OneGabor) -> str:
    if settings.other == "triangle":
        return f"""from frontear.filterbanks import ZeroPhaseFilterbank

bins_hz = bin_hz({N_FFT}, sample_rate={RATE})
weights = (1 - (bins_hz - {settings.center_hz}).abs() / {settings.width_hz / 1.5:.6g}).clamp(min=0)
other = ZeroPhaseFilterbank(weights[None])"""
    made = bank_code(settings.other, settings.center_hz, settings.width_hz)
    return f"from frontear.filterbanks import {made.partition('(')[0]}\n\nother = {made}"
