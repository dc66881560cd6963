"""Learning to tag AudioSet's embeddings: settings, clips, more clips of the target, and runs."""

from frontear.training.tagging.augmenting import AUGMENTATIONS, augmented
from frontear.training.tagging.clips import TaggingData, embeddings, of_target, parts, scale, tagging_data
from frontear.training.tagging.embedding_changes import ORDERS, at_ends, reordered, with_constant
from frontear.training.tagging.mel_embeddings import MelEmbedding, described, fitted
from frontear.training.tagging.run import TaggingRun, load_tagging_run, save_tagging_run
from frontear.training.tagging.scene_sounds import RECORDED_TAGS, SOURCES, TAGS, SceneSounds, recordings_here
from frontear.training.tagging.scenes import Scene, Scenes, scene, scenes
from frontear.training.tagging.settings import TaggingSettings

__all__ = [
    "AUGMENTATIONS",
    "ORDERS",
    "RECORDED_TAGS",
    "SOURCES",
    "TAGS",
    "MelEmbedding",
    "Scene",
    "SceneSounds",
    "Scenes",
    "TaggingData",
    "TaggingRun",
    "TaggingSettings",
    "at_ends",
    "augmented",
    "described",
    "embeddings",
    "fitted",
    "load_tagging_run",
    "of_target",
    "parts",
    "recordings_here",
    "reordered",
    "save_tagging_run",
    "scale",
    "scene",
    "scenes",
    "tagging_data",
    "with_constant",
]
