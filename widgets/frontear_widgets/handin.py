"""One table of what a class handed in: files that a lesson's menu makes with "Save what I did, to hand in".

python -m frontear_widgets.handin FOLDER
python -m frontear_widgets.handin FOLDER --csv class.csv

A row a file: of each lesson the predictions that were right, those that were made, and the exercises solved; then how
many of the class were right in each question. What stands in a file is the student's own word, shown and never run.
"""

import argparse
import csv
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frontear.data.command_line import command_line

FORM = "frontear handed in 1"
LARGEST_B = 1_000_000  # of a file; one of all lessons has some 10,000
LONGEST_NAME = 60
COUNTS = ("right", "predicted", "solved")


@dataclass(frozen=True)
class HandedIn:
    """A student's file: who, and of each lesson what was chosen, which of that was right, what was solved, by name."""

    name: str
    lessons: dict[str, dict[str, set[str]]]

    def row(self, lessons: list[str]) -> list[str | int]:
        """The name, and three counts a lesson."""
        return [
            self.name,
            *(len(self.lessons.get(lesson, {}).get(count, ())) for lesson in lessons for count in COUNTS),
        ]


def handed_in(path: Path) -> HandedIn:
    """Read a student's file; a ValueError says what is wrong with it."""
    if path.stat().st_size > LARGEST_B:
        raise ValueError(f"has {path.stat().st_size:,} bytes, allowed are {LARGEST_B:,}")
    try:
        found = _record(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"is no file of a lesson: {problem}") from problem
    if found.get("form") != FORM:
        raise ValueError(f"is no file of a lesson: its form is not {FORM!r}")
    lessons = {_plain(name): _done(_record(done)) for name, done in _record(found.get("lessons")).items()}
    return HandedIn(_plain(found.get("name")) or _plain(path.stem), lessons)


def table(handed: list[HandedIn]) -> list[list[str | int]]:
    """The class's table, its head first: a row a student, three columns a lesson that somebody opened."""
    lessons = sorted({lesson for each in handed for lesson in each.lessons})
    head: list[str | int] = ["student", *(f"{lesson} {count}" for lesson in lessons for count in COUNTS)]
    return [head, *(each.row(lessons) for each in sorted(handed, key=lambda each: each.name.lower()))]


def questions(handed: list[HandedIn]) -> list[list[str | int]]:
    """Of each question how many predicted and how many were right, its head first, those fewest got right on top."""
    made, right = (
        Counter(
            (lesson, question) for each in handed for lesson, done in each.lessons.items() for question in done[count]
        )
        for count in ("predicted", "right")
    )
    hardest = sorted(made, key=lambda key: (right[key] / made[key], key))
    return [["lesson", "question", "right", "predicted"], *([*key, right[key], made[key]] for key in hardest)]


@command_line
def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    asked = _parser().parse_args(arguments)
    if not asked.folder.is_dir():
        print(f"got {str(asked.folder)!r}, allowed is a folder of files that students handed in", file=sys.stderr)
        return 1
    handed, bad = _all(asked.folder)
    for sentence in bad:
        print(sentence, file=sys.stderr)
    if not handed:
        print(f"{_plain(str(asked.folder))}: no file that a lesson made (they end in .json)", file=sys.stderr)
        return 1
    if asked.csv:
        _write(asked.csv, table(handed))
    else:
        _show(table(handed))
    print()
    _show(questions(handed))
    return 1 if bad else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m frontear_widgets.handin", description=str(__doc__).splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="of the files, in folders of their own too")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the class's table there instead of showing it")
    return parser


def _all(folder: Path) -> tuple[list[HandedIn], list[str]]:
    """What could be read, and a sentence for each file that could not."""
    handed, bad = [], []
    for path in sorted(folder.rglob("*.json")):
        try:
            handed.append(handed_in(path))
        except (OSError, ValueError) as problem:
            bad.append(f"{_plain(str(path.relative_to(folder)))} {problem}")
    return handed, bad


def _done(lesson: dict) -> dict[str, set[str]]:
    predicted = {_plain(name) for name in _record(lesson.get("choices"))}
    right, solved = (
        {_plain(name) for name, is_so in _record(lesson.get(kind)).items() if is_so is True}
        for kind in ("right", "solved")
    )
    return {"predicted": predicted, "right": right & predicted, "solved": solved}


def _record(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _plain(text: Any) -> str:
    """Words without what a terminal takes for a command, or a spreadsheet for a formula."""
    words = " ".join(re.sub(r"[^\w .,:/()'-]", " ", str(text or "")).split())
    return words.lstrip("-").strip()[:LONGEST_NAME]


def _show(rows: list[list[str | int]]) -> None:
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (
            f"{cell:>{width}}" if isinstance(cell, int) else f"{cell:{width}}"
            for cell, width in zip(row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())


def _write(path: Path, rows: list[list[str | int]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    print(f"{path}: {len(rows) - 1} students")


if __name__ == "__main__":
    sys.exit(main())
