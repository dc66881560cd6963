"""A gate that learned beside others, by SNR, on speakers, noise files and noise classes it never heard.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/gate_compare.py [--seeds 5] [--steps 750] [--out gate.csv]

What is heard is told in `gate_parts.py`, what is learned from in `gate_noises.py`, who else listens in
`gate_packages.py` (`pip install -e .[bench]`), how one hears the waveform, alone or beside the spectrum, in
`gate_waveform.py`. All but the classical gate get a threshold, a hysteresis and a hold on validation: those of the best
F1, and ("with a hold") of the best with at most 5 false openings a minute. The classical gate's controls are searched
on validation; only "in hindsight" has the best threshold of each test mixture. 750 steps take about 60 s of a core, by
process time. Each row is written when it is there: what was stopped goes on.
"""

import argparse
import time
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from frontear.gates import CLOSED, Listener, Mixture, Sources, learn, new_listener
from gate_noises import richer
from gate_packages import Level, candidates
from gate_parts import (
    FALSE_OPENINGS,
    SNRS_DB,
    Gated,
    Table,
    gated_by,
    gated_classically,
    heard,
    in_hindsight,
    judged,
    mixtures,
    ruled,
    searched,
    split,
    summary,
)
from gate_waveform import WaveformListener
from results import RESULTS

RULES = {"": float("inf"), " with a hold": FALSE_OPENINGS}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--steps", type=int, default=750)
    arguments.add_argument("--out", type=Path, default=RESULTS / "gate.csv")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    table = Table(given.out)
    for row in rows(given.seeds, given.steps, {name for (name,) in table.done}):
        table.add(row)
    summary(table.rows, ("gate", "noises"))


def rows(seeds: int, n_steps: int, done: set[str]) -> Iterable[dict[str, object]]:
    sources = {name: Sources.of(*clips) for name, clips in split().items()}
    sources["train"] = richer(sources["train"])
    validation = [each for snr in SNRS_DB for each in mixtures(sources["validation"], snr, 7, seed=1)]

    def by_rules(name: str, level: Level, rest: str = "") -> Iterable[dict[str, object]]:
        """With the best rule on validation, and with the best of few false openings."""
        levels = [level(each) for each in validation]
        for rule, most in RULES.items():
            gate, told = ruled(levels, validation, most=most), f"{name}{rule}{rest}"
            print(told, gate.threshold, gate.hysteresis, gate.hold_ms, flush=True)
            yield from judged(told, lambda m, g=gate: gated_by(g, m, level(m)), sources)

    if "always open" not in done:
        yield from judged("always open", always_open, sources)
    for name, levels in candidates().items():
        if not {name, f"{name} with a hold"} <= done:
            best = max(levels, key=lambda level: auc(level, validation))
            print(name, best.keywords, flush=True)
            yield from by_rules(name, best)
    if not {"classical", "classical in hindsight"} <= done:
        best = searched(validation)
        print(best, flush=True)
        yield from judged("classical", lambda m: gated_classically(best, m), sources)
        yield from judged("classical in hindsight", lambda m: in_hindsight(best, m), sources)
    for (name, new), seed in product(LISTENERS.items(), range(seeds)):
        told, rest = f"{name} {n_steps}", f", seed {seed}"
        if not {f"{told}{rule}{rest}" for rule in RULES} <= done:
            listener = learned(new(seed), sources["train"], seed, n_steps)
            yield from by_rules(told, lambda mixed, by=listener: heard(by, mixed), rest)


def auc(level: Level, mixed: list[Mixture]) -> float:
    truth, found = np.concatenate([each.labels for each in mixed]), np.concatenate([level(each) for each in mixed])
    return float(roc_auc_score(truth[truth >= CLOSED], found[truth >= CLOSED]))


def always_open(mixed: Mixture) -> Gated:
    return Gated(np.zeros(len(mixed.labels)), mixed.labels > -2, mixed.sound)


def learned(listener: Listener, sources: Sources, seed: int, n_steps: int) -> Listener:
    begun = time.process_time()
    for _ in learn(listener, sources, n_steps=n_steps, seed=seed):
        pass
    print(f"seed {seed}: {time.process_time() - begun:.0f} s of a core", flush=True)
    return listener.eval()


LISTENERS = {
    "learned": lambda seed: new_listener(seed=seed),
    "waveform alone": lambda seed: WaveformListener(seed=seed, with_spectrum=False),
    "waveform and spectrum": lambda seed: WaveformListener(seed=seed, with_spectrum=True),
}


if __name__ == "__main__":
    main()
