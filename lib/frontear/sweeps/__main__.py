"""Learn with many settings, on all cores or on a cluster, and keep what came out in one table.

python -m frontear.sweeps runs.sqlite --set frontend=log-mel,leaf --set seed=0,1,2
python -m frontear.sweeps runs.sqlite --set learning_rate=1e-3,3e-3,1e-2 --set n_filters=20,40,80 --random 5
python -m frontear.sweeps runs.sqlite --set seed=0,1,2 --cluster tcp://10.0.0.1:8786 --csv runs.csv

Commas stand between the values of a setting, colons within one that has several parts: snr_db=none,0:20. A comma in
the path of a folder of sounds, data=folder:PATH, is written %2C. Interrupted, the same command goes on where it
stopped; runs that failed are tried again. The exit status is 0 if every run has a result, 1 if not, 130 if it was
stopped.
"""

import argparse
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from frontear.data.command_line import command_line
from frontear.sweeps import Result, Table, cluster, grid, processes, sampled, sweep
from frontear.sweeps.choices import Chosen
from frontear.sweeps.learning import check, learned
from frontear.sweeps.summary import summary
from frontear.sweeps.words import choices


@command_line
def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        return _swept(asked, _wanted(asked.set, asked.random))
    except BrokenPipeError:
        raise
    except (ValueError, OSError, sqlite3.Error) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped: the same command goes on from here", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m frontear.sweeps", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", metavar="TABLE", help="an SQLite file, new or begun")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE,…", help="what to try for a setting")
    parser.add_argument("--random", type=int, metavar="N", help="draw N of the combinations, each with every seed")
    parser.add_argument("--csv", metavar="FILE", help="write the whole table here at the end")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="processes here, one per core if absent")
    where.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, such as tcp://10.0.0.1:8786")
    return parser


def _wanted(words: list[str], n: int | None) -> list[Chosen]:
    tried: dict[str, Any] = choices(words)
    seeds = grid(seed=tried.pop("seed")) if "seed" in tried else [{}]
    drawn = grid(**tried) if n is None else sampled(n, **tried)
    wanted = [settings | seed for settings in drawn for seed in seeds]
    check(wanted)
    return wanted


def _swept(asked: argparse.Namespace, wanted: list[Chosen]) -> int:
    if asked.csv is not None:
        _check_csv(Path(asked.csv), Path(asked.table))
    table = Table(asked.table)
    done = len(wanted) - len(table.missing(wanted))
    with processes(asked.workers) if asked.cluster is None else cluster(asked.cluster) as pool:
        results = sweep(learned, wanted, table=asked.table, pool=pool)
        bar = tqdm(total=len(wanted), initial=done, unit="run", disable=sys.stderr is None)
        failed = _watched(results, bar)
    try:
        if asked.csv is not None:
            table.write_csv(asked.csv)
    finally:
        print(*summary([row for row in table if row.settings in wanted]), sep="\n")
    return 1 if failed else 0


def _check_csv(csv: Path, table: Path) -> None:
    """Before hours are spent: it is written at the end."""
    if csv.resolve() == table.resolve():
        raise ValueError(f"got {csv} for the table and for the CSV, allowed are two different files")
    if not csv.resolve().parent.is_dir() or csv.is_dir():
        raise ValueError(f"got {csv} for the CSV, allowed is a file in a folder that is there")
    is_new = not csv.resolve().exists()
    csv.resolve().open("a").close()
    if is_new:
        csv.resolve().unlink()  # not a link to it


def _watched(results: Iterator[Result], bar: tqdm) -> int:
    failed = 0
    with bar:
        for result in results:
            if result.error:
                failed += 1
                bar.write(f"{result.settings}: {result.error}", file=sys.stderr)
            bar.set_postfix_str(f"{failed} failed", refresh=False)
            bar.update()
    return failed


if __name__ == "__main__":
    sys.exit(main())
