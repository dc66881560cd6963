"""A gate that learned beside classical ones, by SNR, on speakers, noise files and noise classes it never heard.

    FRONTEAR_DATA=… python benchmarks/gate_compare.py [--seeds 5] [--steps 750] [--out gate.csv]

Words of speech-commands and fsdd in noise of esc10 (`frontear.gates.mixture`), 16 kHz: 11 speakers and the last fold of
noises for the test, 8 and the one before for validation, the rest to learn from. "unseen": dogs, clocks and
helicopters, of which nothing is learned from. 750 steps take about 60 s of a core, by process time. Thresholds, holds
and the classical gate's controls are chosen on validation; only "in hindsight" has the best threshold of each test
mixture. Each row is written when it is there: what was stopped goes on.
"""

import argparse
import csv
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from frontear.data.clip import Clip
from frontear.datasets import load
from frontear.gates import (
    BUFFER,
    Gate,
    GateScore,
    LearnedGate,
    Mixture,
    Sources,
    gate_score,
    learn,
    mixture,
    new_listener,
)
from frontear.gates.states import Switch
from results import RESULTS

RATE, SECONDS = 16_000, 10
UNSEEN = ("Dog bark", "Clock tick", "Helicopter")
SNRS_DB, PER_SNR, N_SEARCHED = (0, 5, 10), 21, 100
FALSE_OPENINGS = 5  # a minute, at most, where a rule can be chosen so


class Gated(NamedTuple):
    """What a gate made of a mixture."""

    level: NDArray
    opened: NDArray
    output: NDArray


def split() -> dict[str, tuple[list[Clip], list[Clip]]]:
    """Words and noises to learn from, to choose on, and to judge by, with noises seen and unseen."""
    words = load("speech-commands", sample_rate=RATE) + load("fsdd", sample_rate=RATE)
    noises = load("esc10", sample_rate=RATE)
    speakers = sorted({word.group for word in words})
    random.Random(0).shuffle(speakers)
    test, validation = speakers[:11], speakers[11:19]
    folds = sorted({noise.group for noise in noises})
    seen = [noise for noise in noises if noise.label not in UNSEEN]
    return {
        "train": (
            [word for word in words if word.group not in test + validation],
            [noise for noise in seen if noise.group in folds[:-2]],
        ),
        "validation": (_of(words, validation), _of(seen, folds[-2:-1])),
        "seen": (_of(words, test), _of(seen, folds[-1:])),
        "unseen": (_of(words, test), [noise for noise in noises if noise.label in UNSEEN]),
    }


def _of(clips: list[Clip], groups: list[str]) -> list[Clip]:
    return [clip for clip in clips if clip.group in groups]


def mixtures(sources: Sources, snr_db: float, n: int, seed: int) -> list[Mixture]:
    return [mixture(sources, seconds=SECONDS, snr_db=snr_db, seed=1_000 * seed + k) for k in range(n)]


def gated_classically(gate: Gate, mixed: Mixture) -> Gated:
    traced, _ = gate.trace(torch.from_numpy(mixed.sound)[None])
    level = traced.level_db[0].numpy().reshape(-1, BUFFER).max(axis=1)
    opened = traced.held[0].numpy().reshape(-1, BUFFER).mean(axis=1) >= 0.5
    return Gated(level, opened, traced.output[0].numpy())


def heard(listener: torch.nn.Module, mixed: Mixture) -> NDArray:
    """The probability of every buffer: silence behind the mixture lets the last ones be heard."""
    with torch.no_grad():
        sound = torch.cat([torch.from_numpy(mixed.sound), torch.zeros(4 * BUFFER)])[None]
        return listener(sound)[0, : len(mixed.labels)].sigmoid().numpy()


def gated_by(gate: LearnedGate, mixed: Mixture, level: NDArray) -> Gated:
    (opening,) = gate.opened(level.repeat(BUFFER)[None], (Switch(),))
    closed = 10 ** (gate.range_db / 20)
    opened = np.concatenate([np.full(end - begin, on) for begin, end, on in opening.held])[::BUFFER]
    return Gated(level, opened, mixed.sound * (closed + (1 - closed) * opening.position))


def score(mixed: list[Mixture], gated: list[Gated]) -> GateScore:
    levels, opened, outputs = zip(*gated, strict=True)
    return gate_score(mixed, levels=levels, opened=opened, outputs=outputs)


