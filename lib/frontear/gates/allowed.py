"""What a setting of a gate may be, in one sentence where it is not."""

from math import isfinite


def check_within(name: str, value: float, least: float, most: float, unit: str = "") -> None:
    """Raise ValueError unless a number lies within a range. Lesson: notebooks/01_windowing.ipynb

    Args:
        name: What it is, with its article.
        value: Which it is.
        least: The lower end.
        most: The upper end.
        unit: With its space.

    Raises:
        ValueError: Where it does not.
    """
    if not (isfinite(value) and least <= value <= most):
        raise ValueError(f"got {name} of {value:g}{unit}, allowed is {least:g}…{most:g}{unit}")


def check_one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise ValueError unless a name is one of those allowed. Lesson: notebooks/01_windowing.ipynb

    Args:
        name: What it is, with its article.
        value: Which it is.
        allowed: All of them.

    Raises:
        ValueError: Where it is not.
    """
    if value not in allowed:
        raise ValueError(f"got {name} {value!r}, allowed are {' and '.join(map(repr, allowed))}")
