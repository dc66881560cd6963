"""Which settings to try: all combinations, or some drawn from them."""

from collections.abc import Iterable
from itertools import product

import numpy as np

Value = str | int | float | bool | None | list
Chosen = dict[str, Value]


def grid(**choices: Iterable[Value]) -> list[Chosen]:
    """Return every combination of the choices, the last one changing first.

    `grid(frontend=["log-mel", "leaf"], seed=range(5))` are ten. Raises ValueError for a choice of nothing.
    Lesson: notebooks/06_paradigms.ipynb
    """
    listed = {name: list(values) for name, values in choices.items()}
    if empty := [name for name, values in listed.items() if not values]:
        raise ValueError(f"got nothing to choose from for {', '.join(empty)}, allowed is one value or more")
    return [dict(zip(listed, values, strict=True)) for values in product(*listed.values())]


def sampled(n: int, *, seed: int = 0, **choices: Iterable[Value]) -> list[Chosen]:
    """Return n different combinations of the choices, drawn evenly: `seed` draws the same again.

    Random search finds the choices that matter with fewer runs than a grid: Bergstra & Bengio 2012.
    Raises ValueError for less than one, or for more than there are. Lesson: notebooks/06_paradigms.ipynb
    """
    whole = grid(**choices)
    if not 1 <= n <= len(whole):
        raise ValueError(f"got {n} to draw, allowed are 1…{len(whole)}")
    return [whole[place] for place in np.random.default_rng(seed).choice(len(whole), n, replace=False)]
