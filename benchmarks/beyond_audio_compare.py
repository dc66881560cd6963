"""Does an ear that learns help where nobody can hear? Hearts, earthquakes and a whale, by fixed and learned front-ends.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/beyond_audio_compare.py
    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/beyond_audio_compare.py --workers 1 --only whale

Atrial fibrillation against a normal rhythm by 10 s of an electrocardiogram, and made hearts, irregular against regular;
an earthquake against its station's noise, made as loud; P against S waves; a humpback's calls against its pauses, both
under the sea or boats, of one recording, whose parts take turns in being the test. Persons and stations of the test are
others than those learned from, and others for every seed; windows have their mean taken out and an rms of 1. `right` is
the mean of the two classes' shares, so that guessing gives a half. Writes
widgets/frontear_widgets/results/beyond_audio.csv, first what the lesson's claims hang on; interrupted, it goes on from
there. An hour of two cores.
"""

import re
import time
import warnings
from collections import defaultdict

import torch

from frontear import datasets
from frontear.analysis.confidence import mean
from frontear.frontends import leaf, log_mel
from frontear.models import paradigm_classifier
from frontear.training import best_start, fit, scores
from results import asked, sweep_on

SEEDS = range(5)
TASKS = ("made hearts", "fibrillation", "earthquake", "P or S", "whale")
WAYS = {
    "log-spectrogram": {"scale": "linear"},
    "log-mel": {"scale": "mel-htk"},
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
CLAIMED = ("log-spectrogram", "log-mel", "leaf", "leaf, frozen", "leaf from 60 Hz", "leaf, best of three starts")
N_FILTERS, EPOCHS = 24, 25


def main():
    wanted = [{"task": task, "seed": seed, "way": way} for seed in SEEDS for task in TASKS for way in ways(task)]
    wanted.sort(key=lambda run: run["way"] not in CLAIMED)
    report(sweep_on("beyond_audio", learned, wanted, how=asked(__doc__)))


def ways(task):
    """Earthquakes come at 100 Hz, where nothing is at 60; made hearts are here for that alone, mel for the whale."""
    at_60 = [way for way in WAYS if "60" in way or way == "leaf, best of three starts"]
    if task == "made hearts":
        return ["leaf", "leaf, frozen", *at_60]
    if task == "whale":
        return ["log-mel", "log-spectrogram", "leaf", "leaf, frozen"]
    return [way for way in WAYS if way != "log-mel" and (task == "fibrillation" or way not in at_60)]


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
