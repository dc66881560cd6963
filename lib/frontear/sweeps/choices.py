"""Which settings to try: all combinations, or some drawn from them."""

from collections.abc import Iterable
from itertools import product
from math import prod
from random import Random
from typing import Any

Value = Any  # str, int, float, bool, None, or a list of them: what JSON can write
Chosen = dict[str, Value]


def grid(**choices: Iterable[Value]) -> list[Chosen]:
    """Return every combination of the choices, the last one changing first.

    `grid(frontend=["log-mel", "leaf"], seed=range(5))` are ten. Raises ValueError for a choice of nothing, or for a
    text where several are to be named. Lesson: notebooks/06_paradigms.ipynb

    Examples:
        >>> grid(frontend=["log-mel", "leaf"], seed=range(2))[1]
        {'frontend': 'log-mel', 'seed': 1}
    """
    listed = _listed(choices)
    return [dict(zip(listed, values, strict=True)) for values in product(*listed.values())]


def sampled(n: int, /, *, draw: int = 0, **choices: Any) -> list[Chosen]:
    """Return n different combinations of the choices, drawn evenly: the same `draw` draws the same again.

    There may be far more combinations than a grid could hold. Random search finds the choices that matter with fewer
    runs than a grid: Bergstra & Bengio 2012. Lesson: notebooks/06_paradigms.ipynb

    Args:
        n: How many, 1 or more.
        draw: The same draws the same.
        **choices: Values of each setting.

    Returns:
        Settings of n runs.

    Raises:
        ValueError: As `grid`, and for less than one, or for more than there are.
    """
    listed = _listed(choices)
    there_are = prod(map(len, listed.values()))
    if not 1 <= n <= there_are:
        raise ValueError(f"got {n} to draw, allowed are 1…{there_are}")
    random, places = Random(draw), {}
    while len(places) < n:
        places[random.randrange(there_are)] = True
    return [_combination(place, listed) for place in places]


def _listed(choices: dict[str, Iterable[Value]]) -> dict[str, list[Value]]:
    for name, values in choices.items():
        if isinstance(values, str):
            raise ValueError(f"got the text {values!r} for {name}, allowed are several values, as in [{values!r}]")
    listed = {name: list(values) for name, values in choices.items()}
    if empty := [name for name, values in listed.items() if not values]:
        raise ValueError(f"got nothing to choose from for {', '.join(empty)}, allowed is one value or more")
    return listed


def _combination(place: int, listed: dict[str, list[Value]]) -> Chosen:
    """The combination at a place of the grid, without the rest of it."""
    chosen = {}
    for name, values in reversed(listed.items()):
        place, index = divmod(place, len(values))
        chosen[name] = values[index]
    return dict(reversed(chosen.items()))
