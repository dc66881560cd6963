"""What the benchmarks of gates share: words and noises apart, mixtures, gates on them, scores, and a table of rows.

Words of speech-commands and fsdd in noise of esc10 (`frontear.gates.mixture`), 16 kHz: 11 speakers and the last fold of
noises for the test, 8 and the one before for validation, the rest to learn from. "unseen": dogs, clocks and
helicopters, of which nothing is learned from.
"""

import csv
import random
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
    CLOSED,
    OPEN,
    Gate,
    GateScore,
    LearnedGate,
    Listener,
    Mixture,
    Sources,
    gate_score,
    mixture,
    new_listener,
)
from frontear.gates.scores import false_openings
from frontear.gates.states import Switch
from frontear.gates.switching import held_runs, spread, trigger_runs
from results import write

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


def heard(listener: Listener, mixed: Mixture) -> NDArray:
    """The probability of every buffer: silence behind the mixture lets the last ones be heard."""
    with torch.no_grad():
        sound = torch.cat([torch.from_numpy(mixed.sound), torch.zeros(4 * BUFFER)])[None]
        return listener(sound)[0, : len(mixed.labels)].sigmoid().numpy()


def gated_by(gate: LearnedGate, mixed: Mixture, level: NDArray) -> Gated:
    """By known levels of the buffers, without hearing again."""
    (opening,) = gate.opened(level.repeat(BUFFER)[None], (Switch(),))
    closed = 10 ** (gate.range_db / 20)
    return Gated(level, opened_by(gate, level), mixed.sound * (closed + (1 - closed) * opening.position))


def opened_by(gate: LearnedGate, level: NDArray) -> NDArray:
    (opening,) = gate.opened(level.repeat(BUFFER)[None], (Switch(),))
    return np.concatenate([np.full(end - begin, on) for begin, end, on in opening.held])[::BUFFER]


def score(mixed: list[Mixture], gated: list[Gated]) -> GateScore:
    levels, opened, outputs = zip(*gated, strict=True)
    return gate_score(mixed, levels=levels, opened=opened, outputs=outputs)


def searched(mixed: list[Mixture]) -> Gate:
    """The best of N_SEARCHED classical gates at random, by F1."""

    def f1(gate: Gate) -> float:
        return opened_scores(mixed, [gated_classically(gate, each).opened for each in mixed])[0]

    return max(at_random(N_SEARCHED, 0), key=f1)


def at_random(n: int, seed: int) -> list[Gate]:
    """Classical gates, half of them with a key."""
    draw = random.Random(seed)
    return [
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
        for _ in range(n)
    ]


def in_hindsight(gate: Gate, mixed: Mixture) -> Gated:
    """By the threshold with the best F1 on the mixture itself."""
    traced, _ = gate.trace(torch.from_numpy(mixed.sound)[None])
    level, n_hold = traced.level_db[0].numpy(), round(gate.hold_ms * RATE / 1_000)

    def f1(db: float) -> float:
        runs, _ = held_runs(trigger_runs(level, db, db - gate.hysteresis_db, False), 0, n_hold)
        return opened_scores([mixed], [spread(runs, len(level)).reshape(-1, BUFFER).mean(axis=1) >= 0.5])[0]

    return gated_classically(replace(gate, threshold_db=max(np.arange(-60.0, 1, 3).tolist(), key=f1)), mixed)


def ruled(levels: list[NDArray], mixed: list[Mixture], *, most: float) -> LearnedGate:
    """The threshold, hysteresis and hold with the best F1 on validation, at most so many false openings a minute.

    Its listener is not asked: the levels are what it is to be told.
    """
    listener = new_listener()
    rules = [
        LearnedGate(listener=listener, threshold=threshold, hysteresis=hysteresis, hold_ms=hold_ms)
        for threshold in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
        for hysteresis in (0.0, 0.1, 0.25)
        for hold_ms in (0.0, 12.5, 25.0, 50.0, 100.0)
    ]
    scored = [(*opened_scores(mixed, [opened_by(rule, level) for level in levels]), rule) for rule in rules]
    allowed = [each for each in scored if each[1] <= most] or [min(scored, key=lambda each: each[1])]
    return max(allowed, key=lambda each: each[0])[2]


def opened_scores(mixed: list[Mixture], opened: list[NDArray]) -> tuple[float, float]:
    """F1, and false openings a minute."""
    truth, said = np.concatenate([each.labels for each in mixed]), np.concatenate(opened)
    right, wrong = said[truth == OPEN].sum(), said[truth == CLOSED].sum()
    f1 = 2 * right / max(right + wrong + (truth == OPEN).sum(), 1)
    minutes = len(truth) * BUFFER / RATE / 60
    return float(f1), sum(map(false_openings, mixed, opened)) / minutes


def judged(name: str, gate_by: Callable[[Mixture], Gated], sources: dict[str, Sources]) -> Iterable[dict[str, object]]:
    """Rows of a gate on all test mixtures."""
    for noises in ("seen", "unseen"):
        for snr_db in SNRS_DB:
            mixed = mixtures(sources[noises], snr_db, PER_SNR, seed=2 + snr_db)
            found = score(mixed, [gate_by(each) for each in mixed])
            yield {"gate": name, "noises": noises, "snr_db": snr_db} | rounded(found)


def rounded(found: GateScore) -> dict[str, object]:
    return {name: round(value, 4) for name, value in asdict(found).items()}


class Table:
    """Rows of a file, written each time one is added; of what was stopped, what is not whole is made again."""

    def __init__(self, path: Path, *, by: tuple[str, ...] = ("gate",), n_rows: int = 2 * len(SNRS_DB)):
        self._path, self._by = path, by
        known = list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []
        keys = [self._key(row) for row in known]
        self.done = {key for key in keys if keys.count(key) >= n_rows}
        self.rows = [row for row, key in zip(known, keys, strict=True) if key in self.done]

    def add(self, row: dict[str, object]) -> None:
        self.rows.append(row)
        write(self._path, self.rows)
        print(*row.values(), sep="  ", flush=True)

    def _key(self, row: dict[str, object]) -> tuple[str, ...]:
        return tuple(str(row[name]) for name in self._by)


def summary(rows: list[dict[str, object]], by: tuple[str, ...]) -> None:
    """Print the mean of F1 and of false openings a minute, seeds taken together, for each of what rows are told by."""
    found: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for row in rows:
        key = tuple(str(row[name]).partition(", seed")[0] for name in by)
        found.setdefault(key, []).append((float(row["f1"]), float(row["false_openings"])))
    for key, scores in sorted(found.items()):
        f1, openings = np.mean(scores, axis=0)
        print(*key, f"F1 {f1:.3f}", f"{openings:.1f} false openings a minute", f"rows: {len(scores)}", sep="  ")
