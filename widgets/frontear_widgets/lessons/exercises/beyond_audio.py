"""Lesson 10: the share of a band in code, and how much faster on paper."""

import torch
from torch import Tensor

from frontear.data import made_earthquake, made_heart

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask


def _cases() -> list[Case]:
    heart = made_heart(seconds=8, seed=3).waveform[0].double()[:2_401]
    quake = made_earthquake(seconds=30, p_seconds=8, seed=5).waveform[0].double() + 4_000
    return [
        _case("8 s of a made heart, from 5 to 15 Hz", heart, 300, 5.0, 15.0),
        _case("30 s of a made earthquake, from 1.51 to 6.01 Hz", quake, 100, 1.51, 6.01),
    ]


def _case(said: str, waveform: Tensor, sample_rate: int, low_hz: float, high_hz: float) -> Case:
    centred, n = waveform - waveform.mean(), len(waveform)
    hz = torch.fft.rfftfreq(n, 1 / sample_rate, dtype=torch.float64)
    inside = (hz >= low_hz) & (hz <= high_hz)
    spectrum, with_mean = torch.fft.rfft(centred), torch.fft.rfft(waveform)
    bins = torch.arange(len(hz))

    def share(values: Tensor, kept: Tensor = inside) -> float:
        return float(values[kept].sum() / values.sum())

    return Case(
        said,
        (waveform, sample_rate, low_hz, high_hz),
        share(spectrum.abs().square()),
        (),
        {
            "The mean is still in it, as all of the energy at 0 Hz. Take it out first.": share(
                with_mean.abs().square()
            ),
            "These are amplitudes. Energy is their square.": share(spectrum.abs()),
            "The mean is still in it, and these are amplitudes: energy is their square.": share(with_mean.abs()),
            "These are bins, not Hz: bin k of n samples lies at k · sample_rate / n.": share(
                spectrum.abs().square(), (bins >= low_hz) & (bins <= high_hz)
            ),
            "This is what lies outside the band.": share(spectrum.abs().square(), ~inside),
            "This is the energy itself. Asked for is its share of all.": float(spectrum.abs().square()[inside].sum()),
        },
    )


check = CodeTask(
    r"""
Write `band_share`. A record of any sensor comes as `waveform`, with `sample_rate` numbers a second. Return which share
of its energy lies from `low_hz` to `high_hz`, both ends counted, once its mean is taken out: with $X$ the transform of
what is left,

$$\frac{\sum_{k \,:\, f_k \in \text{band}} |X_k|^2}{\sum_k |X_k|^2}$$

over the bins $k = 0 \ldots n/2$ that `torch.fft.rfft` gives.
""",
    (
        "`torch.fft.rfft(waveform - waveform.mean())` is $X$.",
        "`torch.fft.rfftfreq(len(waveform), 1 / sample_rate)` says at how many Hz each bin lies.",
        "`inside = (hz >= low_hz) & (hz <= high_hz)` chooses bins; `energy[inside].sum() / energy.sum()` is the share.",
    ),
    _cases,
    "An offset is what sensors have most of: gravity in a phone, the electrode's own voltage on skin. Who leaves it in "
    "measures that.",
    "10_beyond_audio.py",
)

on_paper = PaperTask(
    "An S wave has most of its energy at 5 Hz, and comes 1.7 s after P. You want to hear it at 200 Hz. How long is it "
    "from P to S then?",
    answer=42.5,
    within=0.6,
    unit="ms",
    because="From 5 to 200 Hz is 40 times. What is 40 times higher is 40 times shorter: 1700 ms / 40 = 42.5 ms. Any "
    "shorter and P and S are one.",
    faults={
        1_700: "That is how long it is in the record. Played faster it is shorter.",
        68_000: "That is 40 times longer. What is heard higher passes sooner.",
        8.5: "That divides by 200. From 5 to 200 Hz is another factor.",
        340: "That divides by 5. From 5 to 200 Hz is another factor.",
        0.0425: "That is in seconds. Asked for are milliseconds.",
        40: "That is how many times faster. How long is it then from P to S?",
    },
)
