"""What lies in the folder of a data set: each file with its label, and the speaker or fold it belongs to."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from frontear.data.clip import SAMPLES, Clip, decode, sample_names, sample_sets, shipped

SUFFIXES = {".wav", ".flac", ".ogg", ".mp3"}
LONGEST_SECONDS = 600.0


class File(NamedTuple):
    """A sound that was found and is not yet decoded; the group is its speaker, voice or fold."""

    path: Path
    label: str
    name: str
    group: str = ""

    def clip(self, *, sample_rate: int | None = None) -> Clip:
        """Decode it, at its own rate or at `sample_rate` Hz. Raises ValueError as `frontear.data.clip.decode`."""
        decoded = decode(self.path, sample_rate=sample_rate, max_seconds=LONGEST_SECONDS, name=self.name)
        return replace(decoded, label=self.label, group=self.group)


def samples(_folder: Path, *, sets: list[str] | None = None) -> list[File]:
    """Find the samples that ship with the project; the group is the voice.

    Args:
        _folder: Not looked at.
        sets: Of the manifest; none is all.

    Returns:
        By class and name.
    """
    names = [name for kind in sets or sample_sets() for name in sample_names(kind)]
    rows = [(name, shipped(name)) for name in names]
    return [File(SAMPLES / row["file"], row["label"], name, row["voice"]) for name, row in rows]


def spoken_digits(folder: Path) -> list[File]:
    """Find `recordings/{digit}_{speaker}_{take}.wav`."""
    found = [(path, path.stem.split("_", 1)) for path in _sounds(folder / "recordings") if path.stem.count("_") >= 2]
    return [File(path, digit, path.stem, rest.rpartition("_")[0]) for path, (digit, rest) in found]


def environmental_sounds(folder: Path) -> list[File]:
    """Find `{number} - {class}/{fold}-….ogg`."""
    return [
        File(path, kind.name.partition(" - ")[2], path.stem, path.stem.partition("-")[0])
        for kind in _classes(folder)
        if " - " in kind.name
        for path in _sounds(kind)
    ]


def speech_commands(folder: Path) -> list[File]:
    """Find `{word}/{speaker}_nohash_{take}.wav`."""
    return [
        File(path, kind.name, f"{kind.name}/{path.stem}", path.stem.partition("_nohash_")[0])
        for kind in _classes(folder)
        for path in _sounds(kind)
        if "_nohash_" in path.stem
    ]


def instruments(folder: Path) -> list[File]:
    """Find `{instrument}/{note}.mp3`; players are not known: the group is the note's place among its instrument's."""
    return [
        File(path, kind.name, f"{kind.name}/{path.stem}", f"note {place}")
        for kind in _classes(folder)
        for place, path in enumerate(_sounds(kind), start=1)
    ]


def recordings(folder: Path) -> list[File]:
    """Find single sounds, each a class of its own."""
    return [File(path, path.stem, path.stem) for path in _sounds(folder)]


def embeddings(folder: Path) -> list[File]:
    """Find `{split}/….tfrecord`; the label and the group are the folder."""
    return [
        File(path, kind.name, f"{kind.name}/{path.stem}", kind.name)
        for kind in _classes(folder)
        for path in _children(kind)
        if path.suffix == ".tfrecord"
    ]


def _classes(folder: Path) -> Iterator[Path]:
    """Folders but those that begin with `_` or a dot, which are no class."""
    return (path for path in _children(folder) if path.is_dir() and not path.name.startswith("_"))


def _sounds(folder: Path) -> list[Path]:
    return [path for path in _children(folder) if path.suffix.lower() in SUFFIXES]


def _children(folder: Path) -> list[Path]:
    names = os.listdir(folder) if folder.is_dir() else []
    return [folder / name for name in sorted(names) if not name.startswith(".")]
