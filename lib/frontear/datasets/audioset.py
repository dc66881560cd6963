"""AudioSet's embeddings: ten seconds of a video in ten rows of 128 numbers each, with several labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from frontear.datasets import cache, tfrecord
from frontear.datasets.found import File, table

FRAME = bytes.fromhex("0a8601 0a8301 0a8001")  # what stands before each 128 bytes: feature, list, bytes
WIDTH = 128
MOST_LABELS = 65_535
CLASSES, HEARD_AGAIN = "class_labels_indices.csv", "qa_true_counts.csv"


@dataclass(frozen=True, eq=False)
class Embedding:
    """One clip of AudioSet: frames uint8 (seconds, 128), one a second, at most ten; labels, places in `classes(…)`.

    `name` is the video's, `start_seconds` where in it the clip begins, `group` the split it lies in.
    Gemmeke et al. 2017; VGGish: Hershey et al. 2017, arXiv:1609.09430.
    """

    frames: Tensor
    labels: tuple[int, ...]
    name: str
    start_seconds: float
    group: str


class EmbeddingBatch(NamedTuple):
    """Embeddings side by side: uint8 frames (clips, longest, 128), lengths (clips,), bool labels (clips, classes)."""

    frames: Tensor
    lengths: Tensor
    labels: Tensor


class HeardAgain(NamedTuple):
    """Of how many clips with a label people were asked once more, and in how many they heard it."""

    rated: int
    true: int


def embedding_tensors(records: Sequence[Embedding], *, classes: int = 527) -> EmbeddingBatch:
    """Return the records as one batch, zeros after each one's last second.

    Args:
        records: One or more.
        classes: How many labels there are.

    Returns:
        Embeddings, lengths and labels.

    Raises:
        ValueError: Without a record, or for a label beyond the number of classes.
    """
    if not records:
        raise ValueError("got no record, allowed is one or more")
    counts = torch.tensor([len(record.labels) for record in records])
    columns = torch.tensor([label for record in records for label in record.labels], dtype=torch.int64)
    if len(columns) and not columns.max() < classes:
        raise ValueError(f"got label {columns.max()}, allowed are 0…{classes - 1}")
    labels = torch.zeros(len(records), classes, dtype=torch.bool)
    labels[torch.arange(len(records)).repeat_interleave(counts), columns] = True
    frames = torch.nn.utils.rnn.pad_sequence([record.frames for record in records], batch_first=True)
    return EmbeddingBatch(frames, torch.tensor([len(record.frames) for record in records]), labels)


def load(files: list[File], *, per_class: int | None, sample_rate: int | None) -> list[Embedding]:
    """Return all records of the files, in their order.

    Args:
        files: Of records.
        per_class: Must be None.
        sample_rate: Must be None.

    Returns:
        One for each record.

    Raises:
        ValueError: For a damaged file, and for what only sounds have: a number for each class, for these have several
            labels each, and a sample rate.
    """
    if per_class is not None or sample_rate is not None:
        raise ValueError(f"got per_class={per_class}, sample_rate={sample_rate}, allowed is None for embeddings")
    blobs = [_content(file) for file in files]
    arrays = cache.stored(cache.key(blobs, "embeddings"), lambda: _parsed(files, blobs))
    return _records(files, arrays)


def class_names(folder: Path) -> list[str]:
    """Return the display names of the classes by their place, from `class_labels_indices.csv` there or around it.

    Raises ValueError where it is not there, or cannot be read.
    """
    return [row["display_name"] for row in _classes(folder)]


def heard_again(folder: Path, label: str) -> HeardAgain | None:
    """Return what AudioSet's own check of a label came to, from `qa_true_counts.csv` there or around it.

    Google's page of AudioSet has the file; the download of the embeddings does not bring it. Gemmeke et al. 2017.
    Lesson: notebooks/08_speech.ipynb

    Args:
        folder: Of the embeddings.
        label: As `class_names` has it.

    Returns:
        Both counts, or None where the file is not there.

    Raises:
        ValueError: For a file that is another, or without this label, and as `class_names`.
    """
    columns = {"label_id", "num_rated", "num_true"}
    rows = table(folder / HEARD_AGAIN, columns) or table(folder.parent / HEARD_AGAIN, columns)
    if not rows:
        return None
    wanted = {row["mid"] for row in _classes(folder) if row["display_name"] == label}
    counts = [(row["num_rated"], row["num_true"]) for row in rows if row["label_id"] in wanted]
    if len(counts) != 1 or not all(count.isdecimal() for count in counts[0]):
        raise ValueError(f"{HEARD_AGAIN}: got {counts or 'no row'} for {label!r}, allowed is one row of two counts")
    rated, true = map(int, counts[0])
    if not 0 < rated >= true:
        raise ValueError(f"{HEARD_AGAIN}: got {true} of {rated} for {label!r}, allowed is a part of one or more")
    return HeardAgain(rated, true)


def _classes(folder: Path) -> list[dict[str, str]]:
    columns = {"mid", "display_name"}
    rows = table(folder / CLASSES, columns) or table(folder.parent / CLASSES, columns)
    if not rows:
        raise ValueError(f"{folder / CLASSES} is not there: it names the classes of AudioSet")
    return rows


def _content(file: File) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise ValueError(f"{file.path.name}: {error.strerror}") from error


def _records(files: list[File], arrays: dict[str, np.ndarray]) -> list[Embedding]:
    frames = cache.tensors(arrays["frames"], arrays["seconds"])
    ends = np.cumsum(arrays["label_counts"]).tolist()
    labels = arrays["labels"].tolist()
    names = arrays["names"].tobytes().decode().split("\n")
    starts, places = arrays["start_seconds"].tolist(), arrays["file_places"].tolist()
    groups = [files[place].group for place in places]
    parts = (tuple(labels[start:end]) for start, end in zip([0, *ends], ends, strict=False))
    return [Embedding(*values) for values in zip(frames, parts, names, starts, groups, strict=True)]


def _parsed(files: list[File], blobs: list[bytes]) -> dict[str, np.ndarray]:
    rows, frames = [], []
    _check(files, blobs)
    for place, (file, blob) in enumerate(zip(files, blobs, strict=True)):
        try:
            for start, stop in tfrecord.records(blob):
                row = _example(blob, start, stop)
                rows.append((place, *row[1:]))
                frames.append(row[0])
        except ValueError as error:
            raise ValueError(f"{file.path.name}: {error}") from error
    places, names, starts, labels = zip(*rows, strict=True) if rows else ((), (), (), ())
    return {
        "frames": _frames(frames),
        "seconds": np.array([len(block) // (WIDTH + len(FRAME)) for block in frames]),
        "labels": np.array([label for clip in labels for label in clip], dtype=np.int64),
        "label_counts": np.array([len(clip) for clip in labels]),
        "names": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        "start_seconds": np.array(starts, dtype=np.float64),
        "file_places": np.array(places),
    }


def _check(files: list[File], blobs: list[bytes]) -> None:
    """All files at once, for speed; one by one only to say which is damaged."""
    try:
        whole = b"".join(blobs)
        tfrecord.check(whole, tfrecord.records(whole))
    except ValueError:
        for file, blob in zip(files, blobs, strict=True):
            _check_one(file, blob)
        raise


def _check_one(file: File, blob: bytes) -> None:
    try:
        tfrecord.check(blob, tfrecord.records(blob))
    except ValueError as error:
        raise ValueError(f"{file.path.name}: {error}") from error


def _example(blob: bytes, start: int, stop: int) -> tuple[bytes, str, float, list[int]]:
    """Return a SequenceExample's frames as they stand, the video, where the clip begins in it, and its labels."""
    context, frames = {}, b""
    for number, begin, end in tfrecord.fields(blob, start, stop):
        if number == 1:
            context = dict(_entry(blob, *span) for _, *span in tfrecord.fields(blob, begin, end))
        elif number == 2:
            lists = dict(_entry(blob, *span) for _, *span in tfrecord.fields(blob, begin, end))
            frames = blob[slice(*lists[b"audio_embedding"])] if b"audio_embedding" in lists else b""
    if not {b"video_id", b"labels"} <= context.keys() or not frames:
        raise ValueError(
            "got a record that is no embedding of AudioSet: video_id, labels or audio_embedding is missing"
        )
    begins = _value(blob, *context[b"start_time_seconds"]) if b"start_time_seconds" in context else b""
    labels = _numbers(_value(blob, *context[b"labels"]))
    if any(label > MOST_LABELS for label in labels):
        raise ValueError(f"got label {max(labels)}, allowed are 0…{MOST_LABELS}")
    seconds = float(np.frombuffer(begins, "<f4")[0]) if len(begins) == 4 else 0.0
    return frames, " ".join(_value(blob, *context[b"video_id"]).decode("utf-8", "replace").split()), seconds, labels


