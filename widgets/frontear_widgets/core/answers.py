"""The answers to the questions of a lesson: beside its panels, in `lessons/LESSON/answers.toml`, not in its cells."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

LESSONS = Path(str(files("frontear_widgets"))) / "lessons"


@dataclass(frozen=True)
class Told:
    """What a question keeps covered: the choice that holds, why (HTML), and what follows from it (Markdown)."""

    right: str
    because: str
    after: str = ""


def told(key: str) -> Told:
    """Return the answer to a question, whose key is `LESSON.NAME`; a ValueError names the keys there are."""
    lesson, _, name = key.partition(".")
    answers = _read(LESSONS / lesson / "answers.toml")
    if name not in answers:
        keys = ", ".join(f"{lesson}.{other}" for other in answers) or "LESSON.NAME, as in lessons/LESSON/answers.toml"
        raise ValueError(f"key is {key!r}; allowed: {keys}")
    return answers[name]


@cache
def _read(path: Path) -> dict[str, Told]:
    if not path.is_file():
        return {}
    return {name: Told(**answer) for name, answer in tomllib.loads(path.read_text(encoding="utf-8")).items()}
