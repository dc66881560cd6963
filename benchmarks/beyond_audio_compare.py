"""Does an ear that learns help where nobody can hear? Hearts and earthquakes, by fixed and by learned front-ends.

    FRONTEAR_DATA=… python benchmarks/beyond_audio_compare.py

Atrial fibrillation against a normal rhythm by 10 s of an electrocardiogram, and made hearts, irregular against regular;
an earthquake against its station's noise, made as loud; P against S waves. Persons and stations of the test are others
than those learned from, and others for every seed; windows have their mean taken out and an rms of 1. `right` is the
mean of the two classes' shares, so that guessing gives a half. Writes
widgets/frontear_widgets/results/beyond_audio.csv; interrupted, it goes on. An hour of two cores.
"""

import re
import time
import warnings
from collections import defaultdict

import torch
from tqdm import tqdm

from frontear import datasets, sweeps
from frontear.analysis.confidence import mean
from frontear.frontends import leaf, log_mel
from frontear.models import paradigm_classifier
from frontear.training import best_start, fit, scores
from results import RESULTS

SEEDS = range(5)
TASKS = ("made hearts", "fibrillation", "earthquake", "P or S")
WAYS = {
    "log-spectrogram": {"scale": "linear"},
    "log-spectrogram, window × 4": {"scale": "linear", "longer": 4},
    "leaf": {"scale": "linear"},
    "leaf, frozen": {"scale": "linear"},
    "leaf, log scale": {"scale": "log"},
    "leaf, filter rate × 10": {"scale": "linear"},
    "leaf from 60 Hz": {"scale": "linear", "low_hz": 60.0, "high_hz": 146.0},
    "leaf from 60 Hz, rate × 100": {"scale": "linear", "low_hz": 60.0, "high_hz": 146.0},
    "leaf, best of three starts": {"scale": "linear"},
    "leaf, uncut, hop learned, rate × 10": {"scale": "linear", "uncut": True, "hop": "window"},
}
STARTS = [{"low_hz": low_hz, "high_hz": high_hz} for low_hz, high_hz in ((60.0, 146.0), (10.0, 146.0), (0.5, 40.0))]
N_FILTERS, EPOCHS = 24, 25


def main():
    wanted = [{"task": task, "seed": seed, "way": way} for seed in SEEDS for task in TASKS for way in ways(task)]
    table = RESULTS / "beyond_audio.sqlite"
    for result in tqdm(sweeps.sweep(learned, wanted, table=table), total=len(sweeps.Table(table).missing(wanted))):
        tqdm.write(" ".join(map(str, [*result.settings.values(), result.error or result.result])))
    sweeps.Table(table).write_csv(RESULTS / "beyond_audio.csv")
    report(list(sweeps.Table(table)))


def ways(task):
    """Earthquakes come at 100 Hz, where nothing is at 60; made hearts are here for that alone."""
    at_60 = [way for way in WAYS if "60" in way]
    if task == "made hearts":
        return ["leaf", "leaf, frozen", *at_60]
    return [way for way in WAYS if task == "fibrillation" or way not in at_60]


def learned(chosen):
    """One run and its test."""
    warnings.simplefilter("ignore")  # filters start as narrow as the window lets them
    start, seed = time.process_time(), chosen["seed"]
    train, unseen = datasets.slow_examples(chosen["task"], held_out=seed, seed=seed)
    found = re.search(r"rate × (\d+)", chosen["way"])
    how = {"filter_rate": int(found[1]) if found else 1, "seed": seed}
    starts = STARTS if "best of three starts" in chosen["way"] else [{}]
    models = [
        paradigm_classifier(
            "small-rectangular", front_end(**chosen, **start), n_classes=2, backend="max-mean", seed=seed
        )
        for start in starts
    ]
    model = best_start(models, train, **how) if len(models) > 1 else models[0]
    for _ in fit(model, train, epochs=EPOCHS, **how):
        pass
    said = scores(model, unseen).argmax(dim=1)
    right = [(said[unseen.labels == label] == label).float().mean().item() for label in (0, 1)]
    spec = model.frontend.spec
    return {
        "right": round(sum(right) / 2, 4),
        "tests": len(unseen),
        "hop_ms": round(1_000 * spec.hop_seconds, 1),
        "seconds": round(time.process_time() - start),
    }


def front_end(task, way, seed, **start):
    suits, options = datasets.SLOW_TASKS[task], dict(WAYS[way])
    same = {name: getattr(suits, name) for name in ("sample_rate", "low_hz", "high_hz", "hop_ms")}
    options = same | {"window_ms": suits.window_ms * options.pop("longer", 1)} | options | start
    recipe = log_mel if way.startswith("log") else leaf
    frontend = recipe(n_filters=N_FILTERS if recipe is leaf else 16, **options)
    return frontend.requires_grad_(way != "leaf, frozen")


def report(rows):
    """Means of the seeds with their intervals, and of what learning has over the frozen start."""
    found = defaultdict(dict)
    for row in rows:
        if row.result:
            found[row.settings["task"], row.settings["way"]][row.settings["seed"]] = row.result["right"]
    for (task, way), by_seed in found.items():
        print(f"{task:14s}{way:30s} right {mean(list(by_seed.values()))}")
    for task in TASKS:
        frozen = found[task, "leaf, frozen"]
        paired = [right - frozen[seed] for seed, right in found[task, "leaf"].items() if seed in frozen]
        if paired:
            print(f"{task:14s}learned less frozen, by seed: {mean(paired)}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
