"""The clips of lesson 08: scenes in numbers of the project's own recipe, and where it is here, AudioSet."""

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from frontear import datasets
from frontear.data.clip import Clip
from frontear.data.tagged_examples import TaggedExamples
from frontear.datasets.audioset import EmbeddingBatch
from frontear.models.tagging.rows import SECONDS
from frontear.training.tagging import (
    RECORDED_TAGS,
    TAGS,
    MelEmbedding,
    TaggingData,
    TaggingSettings,
    embeddings,
    recordings_here,
    scene,
    scenes,
    tagging_data,
)
from frontear.training.tagging.scenes import RATE
from frontear_widgets.results import RESULTS

FOLDER = RESULTS / "speech"
MADE, RECORDED, AUDIOSET = "made scenes", "scenes of recordings", "AudioSet"
SOURCES = {MADE: "samples", RECORDED: "recordings"}
TAGS_OF = {MADE: TAGS, RECORDED: RECORDED_TAGS}
JUDGED = (AUDIOSET, MADE, RECORDED)  # of which it is recorded what the networks said
NAME = "audioset-embeddings"
N_LEARNED, N_KEPT = 600, 190


def here() -> list[str]:
    """The sets of clips that can be learned from on this computer."""
    return [*audible(), *([AUDIOSET] if datasets.here(NAME) else [])]


def audible() -> list[str]:
    """Those that can be heard on this computer."""
    return [MADE, *([RECORDED] if recordings_here() else [])]


@lru_cache(maxsize=1)
def numbers() -> MelEmbedding:
    """What makes 128 numbers of a second: mean and axes that the scenes to learn from gave."""
    with np.load(FOLDER / "made.npz") as file:
        return MelEmbedding(*(torch.from_numpy(file[name].astype(np.float32)) for name in ("mean", "axes")))


@lru_cache(maxsize=1)
def kept() -> EmbeddingBatch:
    """The made scenes that no network learns from."""
    with np.load(FOLDER / "made.npz") as file:
        labels = np.unpackbits(file["labels"], axis=1, count=len(TAGS)).astype(bool)
        return batch(torch.from_numpy(file["frames"]), torch.from_numpy(labels))


@lru_cache(maxsize=1)
def spoken() -> Tensor:
    """In which seconds of these somebody speaks, bool (clips, 10)."""
    with np.load(FOLDER / "made.npz") as file:
        return torch.from_numpy(np.unpackbits(file["spoken"], axis=1, count=SECONDS).astype(bool))


def learned() -> EmbeddingBatch:
    """The made scenes to learn from and to choose by: composed and described anew, in a few seconds."""
    return _composed(MADE, N_LEARNED, "train")[0]


def learned_recordings() -> EmbeddingBatch:
    """The scenes of recordings to learn from and to choose by. Raises ValueError where the recordings are not here."""
    return _composed(RECORDED, N_LEARNED, "train")[0]


def kept_recordings() -> EmbeddingBatch:
    """The scenes of recordings that no network learns from. Raises ValueError where the recordings are not here."""
    return _composed(RECORDED, N_KEPT, "test")[0]


def spoken_in(clips: str) -> Tensor:
    """In which seconds of the kept scenes somebody speaks, bool (clips, 10)."""
    return spoken() if clips == MADE else _composed(RECORDED, N_KEPT, "test")[1]


@lru_cache(maxsize=3)
def _composed(clips: str, n: int, split: str) -> tuple[EmbeddingBatch, Tensor]:
    """Scenes in numbers, those of recordings by the same components as those that are made, and when a voice speaks."""
    made = scenes(n, split=split, source=SOURCES[clips])
    return batch(numbers()(made.waveforms), made.labels), made.spoken


def batch(frames: Tensor, labels: Tensor) -> EmbeddingBatch:
    """Clips of ten seconds each."""
    return EmbeddingBatch(frames, torch.full((len(frames),), SECONDS), labels)


@lru_cache(maxsize=2)
def evaluation(clips: str = MADE) -> TaggedExamples:
    """The scenes kept for the end, with the one tag: does somebody speak?"""
    frames, lengths, labels = kept() if clips == MADE else kept_recordings()
    return TaggedExamples(frames, lengths, labels[:, :1].float(), ("Speech",))


def data(clips: str, settings: TaggingSettings) -> TaggingData:
    """All clips of a run. Raises ValueError where they are not here."""
    return tagging_data(settings, *parts(clips))


def parts(clips: str) -> tuple[EmbeddingBatch, EmbeddingBatch]:
    """What is learned from or chosen by, and what is kept for the end. Raises ValueError where they are not here."""
    if clips == AUDIOSET:
        return _audioset()
    return (learned(), kept()) if clips == MADE else (learned_recordings(), kept_recordings())


@lru_cache(maxsize=1)
def _audioset() -> tuple[EmbeddingBatch, EmbeddingBatch]:
    return embeddings("train"), embeddings("test")


def heard(number: int, clips: str = MADE) -> Clip:
    """A kept scene as a sound, composed anew."""
    made = scene(number, split="test", source=SOURCES[clips])
    return Clip(made.waveform, RATE, name=f"scene {number + 1}")
