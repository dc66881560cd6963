"""Results on their way into a table: each is kept until it is stored."""

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from time import monotonic, sleep

from frontear.sweeps.table import Result, Table

RETRY_S, PATIENCE_S = 0.2, 60.0
_log = logging.getLogger(__name__)


class Storing:
    """A table, and what came out but is not in it yet. Lesson: notebooks/06_paradigms.ipynb"""

    def __init__(self, table: Table):
        self.table = table
        self.waiting: list[Result] = []
        self._said = False

    def add(self, result: Result) -> Iterator[Result]:
        """Store it and what waits, and yield what is stored by now.

        While somebody else holds the table that takes as long as they do; what a full disk refuses waits for the next.
        """
        self.waiting.append(result)
        while self.waiting and not self._problem():
            yield self.waiting.pop(0)

    def rest(self) -> Iterator[Result]:
        """Yield what waits as it is stored; raise OSError, which holds all results, where that still cannot be."""
        until = monotonic() + PATIENCE_S
        while self.waiting:
            problem = self._problem()
            if not problem:
                yield self.waiting.pop(0)
            elif monotonic() > until:
                lost = "\n".join(json.dumps(asdict(result)) for result in self.waiting)
                raise OSError(f"{self.table.path.name}: {problem}; this could not be stored:\n{lost}") from problem
            else:
                sleep(RETRY_S)

    def last_try(self) -> None:
        """Store what waits where that can be at once: nobody asks for it any more."""
        with suppress(sqlite3.Error):
            while self.waiting:
                self.table.add(self.waiting[0])
                del self.waiting[0]

    def _problem(self) -> sqlite3.Error | None:
        """Store the first that waits; return why it cannot be, unless that is a lock, which passes."""
        while True:
            try:
                self.table.add(self.waiting[0])
                return None
            except sqlite3.Error as problem:
                self._say(problem)
                if "locked" not in str(problem):
                    return problem
                sleep(RETRY_S)

    def _say(self, problem: sqlite3.Error) -> None:
        if not self._said:
            _log.warning("%s: %s; what came out is kept until it can be stored", self.table.path.name, problem)
        self._said = True
