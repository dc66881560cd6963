"""How our command lines end: in a sentence, whatever reads them and however they are stopped."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from io import TextIOWrapper
from typing import Protocol


class Main(Protocol):
    """A command line: takes its arguments, those of the process if there are none, and returns the exit status."""

    def __call__(self, arguments: list[str] | None = None) -> int:
        """Run it."""
        ...


def command_line(main: Callable[[list[str] | None], int]) -> Main:
    """Return a command line that ends without a traceback where its output goes to cannot be what main expects.

    What the output's letters cannot write (latin-1 has no "…") is replaced. Where nobody reads on, as after
    `table | head`, or the output's disk is full, the exit status is 1; where it is interrupted, 130; where a file or
    folder fails, the system's sentence goes to stderr.
    """

    @wraps(main)
    def told(arguments: list[str] | None = None) -> int:
        _replace_letters()
        try:
            return _flushed(main, arguments)
        except BrokenPipeError:
            _read_by_nobody()
        except OSError as problem:
            _read_by_nobody()
            print(problem, file=sys.stderr)
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
            return 130
        return 1

    return told


def _flushed(main: Callable[[list[str] | None], int], arguments: list[str] | None) -> int:
    """What was printed is out, or has failed, before Python ends."""
    try:
        return main(arguments)
    finally:
        if sys.stdout:
            sys.stdout.flush()


def _replace_letters() -> None:
    if isinstance(sys.stdout, TextIOWrapper):  # stderr does so by itself
        sys.stdout.reconfigure(errors="replace")


def _read_by_nobody() -> None:
    """What is left in the buffers is thrown away: Python would complain of it at its end."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(ValueError):  # no file, or closed
            try:
                stream.flush()
            except OSError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
