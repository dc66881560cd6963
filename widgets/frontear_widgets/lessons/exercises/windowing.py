"""Lesson 01: the sum of overlapping windows in code, an alias on paper."""

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.windows import window

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask


def _cases() -> list[Case]:
    return [_case(*numbers) for numbers in ((8, 4, 3), (400, 100, 9), (400, 160, 5))]


def _case(length: int, hop_length: int, n_frames: int) -> Case:
    def added(taps: Tensor) -> Tensor:
        return F.conv_transpose1d(torch.ones(1, 1, n_frames), taps[None, None], stride=hop_length)[0, 0]

    hann = window("hann", length)
    return Case(
        f"{n_frames} windows of {length} samples, one every {hop_length}",
        (length, hop_length, n_frames),
        added(hann),
        ("sample",),
        {
            "These windows are symmetric: their cosine has a period of N − 1 samples, and they begin and end with 0. "
            "The window for an FFT has one of N: divide by `length`.": added(window("hann", length, periodic=False)),
            "These are the sums of the windows' squares. The windows themselves are asked for.": added(hann.square()),
            "Where windows overlap only the last one counts: add it to what is there, with `+=`.": _put(
                hann, hop_length, n_frames
            ),
            "This counts how many windows reach a sample. How much each one weighs there is still missing.": added(
                torch.ones(length)
            ),
        },
    )


def _put(taps: Tensor, hop_length: int, n_frames: int) -> Tensor:
    """What is left where each window takes the place of the one before."""
    left = [taps[:hop_length]] * (n_frames - 1)
    return torch.cat([*left, taps])


check = CodeTask(
    r"""
Write `window_sum`: what `n_frames` Hann windows of $N$ = `length` samples add up to, one every `hop_length` samples.
The window is the *periodic* one,

$$w[n] = \tfrac12 - \tfrac12 \cos(2 \pi n / N)$$

for $n = 0$ to $N - 1$. Return all samples that any of the windows reaches, as a tensor.
""",
    (
        "The last window begins at sample `(n_frames - 1) * hop_length`, and has `length` samples. So you know how "
        "many there are in all: begin with `torch.zeros` of so many.",
        "Make the window once: `n = torch.arange(length)`, then `0.5 - 0.5 * torch.cos(2 * torch.pi * n / length)`.",
        "In a loop over the frames, window number `frame` begins at `start = frame * hop_length`. Add it to "
        "`total[start : start + length]` with `+=`.",
    ),
    _cases,
    "With a hop of a half or a quarter of the window the sum is the same all along, but at both ends. With a hop of "
    "160 and windows of 400, the habit of speech processing, it goes up and down by 0.8 dB.",
    "01_windowing.py",
)

on_paper = PaperTask(
    "A bat calls at 45 kHz. A recorder takes 32&nbsp;000 samples a second, and its low-pass filter is broken. At which "
    "frequency does the call come out?",
    answer=13,
    within=0.05,
    unit="kHz",
    because="45 / 32 is 1.4, which rounds to 1, and 45 − 32 = 13 kHz.",
    faults={
        45: "A recording of 32 000 samples a second has no frequency above 16 kHz.",
        19: "Round 45 / 32 to the nearest whole number: that is 1. And 19 kHz is above half the sample rate as well.",
        29: "Take away the sample rate, 32 kHz, and not half of it. And 29 kHz is above half the sample rate as well.",
    },
)
