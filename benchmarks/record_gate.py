"""Make the gate that ships with the library, and judge it as `gate_compare.py` judges others.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/record_gate.py [--seeds 5] [--steps 1000]

A wider listener learns for longer than those of `gate_compare.py`, from the same words and noises, made richer as
`gate_noises.py` says. Threshold, hysteresis and hold are chosen on validation, with at most 5 false openings a minute.
Seed 0 is written to lib/frontear/gates/kept/words.gate, and what became of every seed to gate_shipped.csv in
widgets/frontear_widgets/results. Some three minutes of a core a seed; seeds in the table already are left out.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import torch

import frontear
from frontear.gates import Listener, Sources, learn, save_gate
from frontear.models.seeds import seeded
from gate_noises import richer
from gate_parts import FALSE_OPENINGS, RATE, SNRS_DB, Table, gated_by, heard, judged, mixtures, ruled, split, summary
from results import RESULTS

GATE = Path(frontear.__file__).parent / "gates/kept/words.gate"
WIDTH, WINDOW_MS, BATCH = 48, 16, 8


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--steps", type=int, default=1_000)
    given = arguments.parse_args()
    torch.set_num_threads(1)
    sources = {name: Sources.of(*clips) for name, clips in split().items()}
    validation = [each for snr in SNRS_DB for each in mixtures(sources["validation"], snr, 14, seed=1)]
    rich, table = richer(sources["train"]), Table(RESULTS / "gate_shipped.csv")
    for seed in range(given.seeds):
        name = f"shipped, seed {seed}"
        if (name,) in table.done:
            continue
        listener = learned(rich, seed, given.steps)
        rule = ruled([heard(listener, each) for each in validation], validation, most=FALSE_OPENINGS)
        gate = replace(rule, listener=listener)
        print(name, gate.threshold, gate.hysteresis, gate.hold_ms, flush=True)
        if seed == 0:
            save_gate(GATE, gate)
        for row in judged(name, lambda m, g=gate: gated_by(g, m, heard(g.listener, m)), sources):
            table.add(row)
    summary(table.rows, ("gate", "noises"))


def learned(sources: Sources, seed: int, n_steps: int) -> Listener:
    with seeded(seed):
        listener = Listener(width=WIDTH, window_ms=WINDOW_MS, sample_rate=RATE)
    begun = time.process_time()
    for step in learn(listener, sources, n_steps=n_steps, seed=seed, batch_size=BATCH):
        if step.step % 250 == 0:
            print(f"seed {seed}: step {step.step}, {time.process_time() - begun:.0f} s of a core", flush=True)
    return listener.eval()


if __name__ == "__main__":
    main()
