"""Sounds of one's own: a folder with one folder for each class, named, found and split like every other data set."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from frontear.data.clip import decode
from frontear.datasets import cache, splits
from frontear.datasets.found import LONGEST_SECONDS, File, is_text
from frontear.dsp.warned import warn

PREFIX, GROUP = "folder:", "?group="
SPOKEN_FOR = ("%", GROUP, ",", ": ")  # by this writing itself, by sweeps, and between set and sound in the lessons
HIDDEN = "hidden"
NAMED = 3  # of what is left out, in a warning


@dataclass(frozen=True)
class OwnFolder:
    """A folder of sounds: `name` is what `load`, settings and sweeps take, `left_out` says why, by file."""

    name: str
    files: tuple[File, ...]
    left_out: dict[str, str]

    def __str__(self) -> str:
        n_classes, n_groups = (len({getattr(file, what) for file in self.files}) for what in ("label", "group"))
        counted = f"{self.name}: {len(self.files)} sounds, {n_classes} classes, split by {n_groups} groups"
        return "\n".join([counted, *(f"left out: {name} ({why})" for name, why in self.left_out.items())])


def from_folder(path: str | Path, *, group: str | None = None) -> OwnFolder:
    r"""Look through a folder that holds one folder for each class, as a data set of its own.

    What lies in folders below a class counts to it; a sound is what `frontear.data.clip.decode` reads within 600 s.
    Hidden files, folders that begin with `_`, and what is no sound are left out and named; nothing is written.
    `group` is a regular expression with one group, the speaker, that is looked for in the path below the class:
    r"^(.+?)_" finds `ann` in `ann_3.wav`, r"^(.+?)/" in `ann/3.wav`. Without it every file is a group of its own. Held
    out are, of every class, the last fifth of its groups by name, at least one: no group is on both sides.

    Lesson: notebooks/05_learning.ipynb

    Args:
        path: Of the folder of classes.
        group: A regular expression whose group is the speaker; None is every file alone.

    Returns:
        A data set by its path.

    Raises:
        ValueError: Without such a folder or classes in it, for less than two classes, for a class whose sounds are of
            one group, and for a pattern that is none or does not match.
    """
    folder = _absolute(str(path))
    if not os.path.isdir(folder):
        raise ValueError(f"there is no folder {folder}")
    files, left_out = _looked_through(folder, group)
    splits.by_class(files, folder, None)
    return OwnFolder(_written(folder, group), tuple(files), left_out)


def read(name: str) -> tuple[Path, str | None]:
    """Return the folder and the pattern in a name such as `folder:~/my sounds` or `folder:sounds?group=^(.+?)_`."""
    place, asked, group = name.removeprefix(PREFIX).partition(GROUP)
    return _absolute(unquote(place)), unquote(group) if asked else None


def find(folder: Path, *, group: str | None) -> list[File]:
    """Find `{class}/….wav`, at any depth; what is left out is told in a warning.

    Args:
        folder: Of classes.
        group: As of `from_folder`.

    Returns:
        By class and name.

    Raises:
        ValueError: As `from_folder`.
    """
    if not os.path.isdir(folder):
        return []
    files, left_out = _looked_through(folder, group)
    if told := [f"{name} ({why})" for name, why in left_out.items() if why != HIDDEN]:
        more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
        warn(f"{folder}: left out {', '.join(told[:NAMED])}{more}", stacklevel=2)
    return files


def _written(folder: Path, group: str | None) -> str:
    return PREFIX + _quoted(str(folder)) + ("" if group is None else GROUP + _quoted(group))


def _quoted(text: str) -> str:
    for taken in SPOKEN_FOR:
        text = text.replace(taken, f"%{ord(taken[0]):02X}{taken[1:]}")
    return text


def _absolute(path: str) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:  # ~somebody who is not known
        raise ValueError(f"there is no folder {path}: {error}") from error


def _looked_through(folder: Path, group: str | None) -> tuple[list[File], dict[str, str]]:
    """The sounds, and what is left out and why, by its path below the folder."""
    pattern = _compiled(group)
    seen = dict(_below(folder, ""))
    left_out = {name: why for name, why in seen.items() if why}
    names = [name for name, why in seen.items() if not why]
    whys = _unreadable(tuple(_stamp(folder / name) for name in names))
    left_out |= {name: why for name, why in zip(names, whys, strict=True) if why}
    sounds = [name for name in names if name not in left_out]
    _check_classes(folder, {name.partition("/")[0] for name in sounds})
    return [_file(folder, name, pattern) for name in sounds], left_out


def _below(folder: Path, inside: str) -> Iterator[tuple[str, str]]:
    """Every file by its path below the folder, and why it is left out, if it is."""
    try:
        names = sorted(os.listdir(folder / inside))
    except OSError as error:
        yield inside, error.strerror or str(error)
        return
    if not names:
        yield inside, "an empty folder"
    for name in names:
        path = f"{inside}/{name}" if inside else name
        why = _unfit(folder / path, in_class=bool(inside))
        if why or not os.path.isdir(folder / path):
            yield path.encode(errors="replace").decode() if why else path, why
        else:
            yield from _below(folder, path)


def _unfit(path: Path, *, in_class: bool) -> str:
    """Why this cannot be a sound or hold some, by all that is known without opening it."""
    name, is_folder = path.name, os.path.isdir(path)
    if name.startswith("."):
        return HIDDEN
    if not is_text(name):
        return "a name that is no text"
    if is_folder:
        linked = in_class and os.path.islink(path)  # it may lead round in circles
        return "a folder that begins with _" if name.startswith("_") else "a link to a folder" if linked else ""
    if not os.path.isfile(path):
        return "a link to nothing" if os.path.islink(path) else "no file"
    return "" if in_class else "in no folder of a class"


def _stamp(path: Path) -> tuple[str, int, int, int]:
    about = path.stat()
    return str(path), about.st_size, about.st_mtime_ns, about.st_ctime_ns


@lru_cache(maxsize=8)
def _unreadable(files: tuple[tuple[str, int, int, int], ...]) -> tuple[str, ...]:
    """Why each file cannot be read as a sound, "" where it can: decoded once, remembered as long as none changes."""

    def build() -> dict[str, np.ndarray]:
        return {"whys": np.array([_why(Path(path)) for path, *_ in files], dtype=np.str_)}

    return tuple(cache.stored(cache.key([repr(files).encode()], "unreadable"), build)["whys"].tolist()) if files else ()


def _why(path: Path) -> str:
    try:
        decode(path, max_seconds=LONGEST_SECONDS)
    except ValueError as problem:
        return str(problem).removeprefix(f"{path.name}: ")
    return ""


def _check_classes(folder: Path, labels: set[str]) -> None:
    if len(labels) < 2:
        got = f"one folder with sounds, {min(labels)!r}," if labels else "no folder with sounds"
        raise ValueError(f"got {got} in {folder}, allowed are two or more: one for each class")


def _compiled(group: str | None) -> re.Pattern | None:
    if group is None:
        return None
    try:
        pattern = re.compile(group)
    except re.error as error:
        raise ValueError(f"got the pattern {group!r} ({error}), allowed is a regular expression") from error
    if pattern.groups != 1:
        raise ValueError(f"got {pattern.groups} groups in the pattern {group!r}, allowed is one, as in '^(.+?)_'")
    return pattern


def _file(folder: Path, name: str, pattern: re.Pattern | None) -> File:
    label, _, below = name.partition("/")
    return File(folder / name, label, name, name if pattern is None else _matched(pattern, name, below))


def _matched(pattern: re.Pattern, name: str, below: str) -> str:
    found = pattern.search(below)
    if found is None or not found[1]:
        raise ValueError(
            f"the pattern {pattern.pattern!r} finds nothing in {below!r} ({name}), allowed is one that does"
        )
    return found[1]
