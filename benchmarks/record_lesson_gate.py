"""Record what lesson 09 shows: a gate that learned, and how gates that learn by example do in its three scenes.

    python benchmarks/record_lesson_gate.py [--only gate|examples]

The gate takes 750 steps on the project's own words and noises, about a minute of one core; the examples 27 times a
hundred steps, some three minutes. The same numbers come out again on one kind of computer; on another one the last
digits differ.
"""

import argparse
from collections.abc import Iterable

import numpy as np
import torch

from frontear.gates import RULE as BY_EXAMPLE
from frontear.gates import LearnedGate, Mark, learn, learn_from_marks, new_listener, save_gate
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.lessons.gate.example.by_example import N_STEPS
from frontear_widgets.lessons.gate.example.scenes import HALF_S, SCENES, scene, shares
from frontear_widgets.lessons.gate.listeners import RULE, gated_by, probabilities
from frontear_widgets.lessons.gate.mixtures import MADE, parts
from results import RESULTS, write

STEPS, SEEDS = 750, 3
N_MARKS = (2, 4, 6)  # the first so many sounds of a scene, in turn to keep and to gate
FOLDER = RESULTS / "gate"


def record_gate() -> None:
    listener, losses = new_listener(), []
    for taught in learn(listener, parts(MADE).learned, n_steps=STEPS):
        losses.append(taught.loss)
        if taught.step % 50 == 0:
            print(f"step {taught.step}: loss {np.mean(losses[-50:]):.3f}", flush=True)
    save_gate(FOLDER / "made.gate", LearnedGate(listener=listener.eval(), **RULE))
    write(FOLDER / "losses.csv", [{"step": step, "loss": round(loss, 4)} for step, loss in enumerate(losses, start=1)])


def examples() -> Iterable[dict[str, object]]:
    """For how much of what is to keep, and of what is to gate, a gate is open that learned from marks."""
    for name in SCENES:
        made = scene(name)
        marked = torch.from_numpy(made.sound[: round(HALF_S * RATE)])
        for n_marks in N_MARKS:
            marks = [Mark(turn.start, turn.stop, turn.is_first) for turn in made.turns[:n_marks]]
            for seed in range(SEEDS):
                listener = new_listener(seed=seed)
                for _ in learn_from_marks(listener, marked, marks, n_steps=N_STEPS, seed=seed):
                    pass
                gate = LearnedGate(listener=listener.eval(), **BY_EXAMPLE)
                opened = gated_by(gate, made.sound, probabilities(listener, made.sound)).opened
                kept, gated = shares(name, opened)
                told = {"seconds": round(sum(mark.stop - mark.start for mark in marks), 2)}
                row = {"scene": name, "marks": n_marks, "seed": seed, **told}
                yield row | {"kept": round(kept, 4), "gated": round(gated, 4)}


def main() -> None:
    arguments = argparse.ArgumentParser(description="Record what lesson 09 shows.")
    arguments.add_argument("--only", choices=("gate", "examples"))
    only = arguments.parse_args().only
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    if only != "examples":
        record_gate()
    if only != "gate":
        rows = []
        for row in examples():
            rows.append(row)
            print(*row.values(), flush=True)
        write(FOLDER / "examples.csv", rows)


if __name__ == "__main__":
    main()
