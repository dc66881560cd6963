"""Record the race that lesson 06 opens on: seven networks, equally large, learn the digits of made voices.

    python benchmarks/record_paradigms.py

Writes a run for each into notebooks/results/paradigms, and race.csv with the seconds of one core that each had computed
at every moment. Log-mel where a spectrogram is wanted, the sizes `compared` of `frontear.paradigms`, 30 000 learned
numbers, eight epochs of 380 clips at 16 kHz; five voices are kept away. One minute on an idle core.
"""

import csv
import time
from pathlib import Path

import torch
from frontear import runs
from frontear.budgets import n_learned, of_budget
from frontear.paradigms import PARADIGMS
from frontear.run_settings import Settings

RESULTS = Path(__file__).parents[1] / "notebooks" / "results" / "paradigms"
BUDGET = 30_000
N_CLASSES = 10


def main():
    torch.set_num_threads(1)
    RESULTS.mkdir(parents=True, exist_ok=True)
    rows = [row for name in PARADIGMS for row in recorded(name)]
    with open(RESULTS / "race.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["paradigm", "step", "seconds"])
        table.writerows(rows)


def recorded(name):
    """Learn, save, and return when every moment was."""
    settings = Settings(frontend="log-mel", sample_rate=16_000, paradigm=name, preset="compared")
    settings = of_budget(settings, BUDGET, n_classes=N_CLASSES)
    run, learned, unseen = runs.run(settings)
    seconds, start = [0.0], time.process_time()
    for _ in run.learn(learned, unseen):
        seconds += [time.process_time() - start] * (len(run.moments) - len(seconds))
    runs.save(RESULTS / f"{name}.run", run)
    n_numbers = n_learned(settings, n_classes=N_CLASSES)
    print(f"{name}: {n_numbers} numbers, {seconds[-1]:.1f} s, {run.unseen:.2f} of the unseen", flush=True)
    return [(name, moment.step, f"{at:.2f}") for moment, at in zip(run.moments, seconds, strict=True)]


if __name__ == "__main__":
    main()
