"""Lesson 05: the interval of a paired difference in code, and on paper."""

from math import sqrt

import torch
from torch import Tensor

from frontear.analysis.confidence import mean

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask


def _cases() -> list[Case]:
    five = [0.96, 0.91, 0.99, 0.97, 0.93], [0.93, 0.86, 0.95, 0.96, 0.87]
    four = [0.70, 0.44, 0.61, 0.52], [0.73, 0.45, 0.60, 0.56]
    return [_case(*(torch.tensor(shares, dtype=torch.float64) for shares in pair)) for pair in (five, four)]


def _case(ours: Tensor, theirs: Tensor) -> Case:
    from scipy.special import stdtrit  # here, for scipy takes long to import

    differences, n = ours - theirs, len(ours)
    middle, half = mean(differences.tolist())
    deviation, student = float(differences.std()), float(stdtrit(n - 1, 0.975))
    apart = float(stdtrit(2 * n - 2, 0.975)) * sqrt(float(ours.var() + theirs.var()) / n)
    return Case(
        f"the shares of {n} seeds",
        (ours, theirs),
        (middle, half),
        ("the mean", "the half-width"),
        {
            "1.96 is for very many seeds. For so few take Student's t, with n − 1 degrees of freedom.": (
                (middle, 1.96 * deviation / sqrt(n))
            ),
            "This takes the two for unpaired. Take the differences first, seed by seed, and then their mean and "
            "deviation.": (middle, apart),
            "The squares are divided by n. Divide by n − 1: the mean comes from the same few seeds.": (
                (middle, half * sqrt((n - 1) / n))
            ),
            "This is how far single seeds scatter. How far their mean does is less: divide by √n.": (
                (middle, half * sqrt(n))
            ),
            "This interval leaves out 5% at each end. It should leave out 2.5% at each: ask for 0.975.": (
                (middle, half * float(stdtrit(n - 1, 0.95)) / student)
            ),
            "This is theirs less ours.": (-middle, half),
            "This is the whole width of the interval. Half of it stands behind ±.": (middle, 2 * half),
        },
    )


check = CodeTask(
    r"""
Write `paired_interval`. Two front-ends learned with the same seeds; `ours` and `theirs` hold what share each of them
named rightly, seed by seed. Return two numbers, the mean of the differences (ours less theirs) and half the width of
its 95% interval by Student's t:

$$t_{0.975,\, n-1} \; \frac{d}{\sqrt{n}}$$

with $d$ the standard deviation of the $n$ differences.
""",
    (
        "Differences first: `ours - theirs`. All that follows is computed of these.",
        "`.std()` of a tensor divides by n − 1, as it should be.",
        "`from scipy.stats import t`, and `t.ppf(0.975, n - 1)` is the number that a normal distribution would have "
        "1.96 for.",
    ),
    _cases,
    "What is hard for one front-end is hard for the other. So differences scatter less than the shares themselves, "
    "and where two intervals overlap that of the difference may still leave out 0.",
    "05_learning.py",
)

on_paper = PaperTask(
    "With three seeds a front-end names 82, 74 and 93 of 100 digits, another 80, 70 and 90. How large is half of the "
    "95% interval of their difference? (Student's t for two degrees of freedom is 4.30.)",
    answer=2.48,
    within=0.04,
    unit="digits",
    because="The differences are 2, 4 and 3. Their mean is 3, their deviation 1, and 4.30 · 1 / √3 is 2.48: 3 ± 2.5 "
    "leaves out 0. Not paired it would have been 3 ± 22.",
    faults={
        4.3: "That is how far a single difference scatters. Their mean scatters less: divide by √3.",
        1.13: "1.96 is for very many seeds. Take 4.30.",
        2.03: "For the deviation divide by n − 1, which is 2.",
        4.97: "That is the whole interval. Asked for is half of it, what stands behind ±.",
        3: "That is the mean of the differences. How sure is it?",
    },
)
