"""Lesson 06: the receptive field of layers in code, and on paper."""

from frontear.analysis.receptive_fields import LayerSteps

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask

Layers = list[tuple[int, int]]
SAMPLE_LEVEL = [(3, 3), (3, 1), (3, 3), (3, 1), (3, 3)]
FRAME_LEVEL = [(512, 160), (7, 1), (7, 1), (2, 2), (7, 1)]


def _cases() -> list[Case]:
    return [_case(f"the layers {layers}", layers) for layers in ([(5, 2), (3, 2), (3, 1)], SAMPLE_LEVEL, FRAME_LEVEL)]


def _case(said: str, layers: Layers) -> Case:
    known = LayerSteps(tuple((size, stride, 0) for size, stride in layers))
    reversed_ = LayerSteps(tuple((size, stride, 0) for size, stride in reversed(layers)))
    return Case(
        said,
        (layers,),
        (len(known.heard(0)), known.stride),
        ("the receptive field", "the step"),
        {
            "This forgets the strides: behind a stride of 2 neighbours lie two inputs apart, and a filter reaches "
            "twice as far.": (1 + sum(size - 1 for size, _ in layers), known.stride),
            "Each stride counts one layer too early: a filter's own taps lie as far apart as the outputs of the layer "
            "before it do.": (_too_early(layers), known.stride),
            "A filter of 3 adds two neighbours to the one that is seen already: size − 1 steps, not size.": (
                (_with_itself(layers), known.stride)
            ),
            "This goes through the layers from the last to the first.": (len(reversed_.heard(0)), known.stride),
        },
    )


def _too_early(layers: Layers) -> int:
    length = step = 1
    for size, stride in layers:
        step *= stride
        length += (size - 1) * step
    return length


def _with_itself(layers: Layers) -> int:
    length = step = 1
    for size, stride in layers:
        length += size * step
        step *= stride
    return length


check = CodeTask(
    """
Write `receptive_field` for layers one behind the other. Each is a pair: how many neighbours a filter (or a maximum)
takes together, and how many it moves on each time, its *stride*. Return two numbers: how many inputs one output of the
last layer sees, from the first to the last, and how many inputs lie from one output to the next, the *step*.
""",
    (
        "Begin before the first layer: an output is an input, it sees 1, and the next one is 1 further.",
        "A layer of `size` reaches `size - 1` neighbours further, and these lie as far apart as the step says "
        "**before** this layer.",
        "After that the step is `stride` times as large.",
    ),
    _cases,
    "A stride early in a network makes all behind it see further: so sample-level hears long parts with filters of 3.",
    "06_paradigms.py",
)

on_paper = PaperTask(
    "Three times there is a layer of 3 × 3 and behind it a maximum over 2 × 2, which moves on by 2. How many frames "
    "does one number behind the last maximum see?",
    answer=22,
    within=0.1,
    unit="frames",
    because="Each adds its size less 1, times the step, which doubles at each maximum: 3, 4, 8, 10, 18, 22.",
    faults={
        10: "This forgets the strides: behind the first maximum neighbours lie two frames apart, then four.",
        29: "The two that a maximum compares lie as far apart as before it; only what follows is twice as far apart.",
        8: "That is the step: how many frames lie from one number to the next.",
    },
)
