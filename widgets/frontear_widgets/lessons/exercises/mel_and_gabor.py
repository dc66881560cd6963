"""Lesson 04: a Gabor filter's taps in code, its gain on paper."""

from math import log, pi, sqrt

import torch
from torch import Tensor

from frontear.filterbanks.gabor import GaborFilterbank

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask


def _cases() -> list[Case]:
    return [_case(1_000, 200, 401, 16_000), _case(440, 60, 256, 8_000)]


@torch.no_grad()
def _case(center_hz: float, width_hz: float, n_taps: int, sample_rate: float) -> Case:
    bank = GaborFilterbank([center_hz], [width_hz], kernel_size=n_taps, sample_rate=sample_rate)
    n, center, sigma = torch.arange(n_taps) - n_taps // 2, center_hz / sample_rate, _sigma(width_hz / sample_rate)
    right = bank.impulse_responses()[0]
    return Case(
        f"a filter at {center_hz:g} Hz, {width_hz:g} Hz wide, {n_taps} taps and {sample_rate:g} samples a second",
        (center_hz, width_hz, n_taps, sample_rate),
        right,
        ("tap",),
        {
            "The bell is 1 at its top. Its area should be 1: divide by √(2π) σ.": right * sqrt(2 * pi) * sigma,
            "n begins with 0 here. It should be 0 in the middle, at tap `n_taps // 2`.": _gabor(
                torch.arange(n_taps), 2 * pi * center, sigma
            ),
            "This is the real part alone, a cosine. The wave is e^(iμn), a complex number.": right.real,
            "μ is in cycles per sample here. It should be in radians: 2π times as much.": _gabor(n, center, sigma),
            "The bell is too narrow: n² is divided by 2σ², not by σ².": _gabor(n, 2 * pi * center, sigma / sqrt(2))
            / sqrt(2),
            "σ is 1.18 times as long as it should be: a root of 2 ln 2 is in it, not 2 ln 2 itself.": _gabor(
                n, 2 * pi * center, sigma * sqrt(2 * log(2))
            ),
        },
    )


def _sigma(width_cycles: float) -> float:
    return sqrt(2 * log(2)) / (pi * width_cycles)


def _gabor(n: Tensor, center_rad: float, sigma: float) -> Tensor:
    return torch.exp(1j * center_rad * n - n.square() / (2 * sigma**2)) / (sqrt(2 * pi) * sigma)


check = CodeTask(
    r"""
Write `gabor`: the taps of the lesson's first equation,

$$g[n] = \frac{1}{\sqrt{2\pi}\,\sigma} \; e^{i \mu n} \; e^{-n^2 / 2\sigma^2}$$

from a centre and a width in Hz. The width is $\sqrt{2 \ln 2} / (\pi \sigma)$ times the sample rate, and $n$ counts
from the middle: it is 0 at tap `n_taps // 2`.
""",
    (
        "Turn the width's formula around: `sigma = (2 * log(2)) ** 0.5 * sample_rate / (pi * width_hz)`, in samples.",
        "The centre is in radians per sample: `mu = 2 * pi * center_hz / sample_rate`. And `n` is "
        "`torch.arange(n_taps)` less `n_taps // 2`.",
        "A wave and a bell, multiplied: `torch.exp(1j * mu * n)` and `torch.exp(-(n**2) / (2 * sigma**2))`. Divide by "
        r"$\sqrt{2\pi}\,\sigma$ in the end.",
    ),
    _cases,
    "Without the wave the taps add up to 1, so that the gain at the centre is 1: a tone there passes as it is.",
    "04_mel_and_gabor.py",
)

on_paper = PaperTask(
    "Half a width from its centre the gain of a Gabor filter is a half: it is 6 dB down. How many dB is it down a "
    "whole width from its centre, if no window cuts it?",
    answer=24.1,
    within=0.5,
    unit="dB",
    because="In dB the gain is a parabola: twice as far off it is four times as far down, and 4 · 6.02 is 24.1.",
    faults={
        12: "In dB the gain is no straight line but a parabola: twice as far off it is more than twice as far down.",
        -24.1: "So far down it is; counted downwards the number has no minus.",
        18: "6 dB more for each half of a width would be a line, and 18 dB are reached before that: it is a parabola.",
    },
)
