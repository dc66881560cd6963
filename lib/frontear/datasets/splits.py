"""Honest splits: what belongs to one speaker, voice or fold is never torn apart, and who there is is found."""

import re
from collections.abc import Callable, Sequence
from hashlib import sha1
from math import ceil
from pathlib import Path

from frontear.datasets.found import File, unreadable

Rule = Callable[[list[File], Path, Sequence[str] | None], dict[str, list[File]]]
HELD_OUT = 0.2  # of the groups, rounded up
MOST_WAVS = 2**27 - 1  # of the rule in the README of Speech Commands


def by_group(files: list[File], folder: Path, held_out: Sequence[str] | None) -> dict[str, list[File]]:
    """Return "train" and "test": the test split is what belongs to the groups held out.

    Unless said otherwise these are the last fifth of all groups in the order of their names, at least one.

    Args:
        files: Of the data set.
        folder: Where they lie.
        held_out: Groups to test on; None is the last fifth.

    Returns:
        Files of each split.

    Raises:
        ValueError: For a group that is not there, for none or all of them, or where there are less than two.
    """
    groups = found_groups(files)
    if len(groups) < 2:
        raise ValueError(f"got {len(groups)} group to split by, allowed are two or more")
    held = groups[-ceil(HELD_OUT * len(groups)) :] if held_out is None else _checked(held_out, groups)
    return {
        "train": [file for file in files if file.group not in held],
        "test": [file for file in files if file.group in held],
    }


def by_class(files: list[File], folder: Path, held_out: Sequence[str] | None) -> dict[str, list[File]]:
    """Return "train" and "test": of every class the last fifth of its groups is held out, at least one, never all.

    With `held_out` as `by_group`.

    Args:
        files: Of the data set.
        folder: Where they lie.
        held_out: Groups to test on; None is the last fifth.

    Returns:
        Files of each split.

    Raises:
        ValueError: As that, and for a class that cannot be on both sides.
    """
    return by_group(files, folder, _fifth_of_each(files) if held_out is None else held_out)


def by_official_lists(files: list[File], folder: Path, held_out: Sequence[str] | None) -> dict[str, list[File]]:
    """Return "train", "validation" and "test" as `testing_list.txt` and `validation_list.txt` in the folder say.

    Without them, as the rule that made them: by the SHA-1 of the speaker's name, 10% and 10%. With `held_out`, or
    where that leaves nothing to train on, for only a part of the whole is there, as `by_group`.
    P. Warden 2018, arXiv:1804.03209, section 7.

    Args:
        files: Of the data set.
        folder: Where they lie.
        held_out: Groups to test on; None is by the lists.

    Returns:
        Files of each split.

    Raises:
        ValueError: As `by_group`, and for a list that cannot be read.
    """
    if held_out is not None:
        return by_group(files, folder, held_out)
    lists = [_listed(folder / f"{name}_list.txt") for name in ("validation", "testing")]
    listed = [names for names in lists if names is not None]
    parts = {"train": [], "validation": [], "test": []}
    for file in files:
        parts[_looked_up(file, folder, *listed) if len(listed) == 2 else _hashed(file)].append(file)
    return parts if parts["train"] else by_group(files, folder, None)


def by_folder(files: list[File], folder: Path, held_out: Sequence[str] | None) -> dict[str, list[File]]:
    """Return "train" and "test" as the publisher laid them: the folder `eval` is for testing, the others for training.

    Args:
        files: Of the data set.
        folder: Where they lie.
        held_out: Must be None.

    Returns:
        Files of each split.

    Raises:
        ValueError: Where groups are held out: the folders are the split.
    """
    if held_out is not None:
        raise ValueError(f"got {list(held_out)} held out, allowed is none: the folders are the split")
    return {
        "train": [file for file in files if file.group != "eval"],
        "test": [file for file in files if file.group == "eval"],
    }


def found_groups(files: list[File]) -> list[str]:
    """Return the groups of the files, in the order of their names."""
    return sorted({file.group for file in files if file.group})


def _fifth_of_each(files: list[File]) -> list[str]:
    """The classes of fewest groups choose first; no group is taken that is the last one of another class."""
    of_class = {label: found_groups(members) for label, members in _by(files, "label").items()}
    classes_of = {group: {file.label for file in members} for group, members in _by(files, "group").items()}
    left, held_out = {label: len(groups) for label, groups in of_class.items()}, {}
    for label, groups in sorted(of_class.items(), key=lambda item: len(item[1])):
        for group in reversed(groups):
            if len(groups) - left[label] >= HELD_OUT * len(groups):
                break
            if group not in held_out and all(left[other] > 1 for other in classes_of[group]):
                held_out[group] = True
                left |= {other: left[other] - 1 for other in classes_of[group]}
        if left[label] == len(groups):
            raise ValueError(
                f"got no group of {label!r} that can be held out ({', '.join(groups[:3])}), allowed are two or more, "
                "files or speakers, of every class"
            )
    return list(held_out)


def _by(files: list[File], what: str) -> dict[str, list[File]]:
    found: dict[str, list[File]] = {}
    for file in files:
        found.setdefault(getattr(file, what), []).append(file)
    return found


def _checked(held_out: Sequence[str], groups: list[str]) -> set[str]:
    chosen = {held_out} if isinstance(held_out, str) else set(held_out)
    if not chosen or not chosen < set(groups):
        raise ValueError(f"got {sorted(chosen)} held out, allowed are some but not all of {', '.join(groups)}")
    return chosen


def _listed(path: Path) -> set[str] | None:
    try:
        return set(path.read_text(encoding="utf-8").split())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error


def _looked_up(file: File, folder: Path, validation: set[str], testing: set[str]) -> str:
    name = file.path.relative_to(folder).as_posix()
    return "test" if name in testing else "validation" if name in validation else "train"


def _hashed(file: File) -> str:
    speaker = re.sub(r"_nohash_.*$", "", file.path.name)
    percent = int(sha1(speaker.encode()).hexdigest(), 16) % (MOST_WAVS + 1) * (100 / MOST_WAVS)
    return "validation" if percent < 10 else "test" if percent < 20 else "train"
