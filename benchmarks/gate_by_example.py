"""A gate that learned from six seconds of marks, beside others that had the same marks, on recordings never heard.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/gate_by_example.py [--seeds 5] [--out gate_by_example.csv]

Scenes are those of `gate_scenes.py`: one recording of 40 s is marked, three of 12 s judge. "learned" is
`learn_from_marks` from new weights, "from the shipped" from those of the gate that ships; "classical" the gate with the
best F1 on the marks of 60 at random, which takes as long; "logistic" a logistic regression on log-mel frames,
scaled, both kinds of one weight, behind the same rule as what learned. "learned, 2 s" and "learned, 12 s" had less and
more marks. Each row is written when it is there: what was stopped goes on.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from frontear.gates import (
    BUFFER,
    CLOSED,
    RULE,
    UNCOUNTED,
    LearnedGate,
    Listener,
    Mark,
    Mixture,
    learn_from_marks,
    new_listener,
    shipped,
)
from frontear.gates.by_example import pieces
from gate_parts import Gated, Table, at_random, gated_by, gated_classically, heard, rounded, score, summary
from gate_scenes import RATE, SCENES, marks_of, recording
from results import RESULTS

TO_MARK, TO_JUDGE, N_JUDGED, MARKED, SEARCHED = 40, 12, 3, 6, 60
GateBy = Callable[[Mixture], Gated]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--out", type=Path, default=RESULTS / "gate_by_example.csv")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    table = Table(given.out, by=("scene", "seed", "gate"), n_rows=1)
    for gates, seed, name in product((FIRST, THEN), range(given.seeds), SCENES):
        for row in rows(name, seed, [gate for gate in gates if (name, str(seed), gate) not in table.done]):
            table.add(row)
    summary(table.rows, ("scene", "gate"))
    summary(table.rows, ("gate",))


def rows(name: str, seed: int, gates: Sequence[str]) -> Iterable[dict[str, object]]:
    scene = SCENES[name]
    mixed, all_marks = recording(scene, marked=True, seconds=TO_MARK, seed=seed)
    judged = [recording(scene, marked=False, seconds=TO_JUDGE, seed=1_000 * seed + k)[0] for k in range(N_JUDGED)]
    for gate in gates:
        teach, seconds = GATES[gate]
        begun, marks = time.process_time(), marks_of(all_marks, seconds=seconds)
        gate_by = teach(torch.from_numpy(mixed.sound), marks, seed)
        took = time.process_time() - begun
        found = score(judged, [gate_by(each) for each in judged])
        told = {"scene": name, "seed": seed, "gate": gate, "marked": round(sum(m.stop - m.start for m in marks), 1)}
        yield told | rounded(found) | {"seconds": round(took, 1)}


def learned(sound: torch.Tensor, marks: list[Mark], seed: int, listener: Listener | None = None) -> GateBy:
    listener = listener or new_listener(seed=seed)
    for _ in learn_from_marks(listener, sound, marks, seed=seed):
        pass
    gate = LearnedGate(listener=listener.eval(), **RULE)
    return lambda mixed: gated_by(gate, mixed, heard(listener, mixed))


def from_the_shipped(sound: torch.Tensor, marks: list[Mark], seed: int) -> GateBy:
    return learned(sound, marks, seed, shipped().listener)


def classical(sound: torch.Tensor, marks: list[Mark], seed: int) -> GateBy:
    labels = np.full(len(sound) // BUFFER, UNCOUNTED)
    for mark, piece in zip(marks, pieces(sound, marks), strict=True):
        begin = round(mark.start * RATE) // BUFFER
        labels[begin : begin + len(piece.labels)] = piece.labels
    n_heard = round(max(mark.stop for mark in marks) * RATE) // BUFFER
    labels, counts = labels[:n_heard], labels[:n_heard] >= CLOSED
    mixed = Mixture(sound[: n_heard * BUFFER].numpy(), sound.numpy(), labels, [])

    def f1(gate) -> float:
        return float(f1_score(labels[counts], gated_classically(gate, mixed).opened[counts]))

    best = max(at_random(SEARCHED, seed), key=f1)
    return lambda mixed: gated_classically(best, mixed)


def logistic(sound: torch.Tensor, marks: list[Mark], seed: int) -> GateBy:
    listener = new_listener()
    framed = [(frames(listener, piece.sound), piece.labels) for piece in pieces(sound, marks)]
    x = np.concatenate([each for each, _ in framed])
    labels = np.concatenate([labels for _, labels in framed])
    counts = labels >= CLOSED
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=1_000))
    model.fit(x[counts], labels[counts])
    gate = LearnedGate(listener=listener, **RULE)
    return lambda mixed: gated_by(gate, mixed, model.predict_proba(frames(listener, mixed.sound))[:, 1])


def frames(listener: Listener, sound: NDArray) -> NDArray:
    """Log-mel frames, one for each buffer: silence behind the sound lets the last ones be heard."""
    with torch.no_grad():
        padded = torch.cat([torch.from_numpy(sound).float(), torch.zeros(4 * BUFFER)])
        return listener.ear.step(padded[None])[0][0, :, : len(sound) // BUFFER].T.numpy()


GATES = {
    "learned": (learned, MARKED),
    "classical": (classical, MARKED),
    "logistic": (logistic, MARKED),
    "from the shipped": (from_the_shipped, MARKED),
    "learned, 2 s": (learned, 2),
    "learned, 12 s": (learned, 12),
}
FIRST, THEN = list(GATES)[:3], list(GATES)[3:]


if __name__ == "__main__":
    main()
