"""What goes wrong behind a control is a sentence for the person at it, and what is shown lives on."""

from collections.abc import Callable
from typing import Any


def attempt(function: Callable, *arguments: object, advice: str) -> tuple[Any, str]:
    """Return what the function returns and "", or None and why not: a ValueError's words; for a defect `advice` too."""
    try:
        return function(*arguments), ""
    except ValueError as problem:
        return None, str(problem)
    except Exception as problem:
        return None, f"This panel could not follow ({type(problem).__name__}: {problem}); {advice}."
