"""How long data sets take to load: the first time, decoded; then from the cache.

    FRONTEAR_DATA=… python benchmarks/datasets_speed.py

Each load runs once into an empty cache and five times from it; the median counts. The promises: 800 clips again in
under 0.3 s; 22,160 embeddings in under 5 s, again in under 0.5 s.
"""

import os
import statistics
import tempfile
import time

from frontear import datasets

AGAIN = 5
LOADS = [
    ("fsdd", {"sample_rate": 16_000}),
    ("speech-commands", {"sample_rate": 16_000}),
    ("esc10", {"sample_rate": 16_000}),
    ("samples/digits", {}),
    ("audioset-embeddings", {"split": "train"}),
]


def main():
    with tempfile.TemporaryDirectory() as cache:
        os.environ["FRONTEAR_CACHE"] = cache
        print(f"{'':20s} {'clips':>7s} {'first':>8s} {'again':>8s}")
        for name, how in LOADS:
            if datasets.here(name):
                report(name, how)


def report(name, how):
    first, clips = timed(name, how)
    again = statistics.median(timed(name, how)[0] for _ in range(AGAIN))
    print(f"{name:20s} {len(clips):7d} {first:6.2f} s {again:6.3f} s")


def timed(name, how):
    start = time.perf_counter()
    clips = datasets.load(name, **how)
    return time.perf_counter() - start, clips


if __name__ == "__main__":
    main()
