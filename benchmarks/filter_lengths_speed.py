"""Filters of 280 ms beside filters of 25 ms, forward and backward, in turns: nothing cuts either.

    python benchmarks/filter_lengths_speed.py

Eight clips of 1 s, 40 filters from 100 to 7500 Hz that are all as long, on one thread; the time is the processor's. A
filter's length is eight σ. Last line: how many times longer the long ones take than the short ones.
"""

import random
import statistics
import time
from math import pi

import torch

from frontear.dsp.signals import noise
from frontear.filterbanks import GaborFilterbank
from frontear.filterbanks.gabor import HALF, REACH
from frontear.frontends.leaf_fft import pooled_energies
from frontear.layers import GaussianPooling

ROUNDS, UNCOUNTED = 25, 5
RATE, N_FILTERS = 16_000, 40
LENGTHS_MS = (25, 70, 140, 280, 560)
CLIPS = torch.stack([noise(seed=seed) for seed in range(8)])


def bank(length_ms: float) -> GaborFilterbank:
    sigma_seconds = length_ms / 1_000 / (2 * REACH)
    width_hz = torch.full((N_FILTERS,), HALF / (pi * sigma_seconds))
    return GaborFilterbank(torch.linspace(100, 7_500, N_FILTERS), width_hz, kernel_size=None, sample_rate=RATE)


def timed(filterbank: GaborFilterbank, pooling: GaussianPooling) -> float:
    start = time.process_time()
    pooled_energies(filterbank, pooling, CLIPS).sum().backward()
    return (time.process_time() - start) * 1e3


def ratio() -> float:
    """Print the medians; return how many times longer filters of 280 ms take than those of 25 ms."""
    pooling, order = GaussianPooling(N_FILTERS, kernel_size=401, hop_length=160), random.Random(0)
    banks = {length_ms: bank(length_ms) for length_ms in LENGTHS_MS}
    taken = {length_ms: [] for length_ms in LENGTHS_MS}
    for _ in range(ROUNDS):
        for length_ms in order.sample(LENGTHS_MS, k=len(LENGTHS_MS)):
            taken[length_ms].append(timed(banks[length_ms], pooling))
    medians = {length_ms: statistics.median(times[UNCOUNTED:]) for length_ms, times in taken.items()}
    print(", ".join(f"{length_ms} ms: {median:.1f} ms" for length_ms, median in medians.items()))
    return medians[280] / medians[25]


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(1)
    print(f"filter lengths: {ratio():.2f}")


if __name__ == "__main__":
    main()
