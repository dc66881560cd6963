"""From a data set's name to clips."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from torch import Tensor

from frontear.data.clip import Clip, sample_sets
from frontear.data.signal import Signal
from frontear.datasets import audioset, cache, catalogue, folders
from frontear.datasets.found import File, there
from frontear.datasets.located import located, out_of_reach
from frontear.datasets.places import data_root
from frontear.datasets.splits import found_groups

AT_ONCE = 2_000  # files whose sounds are kept together


def load(
    name: str,
    *,
    split: str | None = None,
    per_class: int | None = None,
    seed: int = 0,
    held_out: str | Sequence[str] | None = None,
    sample_rate: int | None = None,
) -> list[Any]:
    """Return the clips of a data set, by label and name, at their own rate or at `sample_rate` Hz.

    Each clip carries its label, and in `group` the speaker, voice or fold it comes from. `split` is "train" or "test",
    and for speech-commands "validation"; without it come all. What is held out for testing: the last fifth of the
    groups in the order of their names, at least one, or those in `held_out`; for speech-commands the official lists,
    else the rule that made them, else by speaker; for audioset-embeddings the folder `eval`. With `per_class` that many
    clips are drawn for every class, by `seed`: the same seed draws the same. audioset-embeddings gives an `Embedding`
    for each clip, and sets that are no sounds a `Signal` at its own rate.

    Lesson: notebooks/05_learning.ipynb

    Args:
        name: Of a data set.
        split: "train", "test" or "validation"; None is all.
        per_class: Clips of each class; None is all.
        seed: Of which are drawn.
        held_out: Groups to test on; None is as usual.
        sample_rate: In Hz; None is the clips' own.

    Returns:
        By label and name.

    Raises:
        ValueError: For an unknown name, split or group, for a data set that is not here, for more clips of a class than
            there are, for a rate where what is loaded is no sound, and for a file that cannot be read.
    """
    found = _files(name, split, held_out)
    if catalogue.entry(name).find is catalogue.found.embeddings:
        return audioset.load(found, per_class=per_class, sample_rate=sample_rate)
    chosen = found if per_class is None else _drawn(found, per_class, seed)
    if (reads := catalogue.entry(name).reads) is not None:
        return _signals(chosen, reads, sample_rate)
    waveforms = [waveform for part in _batched(chosen) for waveform in _decoded(part, sample_rate)]
    return [
        Clip(waveform, rate, label=file.label, name=file.name, group=file.group)
        for file, (waveform, rate) in zip(chosen, waveforms, strict=True)
    ]


def names() -> list[str]:
    """Return the names of all data sets, each set of the samples by its own: those that `load` takes."""
    return [f"samples/{kind}" for kind in sample_sets()] + [name for name in catalogue.CATALOGUE if name != "samples"]


def audible(name: str) -> bool:
    """Return whether `load` gives clips, to be heard. Raises ValueError for an unknown name."""
    entry = catalogue.entry(name)
    return entry.reads is None and entry.find is not catalogue.found.embeddings


def here(name: str) -> bool:
    """Return whether there is anything of the data set to load. Raises ValueError for an unknown name.

    What cannot be read is not here, nor are links to nothing, such as those of git-annex.
    """
    entry = catalogue.entry(name)
    try:
        return any(map(there, located(entry)[1]))
    except ValueError:
        return False


def files(name: str, *, split: str | None = None, held_out: str | Sequence[str] | None = None) -> list[File]:
    """Return what `load` would decode: for choosing from a long list.

    Args:
        name: Of a data set.
        split: "train", "test" or "validation"; None is all.
        held_out: Groups to test on; None is as usual.

    Returns:
        By label and name.

    Raises:
        ValueError: As `load`.
    """
    return _files(name, split, held_out)


def classes(name: str) -> list[str]:
    """Return the labels of a data set that is here, in order. Raises ValueError as `load`."""
    entry = catalogue.entry(name)
    if entry.find is catalogue.found.embeddings:
        return audioset.class_names(located(entry)[0])
    return sorted({file.label for file in _files(name)})


def label_quality(label: str) -> audioset.HeardAgain | None:
    """Return what AudioSet's own check of a label came to: of how many clips people were asked once more.

    None where `qa_true_counts.csv` does not lie beside the embeddings. Raises ValueError as `audioset.heard_again`.
    Lesson: notebooks/08_speech.ipynb
    """
    return audioset.heard_again(located(catalogue.entry("audioset-embeddings"))[0], label)


def groups(name: str) -> list[str]:
    """Return the speakers, voices or folds of a data set that is here: what `held_out` takes. Raises as `load`."""
    return found_groups(_files(name))


def _files(name: str, split: str | None = None, held_out: str | Sequence[str] | None = None) -> list[File]:
    entry = catalogue.entry(name)
    folder, found = located(entry)
    if not any(map(there, found)):
        raise ValueError(out_of_reach(folder, found) if found else _missing(entry))
    if split is None and held_out is None:
        return sorted(found, key=lambda file: (file.label, file.name))
    parts = entry.split(found, folder, [held_out] if isinstance(held_out, str) else held_out)
    if split not in parts:
        raise ValueError(f"got the split {split!r} of {name}, allowed are {', '.join(parts)}")
    if not parts[split]:
        raise ValueError(f"the split {split!r} of {name} is empty: nothing here belongs to it")
    return sorted(parts[split], key=lambda file: (file.label, file.name))


def _missing(entry: catalogue.DataSet) -> str:
    place = data_root() / entry.folder
    if entry.name.startswith(folders.PREFIX):
        return f"the sounds of {entry.name} are not here: there is no folder {place}"
    if entry.archive is None:
        return f"{entry.name} is not here: lay it in {place}"
    return (
        f"{entry.name} is not here: `python -m frontear.datasets fetch {entry.name}` "
        f"fetches {entry.archive.megabytes:g} MB, or lay it in {place}"
    )


def _drawn(found: list[File], per_class: int, seed: int) -> list[File]:
    by_label: dict[str, list[File]] = {}
    for file in found:
        by_label.setdefault(file.label, []).append(file)
    least = min(by_label, key=lambda label: len(by_label[label]))
    if not 1 <= per_class <= len(by_label[least]):
        raise ValueError(f"got per_class={per_class}, allowed are 1…{len(by_label[least])}: so many are {least!r}")
    return [file for label, members in by_label.items() for file in _sampled(members, per_class, (seed, label))]


def _sampled(members: list[File], count: int, seed: tuple[int, str]) -> list[File]:
    random = np.random.default_rng([crc32(str(part).encode()) for part in seed])
    return [members[place] for place in sorted(random.choice(len(members), count, replace=False))]


def _signals(files: list[File], reads: Callable[[Path], Signal], sample_rate: float | None) -> list[Signal]:
    if sample_rate is not None:
        raise ValueError(f"got sample_rate={sample_rate}, allowed is None for what is no sound: it keeps its own rate")
    return [replace(reads(file.path), label=file.label, name=file.name, group=file.group) for file in files]


def _batched(files: list[File]) -> list[list[File]]:
    rest = iter(files)
    return list(iter(lambda: list(islice(rest, AT_ONCE)), []))


def _decoded(files: list[File], sample_rate: int | None) -> list[tuple[Tensor, int]]:
    def build() -> dict[str, np.ndarray]:
        clips = [file.clip(sample_rate=sample_rate) for file in files]
        return {
            "waveforms": np.concatenate([clip.waveform.numpy() for clip in clips]),
            "lengths": np.array([len(clip.waveform) for clip in clips]),
            "rates": np.array([clip.sample_rate for clip in clips]),
        }

    arrays = cache.stored(cache.key(map(_content, files), "waveforms", sample_rate), build)
    waveforms = cache.tensors(arrays["waveforms"], arrays["lengths"])
    return list(zip(waveforms, arrays["rates"].tolist(), strict=True))


def _content(file: File) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise ValueError(f"{file.path.name}: {error.strerror}") from error
