"""What lies in the folder of a data set: each file with its label, and the speaker or fold it belongs to."""

import csv
import os
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from frontear.data.clip import SAMPLES, Clip, decode, sample_names, sample_sets, shipped

SUFFIXES = {".wav", ".flac", ".ogg", ".mp3"}
LONGEST_SECONDS = 600.0
RHYTHMS = {"N": "normal", "A": "atrial fibrillation", "O": "other rhythm", "~": "too noisy"}
ESC_50 = {"filename", "fold", "category", "esc10"}


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
    """Find ESC-10's `{number} - {class}/{fold}-….ogg`, else ESC-50's part of it, by its table `meta/esc50.csv`."""
    return [
        File(path, kind.name.partition(" - ")[2], path.stem, path.stem.partition("-")[0])
        for kind in folders(folder)
        if " - " in kind.name
        for path in _sounds(kind)
    ] or _by_table(folder)


def speech_commands(folder: Path) -> list[File]:
    """Find `{word}/{speaker}_nohash_{take}.wav`."""
    return [
        File(path, kind.name, f"{kind.name}/{path.stem}", path.stem.partition("_nohash_")[0])
        for kind in folders(folder)
        for path in _sounds(kind)
        if "_nohash_" in path.stem
    ]


def instruments(folder: Path) -> list[File]:
    """Find `{instrument}/{note}.mp3`; players are not known: the group is the note's place among its instrument's."""
    return [
        File(path, kind.name, f"{kind.name}/{path.stem}", f"note {place}")
        for kind in folders(folder)
        for place, path in enumerate(_sounds(kind), start=1)
    ]


def recordings(folder: Path) -> list[File]:
    """Find single sounds, each a class of its own."""
    return [File(path, path.stem, path.stem) for path in _sounds(folder)]


def embeddings(folder: Path) -> list[File]:
    """Find `{split}/….tfrecord`; the label and the group are the folder."""
    return [
        File(path, kind.name, f"{kind.name}/{path.stem}", kind.name)
        for kind in folders(folder)
        for path in _children(kind)
        if path.suffix == ".tfrecord"
    ]


def electrocardiograms(folder: Path) -> list[File]:
    """Find the records of the CinC Challenge 2017 by its table `REFERENCE.csv`; one record is one person's."""
    rows = _reference(folder / "REFERENCE.csv")
    headers = [path for path in _children(folder) if path.suffix == ".hea" and rows.get(path.stem) in RHYTHMS]
    return [File(path, RHYTHMS[rows[path.stem]], path.stem, path.stem) for path in headers]


def earthquakes(folder: Path) -> list[File]:
    """Find `{network}_{station}_….npz`, there or in `waveform_train`; the group is the station."""
    traces = [path for place in (folder, folder / "waveform_train") for path in _children(place)]
    return [
        File(path, "earthquake", path.stem, "_".join(path.stem.split("_")[:2]))
        for path in traces
        if path.suffix == ".npz" and path.stem.count("_") >= 2
    ]


def folders(folder: Path) -> list[Path]:
    """Return the folders in a folder but those that begin with `_` or a dot, by name; none where it is not there.

    Raises ValueError where it cannot be read.
    """
    return [path for path in _children(folder) if os.path.isdir(path) and not path.name.startswith("_")]


def _by_table(folder: Path) -> list[File]:
    """The sounds in `audio` whose row says `esc10`, under the class and the fold that it says."""
    rows = {
        row["filename"]: row for row in table(folder / "meta" / "esc50.csv", ESC_50) if row["esc10"].lower() == "true"
    }
    sounds = _sounds(folder / "audio") if rows else []
    named = [(path, rows[path.name]) for path in sounds if path.name in rows]
    return [File(path, row["category"], path.stem, row["fold"]) for path, row in named]


def table(path: Path, columns: set[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a head, none where it is not there.

    Args:
        path: Of the file.
        columns: That it must have.

    Returns:
        By column.

    Raises:
        ValueError: Where it cannot be read, or lacks a column.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise unreadable(path, error) from error
    if any(missing := columns - {name for name, value in row.items() if value is not None} for row in rows):
        raise ValueError(f"{path}: a row lacks {', '.join(sorted(missing))}")
    return rows


def _reference(path: Path) -> dict[str, str]:
    """The rhythm of each record: rows of two without a head, none where it is not there."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return {row[0]: row[1] for row in csv.reader(file) if len(row) == 2}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise unreadable(path, error) from error


def _sounds(folder: Path) -> list[Path]:
    return [path for path in _children(folder) if path.suffix.lower() in SUFFIXES]


def _children(folder: Path) -> list[Path]:
    """What lies in a folder, by name, but what is hidden and what has a name that is no text."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(folder, error) from error
    return [folder / name for name in sorted(names) if not name.startswith(".") and is_text(name)]


def there(file: File) -> bool:
    """Return whether it is more than a link to nothing, such as git-annex leaves."""
    return os.path.isfile(file.path)


def is_text(name: str) -> bool:
    """Return whether the name of a file is text: bytes that are none in the computer's encoding cannot be shown."""
    return name.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in name)


def unreadable(path: Path, error: Exception) -> ValueError:
    """Return what to raise for a file or folder that is there and cannot be read.

    Args:
        path: Of it.
        error: What was met.

    Returns:
        A sentence.
    """
    return ValueError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")
