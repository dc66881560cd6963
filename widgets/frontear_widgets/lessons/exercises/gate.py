"""Lesson 09: a gate's state machine in code, and the gain within an attack on paper."""

from dataclasses import replace

import torch
from torch import Tensor

from frontear.dsp import noise
from frontear.gates import Gate

from .checking import Case
from .in_code import CodeTask
from .on_paper import PaperTask

RATE = 1_000  # so that a millisecond is a sample


def _cases() -> list[Case]:
    loudness = torch.tensor([0.02, 0.5, 0.1, 0.02, 0.3, 0.06, 0.01]).repeat_interleave(40)
    sound = (loudness * noise(seconds=len(loudness) / RATE, sample_rate=RATE, seed=9))[None]
    usual = Gate(sample_rate=RATE, threshold_db=-20, hysteresis_db=10, hold_ms=12, attack_ms=5, release_ms=20)
    long = replace(usual, threshold_db=-24, hysteresis_db=4, hold_ms=30, attack_ms=40, release_ms=8)
    return [_case("280 levels of bursts", usual, sound), _case("the same levels and a slower attack", long, sound)]


def _case(said: str, gate: Gate, sound: Tensor) -> Case:
    def moved(**settings: float) -> Tensor:
        return replace(gate, **settings).trace(sound)[0].position[0]

    level_db = gate.trace(sound)[0].level_db[0]
    closes_db = gate.threshold_db - gate.hysteresis_db
    return Case(
        said,
        (level_db, gate.threshold_db, closes_db, int(gate.hold_ms), int(gate.attack_ms), int(gate.release_ms)),
        moved(),
        ("sample",),
        {
            "It closes as soon as the level is under the upper threshold. Between the two it stays as it is.": moved(
                hysteresis_db=0
            ),
            "It opens at the lower threshold already. That one only closes it.": moved(
                threshold_db=closes_db, hysteresis_db=0
            ),
            "It does not hold: it should stay open for `hold` samples behind the last that was triggered.": moved(
                hold_ms=0
            ),
            "It is held for one sample too long.": moved(hold_ms=gate.hold_ms + 1),
            "It is held for one sample too short.": moved(hold_ms=gate.hold_ms - 1),
            "Attack and release have changed places.": moved(attack_ms=gate.release_ms, release_ms=gate.attack_ms),
            "It is open or closed at once. It should move by 1 / attack or 1 / release a sample.": moved(
                attack_ms=0, release_ms=0
            ),
        },
    )


check = CodeTask(
    r"""
Write `positions`, all of a gate but its ear. `level_db` `(time,)` is the level of every sample. The gate is
*triggered* at a level of `opens_db` or more, is so no longer at one under `closes_db`, and stays as it is between. It
is open while it is triggered and for `hold` samples behind. While it is open it moves up by `1 / attack` a sample, to
1 at most, else down by `1 / release`, to 0 at least. It begins closed. Return where it stands at each sample.
""",
    (
        "Three things are remembered from sample to sample: whether it is triggered, for how many samples it is still "
        "held, and where it stands.",
        "`triggered = level >= opens_db or (triggered and level >= closes_db)` is the trigger.",
        "It is open if it is triggered or the number of samples left is above 0. Then that number becomes `hold` where "
        "it is triggered, and one less elsewhere.",
        "`at = min(at + 1 / attack, 1)` while it is open, `max(at - 1 / release, 0)` else; then `torch.tensor` of the "
        "list of all.",
    ),
    _cases,
    "Checked against `frontear.gates.Gate`, which does the same without a loop over samples.",
    "09_gate.py",
)

on_paper = PaperTask(
    "A gate has a range of −40 dB and an attack of 20 ms, and its gain moves in a straight line. By how many dB is the "
    "sound softer 5 ms after the gate began to open?",
    answer=11.8,
    within=0.1,
    unit="dB",
    because="Closed, the gain is 0.01. A quarter of the way is 0.01 + 0.99 / 4 = 0.2575, and 20 log₁₀ of that is "
    "−11.8 dB.",
    faults={
        30: "That is a quarter of the way in decibels. The gain itself moves in a straight line.",
        12.04: "Nearly: closed, the gain is not 0 here but 0.01.",
        5.9: "A gain is a ratio of amplitudes: 20 times the logarithm, not ten times.",
        2.5: "That is 5 ms before it is open. A quarter of the way has passed, three are left.",
    },
)
