"""Make the gate that ships with the library, and judge it as `gate_compare.py` judges others.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/record_gate.py [--seeds 5] [--steps 1000]

A wider listener learns for longer than lesson 09's does, from the same words and noises to learn from and, as more
noise, from the samples that ship with the project: environments but for clocks, noises, rhythms, instruments. Words and
noises are played faster and slower, noises are also filtered and put one over another. Threshold, hysteresis and hold
are chosen on validation, with at most 5 false openings a minute. Seed 0 is written to
lib/frontear/gates/kept/words.gate, and what became of every seed to gate_shipped.csv in
widgets/frontear_widgets/results. Some three minutes of a core a seed; seeds in the table already are left out.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

import frontear
from frontear.data.clip import Clip
from frontear.datasets import load
from frontear.gates import Listener, Sources, learn, save_gate
from frontear.models.seeds import seeded
from gate_parts import FALSE_OPENINGS, RATE, SNRS_DB, Table, gated_by, heard, judged, mixtures, ruled, split, summary
from results import RESULTS

GATE = Path(frontear.__file__).parent / "gates/kept/words.gate"
WIDTH, WINDOW_MS, BATCH = 48, 16, 8
N_NOISES, NOISE_SECONDS, SPEED = 400, 5, 1.25  # varied noises, their length, and how much faster or slower at most
MORE_NOISES = ("environments", "noises", "rhythms", "instruments")
TESTED = ("clock",)  # as a class of noise never heard, and so left out here


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


def richer(sources: Sources) -> Sources:
    """Every word also faster and slower, and noises made of those to learn from and of the project's own."""
    draw = np.random.default_rng(0)
    own = [_own(clip) for name in MORE_NOISES for clip in load(f"samples/{name}", sample_rate=RATE) if _is_heard(clip)]
    noises = [*sources.noises, *own]
    faster = [in_buffers(sped(word, draw)) for word in sources.words]
    return Sources([*sources.words, *faster], [*sources.noises, *(varied(noises, draw) for _ in range(N_NOISES))])


def _own(clip: Clip) -> NDArray:
    return clip.waveform.numpy().astype(np.float64)


def _is_heard(clip: Clip) -> bool:
    return clip.label not in TESTED


def varied(noises: list[NDArray], draw: np.random.Generator) -> NDArray:
    """One noise or two, at another speed, filtered by a random smooth curve of up to 12 dB."""
    mixed = np.zeros(NOISE_SECONDS * RATE)
    for _ in range(int(draw.integers(1, 3))):
        noise = sped(noises[int(draw.integers(len(noises)))], draw)
        noise = np.resize(np.roll(noise, int(draw.integers(len(noise)))), len(mixed))
        noise = noise + draw.normal(size=len(noise)) * 1e-5  # no digital silence
        mixed += noise / np.sqrt(np.square(noise).mean()) * 10 ** (draw.uniform(-10, 0) / 20)
    spectrum = np.fft.rfft(mixed)
    curve_db = np.interp(np.linspace(0, 5, len(spectrum)), np.arange(6), draw.uniform(-12, 12, size=6))
    return np.fft.irfft(spectrum * 10 ** (curve_db / 20), n=len(mixed))


def sped(sound: NDArray, draw: np.random.Generator) -> NDArray:
    """Faster or slower, and so higher or lower."""
    speed = SPEED ** draw.uniform(-1, 1)
    places = np.arange(0, len(sound) - 1, speed)
    return np.interp(places, np.arange(len(sound)), sound)


def in_buffers(word: NDArray) -> NDArray:
    return word[: len(word) // 100 * 100]


if __name__ == "__main__":
    main()
