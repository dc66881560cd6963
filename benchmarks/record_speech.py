"""What lesson 08 shows at once: made scenes in numbers, six networks on them, and what six did on AudioSet.

    python benchmarks/record_speech.py made
    FRONTEAR_DATA=… python benchmarks/record_speech.py recordings
    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/record_speech.py audioset

"made" composes 600 scenes to learn from and 190 to test on, finds principal components, and writes those of the test
to widgets/frontear_widgets/results/speech/made.npz; then it trains each network with five seeds on them, keeps the
first in 16 bits, and writes what became of other orders and constants to made.csv. Six minutes of one core. "audioset"
does the same on AudioSet's balanced clips with one seed, and keeps the logits and labels of the evaluation clips in
audioset.npz instead of weights. Fifteen minutes. "recordings" mixes as many scenes of Speech Commands, FSDD and ESC-10,
takes the components of the made ones, learns from them with five seeds, and also lets networks judge the other kind of
scene than they learned from: recordings.csv, and the first seed's logits with the labels in recordings.npz, attention's
weights in recordings.run. Ten minutes.
"""

import sys
from dataclasses import asdict

import numpy as np
import torch

from frontear import datasets
from frontear.analysis.operating_points import area_under_roc, operating_points, outcome
from frontear.datasets.audioset import class_names
from frontear.training import checkpoints
from frontear.training.scoring import scores
from frontear.training.tagging import TaggingRun, embeddings
from frontear.training.tagging.embedding_changes import reordered, with_constant
from frontear.training.tagging.mel_embeddings import described, fitted
from frontear.training.tagging.scene_sounds import TAGS
from frontear.training.tagging.scenes import scenes
from frontear_widgets.lessons.speech.clips import (
    AUDIOSET,
    FOLDER,
    MADE,
    N_KEPT,
    N_LEARNED,
    RECORDED,
    data,
    evaluation,
    kept_recordings,
)
from frontear_widgets.lessons.speech.measured.changes import JUDGED_ON_MADE, LEARNED_FROM_MADE
from frontear_widgets.lessons.speech.networks import usual
from results import write

CHEAPEST_FIRST = ("linear", "attention", "lstm", "conv-2d", "transformer", "conv-1d")
SEEDS = {MADE: 5, RECORDED: 5, AUDIOSET: 1}
CALLED = {"made": MADE, "recordings": RECORDED, "audioset": AUDIOSET}
CONSTANTS = (-60, -30, -10, 10, 30, 60)
F1S = ("positive_f1", "macro_f1", "weighted_f1", "micro_f1", "precision", "recall")


def main(name):
    clips = CALLED[name]
    if clips == MADE:
        write_scenes()
    rows, logits = [], {}
    for network in CHEAPEST_FIRST:
        for seed in range(SEEDS[clips]):
            run, kept = learned(clips, network, seed)
            if seed == 0:
                logits[network] = scores(run.model, kept)[:, 0].half().numpy()
                if clips == MADE:
                    save(FOLDER / f"{network}.run", run)
                if (clips, network) == (RECORDED, "attention"):
                    save(FOLDER / "recordings.run", run)
            for change, changed in changes(kept):
                rows.append({"network": network, "seed": seed, "change": change, **judged(run.model, changed)})
            if clips == RECORDED:
                rows += [{"network": network, "seed": seed, **row} for row in across(run.model, network, seed, kept)]
            print(next(row for row in reversed(rows) if row["change"] == "as it is"), flush=True)
            write(FOLDER / f"{name}.csv", rows)
        if clips == AUDIOSET:
            write_logits(logits)
        if clips == RECORDED:
            labels = np.packbits(kept_recordings().labels.numpy(), axis=1)
            np.savez_compressed(FOLDER / "recordings.npz", labels=labels, **logits)


def across(model, network, seed, kept):
    """What it makes of made scenes, and what the network that learned from these makes of recordings."""
    yield {"change": JUDGED_ON_MADE, **judged(model, evaluation())}
    yield {"change": LEARNED_FROM_MADE, **judged(learned(MADE, network, seed)[0].model, kept)}


def write_scenes():
    """The test's numbers, with the components that the scenes to learn from have."""
    FOLDER.mkdir(exist_ok=True)
    numbers = fitted(described(scenes(N_LEARNED).waveforms))
    axes, mean = (part.numpy().astype(np.float16) for part in (numbers.axes, numbers.mean))
    rounded = type(numbers)(torch.from_numpy(mean).float(), torch.from_numpy(axes).float())
    kept = scenes(N_KEPT, split="test")
    packed = {name: np.packbits(getattr(kept, name).numpy(), axis=1) for name in ("labels", "spoken")}
    np.savez_compressed(
        FOLDER / "made.npz", frames=rounded(kept.waveforms).numpy(), mean=mean, axes=axes, tags=TAGS, **packed
    )


def learned(clips, network, seed):
    settings = usual(clips, network, seed=seed)
    parts = data(clips, settings)
    run = TaggingRun(settings, ("Speech",), mean=parts.mean, deviation=parts.deviation)
    for _ in run.learn(parts.learned, parts.validation):
        pass
    return run, parts.evaluation


def changes(kept):
    """Each way to change the clips, by name."""
    yield "as it is", kept
    yield "reversed", reordered(kept, "reversed")
    yield "shuffled", reordered(kept, "shuffled")
    yield "one second", reordered(kept, "one second")
    for amount in CONSTANTS:
        yield f"{amount:+d}", with_constant(kept, amount)
        yield f"{amount:+d}, not clipped", with_constant(kept, amount, clipped=False)


def judged(model, clips):
    answers, truth = scores(model, clips)[:, 0], clips.labels[:, 0]
    found = outcome(answers, truth)
    return {name: round(getattr(found, name), 4) for name in F1S} | {
        "auc": round(area_under_roc(operating_points(answers, truth)), 4)
    }


def save(path, run):
    """As `save_tagging_run`, the weights in 16 bits: a run that is looked at, not gone on with."""
    learned = {name for name, _ in run.model.named_parameters()}
    weights = {name: part.half() if name in learned else part for name, part in run.model.state_dict().items()}
    epochs = [asdict(step) for step in run.epochs]
    settings = run.settings.flat() | {"target": list(run.settings.target)}
    checkpoints.save(path, {"settings": settings, "tags": list(run.tags), "epochs": epochs, "model": weights})


def write_logits(logits):
    """Logits in 16 bits; of the clips all labels, end to end, and how many each has; the labels' names."""
    labels, folder = embeddings("test").labels, datasets.files("audioset-embeddings", split="test")[0].path.parent
    np.savez_compressed(
        FOLDER / "audioset.npz",
        names=class_names(folder.parent),
        labels=labels.nonzero()[:, 1].numpy().astype(np.uint16),
        n_labels=labels.sum(1).numpy().astype(np.uint8),
        **logits,
    )


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in CALLED:
        sys.exit(__doc__)
    main(sys.argv[1])
