"""What the benchmarks measured and recorded, as files that the lessons show; `benchmarks/` makes them."""

import csv
from importlib.resources import files
from pathlib import Path

RESULTS = Path(str(files(__name__)))


def read(path: str | Path) -> list[dict]:
    """Return the rows of a table that came to an end: numbers as such, None where there is nothing."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = [{name: _value(cell) for name, cell in row.items()} for row in csv.DictReader(file)]
    return [row for row in rows if not row.get("error")]


def _value(cell: str) -> str | float | None:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            pass
    return cell or None
