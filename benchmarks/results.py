"""Where benchmarks leave what the lessons show, and how a sweep goes on from there."""

import argparse
import csv

from tqdm import tqdm

from frontear import sweeps
from frontear_widgets.results import RESULTS, read

__all__ = ["RESULTS", "asked", "sweep_on", "write"]


def write(path, rows):
    """Write rows, dicts with the same names, as a table."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def asked(about):
    """What the command line of a sweep says: `--only`, `--seeds`, `--workers`."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only", nargs="*", default=[""], help="run what begins so, written TASK: WAY; none writes anew"
    )
    parser.add_argument("--seeds", type=int, default=5, help="how many of each, from 0")
    parser.add_argument("--workers", type=int, help="processes, one for each core if absent")
    return parser.parse_args()


def sweep_on(name, run, wanted, *, how):
    """Run what is wanted and not there yet; after each run NAME.csv is whole. Returns all rows.

    What NAME.csv has was run before, on whatever computer: to run it all again, take that file and NAME.sqlite away.
    """
    table = sweeps.Table(RESULTS / f"{name}.sqlite")
    settings = list(wanted[0])
    done = RESULTS / f"{name}.csv"
    for row in read(done) if done.exists() else []:
        chosen = {setting: row.pop(setting) for setting in settings}
        if table.missing([chosen]):
            table.add(
                sweeps.Result(chosen, {key: value for key, value in row.items() if key != "error"}, "", row["seconds"])
            )
    chosen = [
        settings
        for settings in wanted
        if settings["seed"] < how.seeds
        and any(f"{settings['task']}: {settings['way']}".startswith(begin) for begin in how.only)
    ]
    with sweeps.processes(how.workers) as pool:
        missing = len(table.missing(chosen))
        for result in tqdm(sweeps.sweep(run, chosen, table=table.path, pool=pool), total=missing):
            tqdm.write(" ".join(map(str, [*result.settings.values(), result.error or result.result])))
            table.write_csv(done)
    table.write_csv(done)
    return list(table)
