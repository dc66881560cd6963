"""Vertical against horizontal filters: is timbre for the one and time for the other?

    python benchmarks/shapes_in_music.py

Writes widgets/frontear_widgets/results/music.csv: the share named rightly of a group that was kept away, for every
group and three seeds. Instruments and rhythms of the samples; instruments also by 0.3 s from the middle of each note
alone, all equally loud, so that neither attack nor decay can tell. Networks of one layer (4,000 numbers that learn) or
of one and the same two behind it (15,000). Three minutes on an idle core.
"""

import time
from dataclasses import replace
from itertools import product

import torch

from frontear import datasets
from frontear.data.examples import examples
from frontear.dsp.signals import rms
from frontear.frontends import log_mel
from frontear.models.backends import backend
from frontear.models.classifier import Classifier, n_parameters, width_for
from frontear.models.paradigms import SpectrogramShapes
from frontear.training.fit import fit
from frontear.training.scoring import accuracy, scores
from results import RESULTS, write

SEEDS, EPOCHS, BATCH, RATE = range(3), 25, 8, 16_000
MIDDLE = slice(6_400, 11_200)
SHAPES = {
    "vertical": {"sliding": ((16, 0.9, 7),)},
    "horizontal": {"on_mean": ((16, 88),)},
    "both": {"sliding": ((4, 0.9, 7), (8, 0.4, 7)), "on_mean": ((8, 88), (16, 34))},
}
DEPTHS = {"one layer": ((), 4_000), "three layers": ((16, 16), 15_000)}


def whole(clip):
    return clip


def middle(clip):
    waveform = clip.waveform[MIDDLE]
    return replace(clip, waveform=0.1 * waveform / rms(waveform))


TASKS = {
    "instruments": ("samples/instruments", whole),
    "instruments, middle of the note": ("samples/instruments", middle),
    "rhythms": ("samples/rhythms", whole),
}


def main():
    torch.set_num_threads(1)
    rows = []
    for task, depth, shape in product(TASKS, DEPTHS, SHAPES):
        start = time.process_time()
        runs = list(product(datasets.groups(TASKS[task][0]), SEEDS))
        rows += [learned(task, depth, shape, group, seed) for group, seed in runs]
        told = [row["unseen"] for row in rows[-len(runs) :]]
        print(task, depth, shape, *told, f"{time.process_time() - start:.0f} s", sep="\t", flush=True)
    write(RESULTS / "music.csv", rows)


def learned(task, depth, shape, group, seed):
    """What came out with one group held out."""
    (data, part), (deeper, budget) = TASKS[task], DEPTHS[depth]
    learn, keep = (
        [part(clip) for clip in datasets.load(data, split=split, held_out=group, sample_rate=RATE)]
        for split in ("train", "test")
    )
    learn = examples(learn)
    keep = examples(keep, classes=learn.classes)

    def make(width):
        body = SpectrogramShapes(40, **SHAPES[shape], deeper=deeper, width=width)
        judge = backend("max-mean", n_channels=body.n_channels, n_classes=len(learn.classes))
        return Classifier(log_mel(), body, judge, tail=640)

    torch.manual_seed(seed)
    model = make(width_for(budget, make))
    right = [step.accuracy for step in fit(model, learn, epochs=EPOCHS, batch_size=BATCH, seed=seed)]
    last = -(-len(learn) // BATCH)
    which = {"task": task, "depth": depth, "shape": shape, "held_out": group, "seed": seed}
    return which | {
        "parameters": n_parameters(model),
        "learned": f"{sum(right[-last:]) / last:.3f}",
        "unseen": f"{accuracy(scores(model, keep), keep.labels):.3f}",
    }


if __name__ == "__main__":
    main()
