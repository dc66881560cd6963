"""Lesson 03: PCEN's recursion in code, two of its frames on paper."""

import torch
from torch import Tensor

from frontear.layers.compression import PCEN
from frontear.layers.recent_mean import moving_average

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask

EPS = 1e-6


def _cases() -> list[Case]:
    generator = torch.Generator().manual_seed(0)
    few, many = torch.rand(3, 6, generator=generator), torch.rand(2, 40, generator=generator)
    return [_case(few, 0.4, 0.8, 2.0, 2.0), _case(100 * many, 0.04, 0.98, 1.0, 3.0)]


@torch.no_grad()
def _case(energy: Tensor, s: float, alpha: float, delta: float, r: float) -> Case:
    def bent(level: Tensor, power: float = 1 / r) -> Tensor:
        return (energy / (EPS + level) ** alpha + delta) ** power - delta**power

    nothing = torch.zeros(len(energy), 1)
    level = _average(energy, s)
    pcen = PCEN(len(energy), smooth=s, alpha=alpha, delta=delta, root=r, floor=EPS)
    return Case(
        f"{len(energy)} bands of {energy.shape[1]} frames and s = {s:g}",
        (energy, s, alpha, delta, r, EPS),
        pcen(energy[None])[0],
        ("band", "frame"),
        {
            "The average comes from 0. It begins with the first frame as it is: M[0] is E[0].": bent(
                _average(torch.cat([nothing, energy], dim=1), s)[:, 1:]
            ),
            "M[0] is 0 here. It should be E[0].": bent(_average(torch.cat([nothing, energy[:, 1:]], dim=1), s)),
            "s and 1 − s have changed places: s is the share of the new frame.": bent(_average(energy, 1 - s)),
            "The average runs over the bands. It should run over the frames, in each band by itself.": bent(
                _average(energy.mT, s).mT
            ),
            "δ^(1/r) is still to be taken away at the end, so that silence becomes 0.": bent(level) + delta ** (1 / r),
            "The last power is r. It should be 1/r, a root.": bent(level, r),
        },
    )


def _average(energy: Tensor, s: float) -> Tensor:
    return moving_average(energy[None], torch.full((len(energy),), s))[0]


check = CodeTask(
    r"""
Write `pcen` for energies `(bands, frames)`, by the lesson's two equations:

$$M[t] = (1 - s) \, M[t-1] + s \, E[t]$$

with $M[0] = E[0]$, and

$$\left(\frac{E}{(\varepsilon + M)^\alpha} + \delta\right)^{1/r} - \delta^{1/r}$$

Return a tensor as large as the energies.
""",
    (
        "First the average, frame by frame, for all bands at once: a list that begins with `energy[:, 0]`.",
        "Each new average is `(1 - s) * averages[-1] + s * energy[:, t]`, for `t` from 1 on. `torch.stack(averages, "
        "dim=1)` makes one tensor of the list, with time last again.",
        "Then the second equation as it stands, with `**` for powers: no loop is needed any more.",
    ),
    _cases,
    "With α = 1, and ε next to nothing, a gain on the sound would change nothing at all: it is in E and in M alike.",
    "03_compression.py",
)

on_paper = PaperTask(
    "The energy in a band has been 1 for a long time, and now it is 16, and stays there. PCEN has s = 0.2, α = 1, δ "
    "= 0, r = 1 and no ε. What is its value in the second of the loud frames?",
    answer=2.5,
    within=0.02,
    unit="",
    because="The average goes from 1 to 0.8 · 1 + 0.2 · 16 = 4, then to 0.8 · 4 + 0.2 · 16 = 6.4, and 16 / 6.4 is 2.5. "
    "In the first loud frame it was 4, and in the end it will be 1 again.",
    faults={
        4: "That is the first of the loud frames. The average moves on.",
        16: "Divide by the average, not by what the energy was before.",
        1.04: "s is the share of the new frame, 1 − s that of the past.",
    },
)
