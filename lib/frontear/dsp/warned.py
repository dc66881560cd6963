"""What the library warns of: Python's warnings, unless who asked for the computation listens himself.

Python's own `catch_warnings` changes what all threads hear; this is for one alone.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)


def warn(sentence: str, *, stacklevel: int = 1) -> None:
    """Say it to who listens, else as a warning of Python's; `stacklevel` is as there.

    Lesson: notebooks/05_learning.ipynb

    Args:
        sentence: What to say.
        stacklevel: As of `warnings.warn`.
    """
    heard = _HEARD.get()
    if heard is None:
        warnings.warn(sentence, stacklevel=stacklevel + 1)
    elif sentence not in heard:
        heard.append(sentence)


@contextmanager
def warned() -> Iterator[list[str]]:
    """Yield a list that gets what this thread is warned of meanwhile, each sentence once.

    Lesson: notebooks/05_learning.ipynb
    """
    heard: list[str] = []
    token = _HEARD.set(heard)
    try:
        yield heard
    finally:
        _HEARD.reset(token)
