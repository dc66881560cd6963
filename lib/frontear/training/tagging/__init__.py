"""Learning to tag AudioSet's embeddings: settings, clips, more clips of the target, and runs."""

from frontear.training.tagging.augmenting import AUGMENTATIONS, augmented
from frontear.training.tagging.clips import TaggingData, embeddings, of_target, parts, scale, tagging_data
from frontear.training.tagging.run import TaggingRun, load_tagging_run, save_tagging_run
from frontear.training.tagging.settings import TaggingSettings

__all__ = [
    "AUGMENTATIONS",
    "TaggingData",
    "TaggingRun",
    "TaggingSettings",
    "augmented",
    "embeddings",
    "load_tagging_run",
    "of_target",
    "parts",
    "save_tagging_run",
    "scale",
    "tagging_data",
]
