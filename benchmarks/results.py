"""Where benchmarks leave what the lessons show."""

import csv

from frontear_widgets.results import RESULTS

__all__ = ["RESULTS", "write"]


def write(path, rows):
    """Write rows, dicts with the same names, as a table."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
