"""One SQLite table that holds what became of each run: settings, result or error, seconds."""

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from frontear.sweeps.choices import Chosen, Value

LOCK_S = 60  # as long is waited for whoever else holds the table
CREATE = "CREATE TABLE IF NOT EXISTS runs (settings TEXT PRIMARY KEY, result TEXT, error TEXT, seconds REAL)"
ADD = """
INSERT OR REPLACE INTO runs SELECT :settings, :result, :error, :seconds
WHERE :error = '' OR NOT EXISTS (SELECT * FROM runs WHERE settings = :settings AND error = '')
"""


@dataclass(frozen=True)
class Result:
    """What became of one run: `result` by name, or in `error` the sentence that says why there is none.

    Lesson: notebooks/06_paradigms.ipynb
    """

    settings: Chosen
    result: dict[str, Value]
    error: str
    seconds: float


class Table:
    """A file with one row for each run that has ended, in the order in which they ended.

    A row is written whole or not at all, and is there for everybody as soon as it is written. Settings and results are
    kept as JSON. Raises ValueError for a file that is something else, TimeoutError where another program holds it.
    Lesson: notebooks/06_paradigms.ipynb
    """

    def __init__(self, path: str | Path):
        self.path = Path(path).absolute()
        try:
            with self._open() as file:
                self._begin(file)
        except sqlite3.DatabaseError as problem:
            if "locked" in str(problem):
                raise TimeoutError(f"{self.path.name}: another program holds it, for more than {LOCK_S} s") from problem
            raise ValueError(f"{self.path.name}: {problem}, allowed is a new file or the table of a sweep") from problem

    def add(self, result: Result) -> None:
        """Write a row, in the place of an earlier one with the same settings; no error takes the place of a result."""
        row = {"settings": _key(result.settings), "result": json.dumps(result.result)}
        with self._open() as file:
            file.execute(ADD, row | {"error": result.error, "seconds": result.seconds})

    def check_writable(self) -> None:
        """Raise ValueError where no row could be written: found out by writing, for rights do not tell it all."""
        try:
            with self._open(wait_s=0) as file:
                (version,) = file.execute("PRAGMA user_version").fetchone()
                file.execute(f"PRAGMA user_version = {version}")  # as it is: written all the same
        except sqlite3.DatabaseError as problem:
            if "locked" not in str(problem):  # that passes
                raise ValueError(f"{self.path.name}: {problem}, allowed is a table that can be written") from problem

    def __iter__(self) -> Iterator[Result]:
        with self._open() as file:
            rows = file.execute("SELECT settings, result, error, seconds FROM runs ORDER BY rowid").fetchall()
        for settings, result, error, seconds in rows:
            yield Result(json.loads(settings), json.loads(result), error, seconds)

    def missing(self, wanted: Iterable[Chosen]) -> list[Chosen]:
        """Return those settings, each once, that have no result yet: never run, or failed.

        In whatever order they are named, and a whole number as 2 or 2.0, they are the same.
        Raises ValueError for settings that JSON cannot write.
        """
        done = {_key(row.settings) for row in self if not row.error}
        by_key = {_key(settings): settings for settings in wanted}
        return [settings for key, settings in by_key.items() if key not in done]

    def write_csv(self, path: str | Path) -> None:
        """Write settings, results, errors and seconds as columns, one run a line.

        What a run itself calls `seconds` or `error` stands in place of ours.
        """
        rows = [_cells(row) for row in self]
        columns = list(dict.fromkeys(name for kind in zip(*rows, strict=True) for cells in kind for name in cells))
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            lines = csv.DictWriter(file, columns, lineterminator="\n")
            lines.writeheader()
            lines.writerows(ours | result | settings for settings, result, ours in rows)

    def _begin(self, file: sqlite3.Connection) -> None:
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "runs" not in tables:
            raise sqlite3.DatabaseError(f"holds {', '.join(sorted(tables))}")
        file.execute(CREATE)
        columns = [(name, key) for _, name, _, _, _, key in file.execute("PRAGMA table_info(runs)")]
        if columns != [("settings", 1), ("result", 0), ("error", 0), ("seconds", 0)]:
            raise sqlite3.DatabaseError(f"its table has the columns {', '.join(name for name, _ in columns)}")

    def _open(self, wait_s: float = LOCK_S) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self.path, timeout=wait_s, isolation_level=None))


def _key(settings: Chosen) -> str:
    try:
        return json.dumps(_plain(settings), sort_keys=True)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"got {settings}, allowed are settings that JSON can write: {problem}") from problem


def _plain(value: Value) -> Value:
    """With whole numbers as such, so that equal settings are written alike."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _cells(row: Result) -> tuple[dict, dict, dict]:
    return row.settings, row.result, {"error": row.error, "seconds": round(row.seconds, 2)}
