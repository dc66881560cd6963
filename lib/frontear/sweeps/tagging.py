"""The run of a sweep over networks that tag AudioSet's embeddings."""

import time
from functools import lru_cache

from frontear.analysis.detection import best_threshold, detection
from frontear.datasets.audioset import EmbeddingBatch
from frontear.models.classifier import n_parameters
from frontear.sweeps.choices import Chosen
from frontear.training.scoring import scores
from frontear.training.tagging import TaggingData, TaggingRun, TaggingSettings, embeddings, tagging_data

MOVED = ("positive_f1", "macro_f1", "weighted_f1", "precision", "recall")


def tagged(chosen: Chosen) -> Chosen:
    """Return what became of a run with some `TaggingSettings`, the rest as usual, on the clips kept for the end.

    The measures of `detection` at a threshold of a half, and at the one that was best on validation for the weighted
    F1; losses, the epoch of the best weights, learned numbers, and seconds of processor time.
    Raises ValueError as `TaggingSettings`, and as `datasets.load`. Lesson: notebooks/05_learning.ipynb
    """
    start = time.process_time()
    run, data = tagging_run(TaggingSettings(**chosen))
    for _ in run.learn(data.learned, data.validation):
        pass
    return told(run, data) | {"seconds": round(time.process_time() - start, 1)}


def tagging_run(settings: TaggingSettings) -> tuple[TaggingRun, TaggingData]:
    """Return a run that has not begun, and its clips; AudioSet is read once a process.

    Raises ValueError as `datasets.load`. Lesson: notebooks/05_learning.ipynb
    """
    data = tagging_data(settings, _clips("train"), _clips("test"))
    return TaggingRun(settings, data.learned.classes, mean=data.mean, deviation=data.deviation), data


def told(run: TaggingRun, data: TaggingData) -> Chosen:
    """Return what a run came to, as `tagged` tells it.

    Lesson: notebooks/05_learning.ipynb

    Args:
        run: That has learned.
        data: Its clips.

    Returns:
        By name, to four places.
    """
    chosen_by, kept = scores(run.model, data.validation)[:, 0], scores(run.model, data.evaluation)[:, 0]
    truth = data.evaluation.labels[:, 0]
    threshold = best_threshold(chosen_by, data.validation.labels[:, 0])
    found, moved = detection(kept, truth), detection(kept, truth, threshold=threshold)
    return {
        "validation_loss": round(detection(chosen_by, data.validation.labels[:, 0]).loss, 4),
        **{name: round(value, 4) for name, value in vars(found).items() if name != "threshold"},
        "threshold": round(threshold, 4),
        **{f"{name}_at_threshold": round(getattr(moved, name), 4) for name in MOVED},
        "best_epoch": min(run.epochs, key=lambda step: step.validation_loss).epoch,
        "parameters": n_parameters(run.model),
    }


@lru_cache(maxsize=2)
def _clips(split: str) -> EmbeddingBatch:
    return embeddings(split)
