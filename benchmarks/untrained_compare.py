"""Networks that have learned nothing, as features for a linear SVM: every paradigm, beside log-mel and MFCC.

    python benchmarks/untrained_compare.py

Writes widgets/frontear_widgets/results/untrained.csv: the share named rightly of groups (voices, bodies, drums, takes,
speakers or folds) that the SVM has not learned from, for five draws of random weights, about 256 features each. On the
samples that ship with the project, and on real data where it is (FRONTEAR_DATA). Three minutes on an idle core.
"""

import time

import torch

from frontear import datasets
from frontear.analysis.random_features import EXTRACTORS, labelled, tried
from frontear.models.paradigms import PARADIGMS
from results import RESULTS, write

SEEDS = range(5)
DATA = {
    "samples/words": None,
    "samples/instruments": None,
    "samples/rhythms": None,
    "samples/environments": None,
    "fsdd": 40,
    "esc10": 20,
    "speech-commands": 12,
}  # and how many clips of each class


def main():
    torch.set_num_threads(1)
    rows = [row for name, per_class in DATA.items() if datasets.here(name) for row in compared(name, per_class)]
    write(RESULTS / "untrained.csv", rows)


def compared(name, per_class):
    data = labelled(name, per_class=per_class)
    known = {"data": name, "clips": len(data.labels), "classes": len(set(data.labels))}
    for extractor in EXTRACTORS:
        start, shares = time.process_time(), []
        for seed in SEEDS if extractor in PARADIGMS else [0]:
            *_, right = tried(extractor, data, seed=seed)
            shares.append(f"{right:.3f}")
            yield known | {"features": extractor, "seed": seed, "right": shares[-1]}
        print(name, extractor, *shares, f"{time.process_time() - start:.0f} s", sep="\t", flush=True)


if __name__ == "__main__":
    main()
