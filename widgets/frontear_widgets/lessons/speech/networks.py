"""The six networks of lesson 08: how each learns, and what was recorded of them."""

from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from frontear.models.tagging import TAGGERS
from frontear.training.scoring import scores
from frontear.training.tagging import TaggingRun, TaggingSettings, load_tagging_run
from frontear.training.tagging.clips import N_LABELS

from .clips import AUDIOSET, FOLDER, RECORDED, TAGS_OF, evaluation

NETWORKS = tuple(TAGGERS)
STANDARDISED: dict[str, Any] = {"scale": "standardised"}
OF_MADE: dict[str, dict[str, Any]] = {  # small ones: there are 480 scenes, made or of recordings
    "linear": {"hidden": 16, "learning_rate": 3e-4},
    "conv-1d": {"dropout": 0.3, "learning_rate": 1e-3, "epochs": 8},
    "conv-2d": {"hidden": 16, "learning_rate": 1e-3},
    "lstm": {"hidden": 32, "learning_rate": 1e-3},
    "transformer": {"hidden": 64, "learning_rate": 3e-4},
    "attention": {"hidden": 32, "learning_rate": 1e-3},
}
OF_AUDIOSET: dict[str, dict[str, Any]] = {  # as `benchmarks/speech_rows.py` has them
    "linear": {},
    "conv-1d": {"dropout": 0.3, "learning_rate": 1e-3},
    "conv-2d": {"learning_rate": 1e-3},
    "lstm": {"learning_rate": 1e-3, "batch_size": 32},
    "transformer": {"batch_size": 32},
    "attention": {"epochs": 12, "batch_size": 64, "learning_rate": 1e-3, "falling": True, "patience": None},
}


def usual(clips: str, network: str, **changes: Any) -> TaggingSettings:
    """How a network learns from clips, but for some changes."""
    own = OF_AUDIOSET[network] if clips == AUDIOSET else {"epochs": 20, "patience": None} | OF_MADE[network]
    return TaggingSettings(tagger=network, **STANDARDISED | own | changes)


@lru_cache(maxsize=len(NETWORKS))
def recorded(network: str) -> TaggingRun:
    """The run of a network on made scenes that `benchmarks/record_speech.py` kept."""
    return load_tagging_run(FOLDER / f"{network}.run")


@lru_cache(maxsize=1)
def recorded_attention() -> TaggingRun:
    """The run of attention on scenes of recordings."""
    return load_tagging_run(FOLDER / "recordings.run")


@lru_cache(maxsize=3 * len(NETWORKS))
def recorded_scores(clips: str, network: str) -> tuple[Tensor, Tensor]:
    """Logits of the clips kept for the end, (n,), and whether somebody speaks, bool (n,)."""
    if clips == AUDIOSET:
        return torch.from_numpy(_read("audioset")[network]).float(), audioset_labels()[:, 0]
    if clips == RECORDED:
        return torch.from_numpy(_read("recordings")[network]).float(), recordings_labels()[:, 0]
    return scores(recorded(network).model, evaluation())[:, 0], evaluation().labels[:, 0] > 0.5


@lru_cache(maxsize=1)
def audioset_labels() -> Tensor:
    """The labels of AudioSet's clips kept for the end, bool (clips, 527)."""
    counts, places = (torch.from_numpy(_read("audioset")[name].astype(np.int64)) for name in ("n_labels", "labels"))
    labels = torch.zeros(len(counts), N_LABELS, dtype=torch.bool)
    labels[torch.arange(len(counts)).repeat_interleave(counts), places] = True
    return labels


def audioset_names() -> tuple[str, ...]:
    """What the 527 labels of AudioSet are called."""
    return tuple(_read("audioset")["names"].tolist())


@lru_cache(maxsize=1)
def recordings_labels() -> Tensor:
    """The labels of the scenes of recordings kept for the end, bool (scenes, 11)."""
    packed = _read("recordings")["labels"]
    return torch.from_numpy(np.unpackbits(packed, axis=1, count=len(TAGS_OF[RECORDED])).astype(bool))


@lru_cache(maxsize=2)
def _read(name: str) -> dict[str, np.ndarray]:
    """What was recorded: logits of each network, and of the clips all labels."""
    with np.load(FOLDER / f"{name}.npz") as file:
        return {name: file[name] for name in file.files}