def searched(mixed: list[Mixture]) -> Gate:
    """The best of N_SEARCHED classical gates at random, by F1, half of them with a key."""
    draw = random.Random(0)
    gates = [
        Gate(
            threshold_db=draw.uniform(-50, -10),
            hysteresis_db=draw.uniform(0, 12),
            hold_ms=draw.uniform(0, 150),
            detector=draw.choice(["peak", "rms"]),
            detector_ms=10 ** draw.uniform(0, 2),
            key_hz=draw.choice([None, 10 ** draw.uniform(2.3, 3.6)]),
            key_q=draw.uniform(0.3, 2),
            attack_ms=5,
            release_ms=20,
        )
        for _ in range(N_SEARCHED)
    ]
    return max(gates, key=lambda gate: score(mixed, [gated_classically(gate, each) for each in mixed]).f1)


def in_hindsight(gate: Gate, mixed: Mixture) -> Gated:
    """By the threshold with the best F1 on the mixture itself."""
    found = [gated_classically(replace(gate, threshold_db=float(db)), mixed) for db in np.arange(-60, 1, 3)]
    return max(found, key=lambda gated: score([mixed], [gated]).f1)


def ruled(listener: torch.nn.Module, mixed: list[Mixture], *, most: float) -> LearnedGate:
    """The threshold, hysteresis and hold with the best F1 on validation, at most so many false openings a minute."""
    levels = [heard(listener, each) for each in mixed]
    rules = [
        LearnedGate(listener=listener, threshold=threshold, hysteresis=hysteresis, hold_ms=hold_ms)
        for threshold in np.arange(0.3, 0.9, 0.1).round(2).tolist()
        for hysteresis in (0.0, 0.1, 0.25)
        for hold_ms in (0.0, 12.5, 25.0, 50.0)
    ]
    scored = [
        (score(mixed, [gated_by(rule, *each) for each in zip(mixed, levels, strict=True)]), rule) for rule in rules
    ]
    allowed = [each for each in scored if each[0].false_openings <= most] or scored
    return max(allowed, key=lambda each: each[0].f1)[1]


def rows(seeds: int, n_steps: int, done: set[str]) -> Iterable[dict[str, object]]:
    sources = {name: Sources.of(*clips) for name, clips in split().items()}
    validation = [each for snr in SNRS_DB for each in mixtures(sources["validation"], snr, 7, seed=1)]

    def judged(gate: str, gate_by: Callable[[Mixture], Gated]) -> Iterable[dict[str, object]]:
        for noises in ("seen", "unseen"):
            for snr_db in SNRS_DB:
                mixed = mixtures(sources[noises], snr_db, PER_SNR, seed=2 + snr_db)
                found = score(mixed, [gate_by(each) for each in mixed])
                told = {name: round(value, 4) for name, value in asdict(found).items()}
                yield {"gate": gate, "noises": noises, "snr_db": snr_db} | told

    if "always open" not in done:
        yield from judged("always open", lambda m: Gated(np.zeros(len(m.labels)), m.labels > -2, m.sound))
    for seed in range(seeds):
        names = f"learned {n_steps}, seed {seed}", f"learned {n_steps} with a hold, seed {seed}"
        if set(names) <= done:
            continue
        listener, begun = new_listener(seed=seed), time.process_time()
        for _ in learn(listener, sources["train"], n_steps=n_steps, seed=seed):
            pass
        print(f"seed {seed}: {time.process_time() - begun:.0f} s of a core", flush=True)
        for name, most in zip(names, (float("inf"), FALSE_OPENINGS), strict=True):
            gate = ruled(listener.eval(), validation, most=most)
            print(name, gate.threshold, gate.hysteresis, gate.hold_ms, flush=True)
            yield from judged(name, lambda m, g=gate: gated_by(g, m, heard(g.listener, m)))
    if not {"classical", "classical in hindsight"} <= done:
        best = searched(validation)
        print(best, flush=True)
        yield from judged("classical", lambda m: gated_classically(best, m))
        yield from judged("classical in hindsight", lambda m: in_hindsight(best, m))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--steps", type=int, default=750)
    arguments.add_argument("--out", type=Path, default=RESULTS / "gate.csv")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    known = list(csv.DictReader(given.out.open(encoding="utf-8"))) if given.out.exists() else []
    whole = {row["gate"] for row in known if sum(each["gate"] == row["gate"] for each in known) == 2 * len(SNRS_DB)}
    known = [row for row in known if row["gate"] in whole]
    for row in rows(given.seeds, given.steps, whole):
        known.append(row)
        with given.out.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, row, lineterminator="\n")
            table.writeheader()
            table.writerows(known)
        print(*row.values(), sep="  ", flush=True)


if __name__ == "__main__":
    main()
