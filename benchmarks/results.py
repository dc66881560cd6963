"""Where benchmarks leave what the lessons show."""

import csv
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "notebooks" / "results"


def write(path, rows):
    """Write rows, dicts with the same names, as a table."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
