"""Lesson 07: attention over the frames of a clip, without its padding, in code and on paper."""

import torch
from torch import Tensor

from frontear.models.backends import Attention

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask


def _cases() -> list[Case]:
    generator = torch.Generator().manual_seed(0)
    several, one = torch.randn(3, 4, 6, generator=generator), torch.randn(1, 2, 5, generator=generator)
    return [
        _case("three clips of 6, 4 and 1 frames", several, torch.tensor([6, 4, 1])),
        _case("one clip of 3 frames and 2 of padding", one, torch.tensor([3])),
    ]


@torch.no_grad()
def _case(said: str, patterns: Tensor, n_frames: Tensor) -> Case:
    attention = Attention(patterns.shape[1], 2)
    w = torch.linspace(-1, 1, patterns.shape[1])
    attention.energy.weight[:], attention.energy.bias[:] = w, 0
    sounding = torch.arange(patterns.shape[2]) < n_frames[:, None]
    energy = torch.einsum("bct,c->bt", patterns, w)

    def weighted(weights: Tensor) -> Tensor:
        return (patterns * weights[:, None]).sum(dim=2)

    return Case(
        said,
        (patterns, w, n_frames),
        attention.pool(patterns, sounding),
        ("clip", "channel"),
        {
            "Padding is attended to: frames behind a clip's end must have no weight. Set their w · x to −∞ before the "
            "softmax.": weighted(energy.softmax(dim=1)),
            "Padding still has weight: e to the power of 0 is 1. Set its w · x to −∞, not to 0.": weighted(
                (energy * sounding).softmax(dim=1)
            ),
            "The weights of a clip add up to less than 1: take the padding out before the softmax, not after it.": (
                weighted(energy.softmax(dim=1) * sounding)
            ),
            "The softmax runs over the clips of the batch. It should run over the frames of each clip.": weighted(
                energy.masked_fill(~sounding, -torch.inf).softmax(dim=0)
            ),
            "All frames of a clip weigh the same: this is the mean, and w is not in it.": weighted(
                sounding / n_frames[:, None]
            ),
        },
    )


check = CodeTask(
    r"""
Write `attention_pooling` for a batch of clips filled up to the longest: `patterns` are $x_{ct}$ `(batch, channels,
frames)`, `w` has a number for each channel, and `n_frames` says how many frames of each clip are sound. The rest is
padding, and what stands there is anything. Return

$$\sum_t a_t x_{ct}, \quad a_t = \frac{e^{w \cdot x_t}}{\sum_s e^{w \cdot x_s}}$$

`(batch, channels)`, where both sums run over the sound alone.
""",
    (
        'First the products: `energy = torch.einsum("bct,c->bt", patterns, w)` is one for each frame.',
        "Which frames lie behind the end: `torch.arange(patterns.shape[2]) >= n_frames[:, None]`, `(batch, frames)` "
        "as well.",
        "`energy.masked_fill(behind, -torch.inf).softmax(dim=1)` are weights that are 0 there and add up to 1.",
        "`weights[:, None]` weighs all channels alike: multiply, and sum over the frames.",
    ),
    _cases,
    "So a clip's answer is the same in every batch, however long the others are.",
    "07_backends.py",
)

on_paper = PaperTask(
    "In one channel x is 2 in the first frame of a clip and 10 in the second. Over all channels w · x is 0 in the "
    "first and ln 3 in the second. A third frame is padding, all 0. What does attention make of the channel, if it "
    "is told where the clip ends?",
    answer=8,
    within=0.05,
    unit="",
    because="e to the power of 0 and of ln 3 are 1 and 3, so the weights are 1/4 and 3/4, and 2/4 + 30/4 = 8.",
    faults={
        6.4: "That is with the padding attended to: its w · x is 0, and e to the power of 0 is 1.",
        6: "That is the mean. The second frame has more weight than the first.",
        4: "That is the mean, and of three frames, one of which is padding.",
        10: "That is the maximum. The first frame has some weight, too.",
    },
)
