"""Settings that solve an exercise, looked for among all that its panel can have: the page must be able to go there."""

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import combinations, islice, product, takewhile
from time import monotonic
from typing import Any

from frontear_widgets.core.exercise import Exercise

from .places import handle

MOST_TRIED, MOST_SECONDS = 10_000, 20
ALONE, TOGETHER = 129, (9, 17, 33)  # places of a control that is moved alone, or with others: coarsely first


def solution(exercise: Exercise) -> dict[str, Any]:
    """Return the controls that solve an exercise when they are moved there, nothing else; {} where none were found.

    Those of its example come first, alone, and then all that there are, two at a time.
    """
    start = exercise.panel.settings
    end = monotonic() + MOST_SECONDS
    tried = takewhile(lambda _: monotonic() < end, islice(_to_try(exercise), MOST_TRIED))
    return next((changes for changes in tried if exercise.judged(replace(start, **changes))[0]), {})


def _to_try(exercise: Exercise) -> Iterator[dict[str, Any]]:
    names = [field.name for field in fields(exercise.panel.settings)]
    asked = [name for name in names if name in exercise.example]
    for name in asked:
        yield from ({name: value} for value in _places(exercise, name, ALONE))
    for most in TOGETHER:
        for number in range(2, len(asked) + 1):
            yield from _together(exercise, asked, number, most)
        yield from _together(exercise, names, 2, most)


def _together(exercise: Exercise, names: list[str], number: int, most: int) -> Iterator[dict[str, Any]]:
    for group in combinations(names, number):
        for values in product(*(_places(exercise, name, most) for name in group)):
            yield dict(zip(group, values, strict=True))


def _places(exercise: Exercise, name: str, most: int) -> list:
    moved = handle(exercise.panel.controls[name], most)
    return [value for place, value in enumerate(moved.values) if place != moved.first]
