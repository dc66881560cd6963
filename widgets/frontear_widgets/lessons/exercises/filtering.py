"""Lesson 02: a mel matrix from scratch in code, the mel scale on paper."""

from functools import partial

import torch
from torch import Tensor

from frontear.dsp.scales import SCALES, spaced
from frontear.dsp.spectrogram import bin_hz
from frontear.filterbanks.mel import mel_matrix

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask


def _cases() -> list[Case]:
    return [_case(*numbers) for numbers in ((40, 512, 16_000, 60, 7_800), (24, 256, 8_000, 0, 4_000))]


def _case(n_filters: int, n_fft: int, sample_rate: int, low_hz: int, high_hz: int) -> Case:
    def matrix(scale: str = "mel-htk", norm: str | None = None) -> Tensor:
        laid = partial(
            mel_matrix, n_mels=n_filters, n_fft=n_fft, sample_rate=sample_rate, low_hz=low_hz, high_hz=high_hz
        )
        return laid(scale=scale, norm=norm)

    right, none = matrix(), torch.zeros(n_filters, 1)
    hz, htk = bin_hz(n_fft, sample_rate=sample_rate), SCALES["mel-htk"]
    corners_hz = spaced("mel-htk", n_filters + 2, low_hz=low_hz, high_hz=high_hz)
    return Case(
        f"{n_filters} filters from {low_hz} to {high_hz} Hz, {n_fft} points and {sample_rate} samples a second",
        (n_filters, n_fft, sample_rate, low_hz, high_hz),
        right,
        ("filter", "bin"),
        {
            "Everything stands one bin too low: bin k lies at `k * sample_rate / n_fft`, and k begins with 0.": (
                torch.cat([right[:, 1:], none], dim=1)
            ),
            "Everything stands one bin too high: bin k lies at `k * sample_rate / n_fft`, and k begins with 0.": (
                torch.cat([none, right[:, :-1]], dim=1)
            ),
            "Outside its corners a triangle is 0, and these weights go on below it: cut them with `clamp(min=0)`.": (
                _uncut(hz, corners_hz)
            ),
            "The corners lie evenly in Hz. Space them evenly in mel, and turn them into Hz.": matrix("linear"),
            "The corners lie evenly on Slaney's mel scale. HTK's is asked for.": matrix("mel-slaney"),
            "Each triangle has an area of 1 here. It should have a peak of 1.": matrix(norm="slaney"),
            "The corners are still in mel, and the bins in Hz: turn the corners into Hz.": (
                _uncut(hz, htk.from_hz(corners_hz)).clamp(min=0)
            ),
        },
    )


def _uncut(hz: Tensor, corners: Tensor) -> Tensor:
    """Triangles that go on below 0."""
    low, center, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return torch.minimum((hz - low) / (center - low), (high - hz) / (high - center))


check = CodeTask(
    r"""
Write `mel_matrix` from scratch: triangles over the bins of an FFT, a row for each filter, a column for each of the
`n_fft // 2 + 1` bins. Filter $m$ rises from corner $m$ to corner $m + 1$, where it is 1, and falls to 0 at corner
$m + 2$. The corners lie evenly on HTK's mel scale, the first at `low_hz`, the last at `high_hz`; the flanks are
straight in Hz.
""",
    (
        "Triangles that overlap by half have `n_filters + 2` corners in all: `torch.linspace` from the mel of `low_hz` "
        "to the mel of `high_hz`.",
        r"Turn HTK's formula around to have them in Hz: $f = 700 \, (10^{m / 2595} - 1)$. Bin $k$ lies at "
        "`k * sample_rate / n_fft`.",
        "A triangle is the smaller of two straight lines, one rising, `(hz - low) / (center - low)`, one falling, "
        "`(high - hz) / (high - center)`, and nowhere below 0: `torch.minimum` and `clamp(min=0)`.",
        "Without a loop: `low = corners[:-2, None]`, `center = corners[1:-1, None]` and `high = corners[2:, None]` are "
        "columns, the bins a row, and what is computed of both is the whole matrix.",
    ),
    _cases,
    "Between the first centre and the last the filters add up to 1 at every bin: where one falls its neighbour rises.",
    "02_filtering.py",
)

on_paper = PaperTask(
    "By HTK's formula 700 Hz are 2595 log<sub>10</sub> 2 = 781 mel. At which frequency are there twice as many mel?",
    answer=2_100,
    within=20,
    unit="Hz",
    because="Twice the logarithm is the square: 1 + f / 700 = 2² = 4, so f = 3 · 700 Hz. Three times as many hertz are "
    "twice as many mel here.",
    faults={
        1_400: "Twice as many hertz are less than twice as many mel: 1 + 1400 / 700 is 3, and its logarithm is not "
        "twice that of 2.",
        2_800: "Nearly: 1 + f / 700 is 4, and what is 4 · 700 Hz without the 1?",
    },
)