def _entry(blob: bytes, start: int, stop: int) -> tuple[bytes, tuple[int, int]]:
    """Return a map's key, and where its value lies."""
    parts = {number: (begin, end) for number, begin, end in tfrecord.fields(blob, start, stop)}
    if 1 not in parts:
        raise ValueError("got a feature without a name")
    return blob[slice(*parts[1])], parts.get(2, (stop, stop))


def _value(blob: bytes, start: int, stop: int) -> bytes:
    """Return the first value of a Feature: bytes, or numbers packed together."""
    for _, *kind in tfrecord.fields(blob, start, stop):
        for _, begin, end in tfrecord.fields(blob, *kind):
            return blob[begin:end]
    return b""


def _numbers(packed: bytes) -> list[int]:
    numbers, at = [], 0
    while at < len(packed):
        number, at = tfrecord.varint(packed, at)
        numbers.append(number)
    return numbers


def _frames(blocks: list[bytes]) -> np.ndarray:
    """Take off what stands before each row: uint8 (rows, 128)."""
    step = len(FRAME) + WIDTH
    if any(len(block) % step for block in blocks):
        raise ValueError(f"got frames that are not of {WIDTH} bytes each")
    rows = np.frombuffer(b"".join(blocks), dtype=np.uint8).reshape(-1, step)
    if (rows[:, : len(FRAME)] != np.frombuffer(FRAME, dtype=np.uint8)).any():
        raise ValueError(f"got frames that are not of {WIDTH} bytes each")
    return np.ascontiguousarray(rows[:, len(FRAME) :])
