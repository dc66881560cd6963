"""Does an ear that learns help where nobody can hear? Hearts and earthquakes, by fixed and by learned front-ends.

    FRONTEAR_DATA=… python benchmarks/beyond_audio_compare.py

Atrial fibrillation against a normal rhythm by 10 s of an electrocardiogram; an earthquake against its station's noise,
made as loud; P against S waves. Persons and stations of the test are others than those learned from, and others for
every seed; windows have their mean taken out and an rms of 1. `right` is the mean of the two classes' shares, so that
guessing gives a half. `log-mel` is here a log-spectrogram on a linear scale. Writes
widgets/frontear_widgets/results/beyond_audio.csv; interrupted, it goes on. An hour of two cores.
"""

import time
import warnings
from collections import defaultdict

import numpy as np
import torch
from tqdm import tqdm

from frontear import datasets, sweeps
from frontear.analysis.confidence import mean
from frontear.data import Signal, examples
from frontear.frontends import leaf, log_mel
from frontear.models import paradigm_classifier
from frontear.training import fit, scores
from results import RESULTS

SEEDS = range(5)
HELD_OUT = 5  # a fifth of persons and stations, another one for each seed
RANGES = {
    "fibrillation": {"low_hz": 0.5, "high_hz": 40.0, "window_ms": 250, "hop_ms": 50},
    "earthquake": {"low_hz": 0.5, "high_hz": 45.0, "window_ms": 500, "hop_ms": 100},
    "P or S": {"low_hz": 0.5, "high_hz": 45.0, "window_ms": 500, "hop_ms": 100},
}
WAYS = {
    "log-spectrogram": {"scale": "linear"},
    "log-spectrogram, window × 4": {"scale": "linear", "longer": 4},
    "leaf": {"scale": "linear"},
    "leaf, frozen": {"scale": "linear"},
    "leaf, log scale": {"scale": "log"},
    "leaf, uncut, hop learned, rate × 10": {"scale": "linear", "uncut": True, "hop": "window"},
}
N_FILTERS, EPOCHS = 24, 25
NOISE_SECONDS, WAVE_SECONDS = 10, 1.5


def main():
    wanted = sweeps.grid(task=list(RANGES), seed=SEEDS, way=list(WAYS))
    table = RESULTS / "beyond_audio.sqlite"
    for result in tqdm(sweeps.sweep(learned, wanted, table=table), total=len(sweeps.Table(table).missing(wanted))):
        tqdm.write(" ".join(map(str, [*result.settings.values(), result.error or result.result])))
    sweeps.Table(table).write_csv(RESULTS / "beyond_audio.csv")
    report(list(sweeps.Table(table)))


def learned(chosen):
    """One run and its test."""
    warnings.simplefilter("ignore")  # filters start as narrow as the window lets them
    start, seed = time.process_time(), chosen["seed"]
    windows = fibrillation() if chosen["task"] == "fibrillation" else quakes(chosen["task"])
    held_out = sorted({window.group for window in windows})[seed::HELD_OUT]
    train = examples(balanced([window for window in windows if window.group not in held_out], seed))
    unseen = examples([window for window in windows if window.group in held_out], classes=train.classes)
    model = paradigm_classifier("small-rectangular", front_end(**chosen), n_classes=2, backend="max-mean", seed=seed)
    filter_rate = 10 if "hop learned" in chosen["way"] else 1
    for _ in fit(model, train, epochs=EPOCHS, filter_rate=filter_rate, seed=seed):
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


def front_end(task, way, seed):
    options = RANGES[task] | WAYS[way]
    options["window_ms"] *= options.pop("longer", 1)
    rate = 300 if task == "fibrillation" else 100
    recipe = log_mel if way.startswith("log") else leaf
    frontend = recipe(sample_rate=rate, n_filters=N_FILTERS if recipe is leaf else 16, **options)
    return frontend.requires_grad_(way != "leaf, frozen")


def fibrillation():
    """Every record in pieces of ten seconds, three at most."""
    hearts = [heart for heart in datasets.load("ecg-cinc2017") if heart.label in ("normal", "atrial fibrillation")]
    return [
        cut(heart, 0, begin, 10, heart.label)
        for heart in hearts
        for begin in (0, 10, 20)
        if begin + 10 <= heart.seconds
    ]


def quakes(task):
    """The vertical component: noise before P and the earthquake behind it, or the first seconds of P and of S."""
    found = []
    for quake in datasets.load("seismic"):
        p, s = quake.marks.get("P", -1), quake.marks.get("S", -1)
        if task == "earthquake" and NOISE_SECONDS + 1 < p < quake.seconds - NOISE_SECONDS:
            found += [
                cut(quake, 2, p - NOISE_SECONDS - 1, NOISE_SECONDS, "noise"),
                cut(quake, 2, p, NOISE_SECONDS, "earthquake"),
            ]
        if task == "P or S" and 0 <= p < s - WAVE_SECONDS and s < quake.seconds - WAVE_SECONDS:
            found += [cut(quake, 2, p, WAVE_SECONDS, "P"), cut(quake, 2, s, WAVE_SECONDS, "S")]
    return found


def cut(signal, channel, begin, seconds, label):
    start, length = round(begin * signal.sample_rate), round(seconds * signal.sample_rate)
    window = signal.waveform[channel, start : start + length]
    window = window - window.mean()
    return Window(window / window.square().mean().sqrt().clamp(min=1e-9), signal.sample_rate, label, group=signal.group)


class Window(Signal):
    """A stretch of one channel, (time,)."""

    def __post_init__(self):
        pass


def balanced(windows, seed):
    """As many of each class as of the rarer one, drawn by the seed."""
    by_label = defaultdict(list)
    for window in windows:
        by_label[window.label].append(window)
    least, random = min(map(len, by_label.values())), np.random.default_rng(seed)
    return [members[n] for members in by_label.values() for n in random.choice(len(members), least, replace=False)]


def report(rows):
    """Means of the seeds with their intervals, and of what learning has over the frozen start."""
    found = defaultdict(dict)
    for row in rows:
        if row.result:
            found[row.settings["task"], row.settings["way"]][row.settings["seed"]] = row.result["right"]
    for (task, way), by_seed in found.items():
        print(f"{task:14s}{way:30s} right {mean(list(by_seed.values()))}")
    for task in RANGES:
        frozen = found[task, "leaf, frozen"]
        paired = [right - frozen[seed] for seed, right in found[task, "leaf"].items() if seed in frozen]
        if paired:
            print(f"{task:14s}learned less frozen, by seed: {mean(paired)}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
