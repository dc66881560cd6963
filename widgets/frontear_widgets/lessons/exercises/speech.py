"""Lesson 08: the threshold with the highest weighted F1 in code, and a weighted F1 on paper."""

import torch
from torch import Tensor

from frontear.analysis.operating_points import Outcome

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask

TENTHS = torch.linspace(0.1, 0.9, 9)
QUARTERS = torch.tensor([0.25, 0.5, 0.75])
SEVEN = torch.tensor([0.9, 0.6, 0.6, 0.3, 0.5, 0.5, 0.1])  # two lie on a threshold; in the first four somebody speaks


def _cases() -> list[Case]:
    generator = torch.Generator().manual_seed(8)
    speech = torch.rand(60, generator=generator) < 0.3
    probabilities = (0.8 * torch.randn(60, generator=generator) + 2 * speech - 1.2).sigmoid()
    return [
        _case("60 clips and thresholds from 0.1 to 0.9", probabilities, speech, TENTHS),
        _case("seven clips, two of them just at a threshold", SEVEN, torch.arange(7) < 4, QUARTERS),
    ]


def _case(said: str, probabilities: Tensor, speech: Tensor, thresholds: Tensor) -> Case:
    outcomes = [_outcome(probabilities > threshold, speech) for threshold in thresholds]

    def best(*f1s: float) -> tuple[float, float]:
        place = max(range(len(f1s)), key=f1s.__getitem__)
        return thresholds[place].item(), f1s[place]

    weighted = [each.weighted_f1 for each in outcomes]
    place = float(max(range(len(weighted)), key=weighted.__getitem__))
    at_least = (_outcome(probabilities >= threshold, speech).weighted_f1 for threshold in thresholds)
    return Case(
        said,
        (probabilities, speech, thresholds),
        best(*weighted),
        ("the threshold", "the weighted F1"),
        {
            "This is the best threshold for the positive F1: the F1 of the clips without speech is not in it.": best(
                *(each.positive_f1 for each in outcomes)
            ),
            "Both F1s count alike here, which is the macro F1. Weigh each with the share of its clips.": best(
                *(each.macro_f1 for each in outcomes)
            ),
            "This is the share of right answers: the micro F1, or accuracy.": best(
                *(each.micro_f1 for each in outcomes)
            ),
            "The weights are exchanged: the share of clips with speech weighs the F1 of speech.": best(
                *(each.positive_f1 + each.negative_f1 - each.weighted_f1 for each in outcomes)
            ),
            "Clips that are found count twice in an F1, above and below the line: 2 · found / (2 · found + wrong).": (
                best(*map(_counted_once, outcomes))
            ),
            "Speech is said where the probability is over the threshold, not where it is equal.": best(*at_least),
            "The first number should be the threshold, and this is its place among them.": (place, max(weighted)),
        },
    )


def _outcome(said: Tensor, speech: Tensor) -> Outcome:
    counts = (said & speech, ~said & speech, said & ~speech, ~said & ~speech)
    return Outcome(*(int(each.sum()) for each in counts))


def _counted_once(each: Outcome) -> float:
    """The weighted mean of found / (found + wrong), which is called the Jaccard index."""
    wrong, n_with, n_without = each.missed + each.taken, each.found + each.missed, each.taken + each.left
    parts = (n * right / (right + wrong) for n, right in ((n_with, each.found), (n_without, each.left)))
    return sum(parts) / (n_with + n_without)


check = CodeTask(
    r"""
Write `best_threshold`. `probabilities` `(clips,)` are what a network says of each clip, `speech` `(clips,)` says in
which somebody speaks, and `thresholds` are those to try. The network says speech where its probability is over the
threshold. Return two numbers: the threshold with the highest **weighted F1**, and this F1.
""",
    (
        "`said = probabilities > thresholds[:, None]` is all answers at once, `(thresholds, clips)`; `& speech` and "
        "`.sum(dim=1)` then count for each threshold.",
        "Every clip is one of four: found, missed, wrongly taken, rightly left. With *wrong* for the missed and the "
        "taken together, the F1 of speech is 2 · found / (2 · found + wrong).",
        "The F1 of the clips without speech is the same with what is rightly left in place of what is found.",
        "`share = speech.float().mean()` weighs the first, `1 - share` the second; then `argmax()`.",
    ),
    _cases,
    "Choose it on the clips for validation, and tell what it gives on those kept for the end: on the clips that it was "
    "chosen on it looks better than it is.",
    "08_speech.py",
)

on_paper = PaperTask(
    "Of 25 clips six have a bark. A network says bark of three of these, and of one of the other 19. What is its "
    "weighted F1, to two places?",
    answer=0.828,
    within=0.005,
    unit="",
    because="The F1 of barks is 2 · 3 / (2 · 3 + 4) = 0.6, that of the rest 2 · 18 / (2 · 18 + 4) = 0.9; and "
    "(6 · 0.6 + 19 · 0.9) / 25 = 0.83. Half of the barks are missed.",
    faults={
        0.6: "That is the positive F1. The F1 of the clips without a bark is not in it.",
        0.9: "That is the F1 of the clips without a bark. Those with one have an F1 as well.",
        0.75: "That is the macro F1, in which six clips count as much as 19.",
        0.84: "That is the micro F1: the share of right answers.",
        0.672: "The weights are exchanged: six of 25 weigh the F1 of barks.",
    },
)
