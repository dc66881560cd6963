"""One SQLite table that holds what became of each run: settings, result or error, seconds."""

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from frontear.sweeps.choices import Chosen

CREATE = "CREATE TABLE IF NOT EXISTS runs (settings TEXT PRIMARY KEY, result TEXT, error TEXT, seconds REAL)"


@dataclass(frozen=True)
class Result:
    """What became of one run: `result` by name, or in `error` the sentence that says why there is none.

    Lesson: notebooks/06_paradigms.ipynb
    """

    settings: Chosen
    result: dict[str, Chosen]
    error: str
    seconds: float


class Table:
    """A file with one row for each run that has ended, in the order in which they ended.

    A row is written whole or not at all, and is there for everybody as soon as it is written. Settings and results are
    kept as JSON. Raises ValueError for a file that is something else. Lesson: notebooks/06_paradigms.ipynb
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        try:
            with self._open() as file:
                file.execute(CREATE)
                file.execute("SELECT settings, result, error, seconds FROM runs LIMIT 1")
        except sqlite3.DatabaseError as problem:
            raise ValueError(f"{self.path.name}: {problem}, allowed is a new file or the table of a sweep") from problem

    def add(self, result: Result) -> None:
        """Write a row, in the place of an earlier one with the same settings."""
        row = (_key(result.settings), json.dumps(result.result), result.error, result.seconds)
        with self._open() as file:
            file.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)", row)

    def __iter__(self) -> Iterator[Result]:
        with self._open() as file:
            rows = file.execute("SELECT settings, result, error, seconds FROM runs ORDER BY rowid").fetchall()
        for settings, result, error, seconds in rows:
            yield Result(json.loads(settings), json.loads(result), error, seconds)

    def missing(self, wanted: Iterable[Chosen]) -> list[Chosen]:
        """Return those settings, each once, that have no result yet: never run, or failed."""
        done = {_key(row.settings) for row in self if not row.error}
        return list({_key(settings): settings for settings in wanted if _key(settings) not in done}.values())

    def write_csv(self, path: str | Path) -> None:
        """Write settings, results, errors and seconds as columns, one run a line."""
        rows = [row.settings | row.result | {"error": row.error, "seconds": round(row.seconds, 2)} for row in self]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with open(path, "w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, columns, lineterminator="\n")
            lines.writeheader()
            lines.writerows(rows)

    def _open(self):
        connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        return closing(connection)


def _key(settings: Chosen) -> str:
    return json.dumps(settings, sort_keys=True)
