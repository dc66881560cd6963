"""`python -m frontear_widgets.publish FOLDER`: write every lesson as a page that needs no server.

Pages show what comes with the project alone: data sets have other licences, and runs are their owner's.
"""

import argparse
import os
from pathlib import Path

from . import FINEST, publish

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def main() -> None:
    """Read what is asked for, and write."""
    parser = argparse.ArgumentParser(prog="python -m frontear_widgets.publish", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages go")
    parser.add_argument("--lesson", action="append", default=[], metavar="NAME", help="this one alone; may be repeated")
    parser.add_argument("--finest", type=int, default=FINEST, help="places of a slider that are enough")
    parser.add_argument("--notebooks", type=Path, default=NOTEBOOKS, help="where the lessons stand")
    asked = parser.parse_args()
    os.environ.update(FRONTEAR_DATA=os.devnull, FRONTEAR_RUNS=os.devnull)
    publish(asked.folder, asked.notebooks, lessons=asked.lesson, finest=asked.finest)


if __name__ == "__main__":
    main()
