"""Speech or not: every row of a paper's five tables, and ours, beside what the paper printed.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/speech_compare.py
    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/speech_compare.py --workers 1 --only networks

Z. Halaby, M. Marzec and S. Mukhtar, Audio Classification, Georgia Tech, on AudioSet's balanced training clips: four
fifths to learn from, a fifth for validation, drawn anew by every seed, and half of the evaluation clips at the end. The
paper says no number of epochs: here at most sixteen, until two have not been better, the weights being those of the
best validation loss; attention pooling takes twelve, its rate falling to 0. The paper's F1 is weighted, as its figures
show, and taken at a half. Rows on which a claim hangs have five seeds, the others one, and differences are between runs
of equal seeds. Writes widgets/frontear_widgets/results/speech.csv, one line a row and seed, with the number the paper
printed, and into results/speech/paper.csv what its tables have; interrupted, it goes on, and writes what there is with
`--only nothing`. A new table begins with the rows that speech.csv has: to run
them all again, take that away. Two hours of two cores.
"""

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path

from tqdm import tqdm

from frontear import sweeps
from frontear.analysis.confidence import mean
from frontear.sweeps.tagging import tagged
from frontear_widgets.lessons.speech.measured.claims import CLAIMS
from results import RESULTS, write
from speech_rows import rows
from speech_statistics import classified

MEASURES = ("validation_loss", "weighted_f1", "positive_f1", "macro_f1", "auc", "average_precision")  # that are printed


def main():
    asked = parser().parse_args()
    wanted = [chosen for about, seeds in rows() if about["part"].startswith(asked.only) for chosen in seeds]
    wanted.sort(key=lambda chosen: chosen["seed"])  # every row once before any twice
    if not Path(asked.table).exists():
        begin(sweeps.Table(asked.table))
    missing = sweeps.Table(asked.table).missing(wanted)
    with sweeps.processes(asked.workers) as pool:
        for result in tqdm(sweeps.sweep(learned, wanted, table=asked.table, pool=pool), total=len(missing)):
            said = {name: result.result.get(name) for name in ("validation_loss", "weighted_f1", "auc", "seconds")}
            tqdm.write(f"{result.settings}: {result.error or said}")
            write(RESULTS / "speech.csv", lines(asked.table))
    write(RESULTS / "speech.csv", lines(asked.table))
    write(RESULTS / "speech" / "paper.csv", [about for about, _ in rows() if about["part"].startswith("Table")])
    report(lines(asked.table))


def parser():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--table", default=RESULTS / "speech.sqlite", help="an SQLite file, new or begun")
    asked.add_argument("--workers", type=int, help="processes, one per core if absent")
    asked.add_argument("--only", default="", help="run those parts whose name begins so")
    return asked


def begin(table):
    """Fill a new table with the rows that ran before, on whatever computer."""
    with (RESULTS / "speech.csv").open(encoding="utf-8", newline="") as file:
        ran = {(line["part"], line["row"], int(line["seed"])): line for line in csv.DictReader(file)}
    for about, seeds in rows():
        for chosen in seeds:
            if line := ran.get((about["part"], about["row"], chosen["seed"])):
                found = {name: json.loads(told) for name, told in line.items() if name not in {*about, "seed"} and told}
                table.add(sweeps.Result(chosen, found, "", found["seconds"]))


def learned(chosen):
    return classified(chosen) if "classifier" in chosen else tagged(chosen)


def lines(table):
    """A line for each row and seed that has a result; runs that several rows share are there for each."""
    done = {key(result.settings): result for result in sweeps.Table(table) if not result.error}
    found = []
    for about, seeds in rows():
        for chosen in seeds:
            if key(chosen) in done:
                result = done[key(chosen)]
                found.append(about | {"seed": chosen["seed"]} | result.result)
    columns = dict.fromkeys(name for line in found for name in line)  # classifiers tell fewer than networks
    return [{name: line.get(name) for name in columns} for line in found]


def key(settings):
    """Equal for equal settings; a table has whole numbers as such, 10 for 10.0."""
    return frozenset((name, tuple(value) if isinstance(value, list) else value) for name, value in settings.items())


def report(found):
    """Each row as the mean of its seeds beside what the paper printed, then each claim by paired differences."""
    by_row = defaultdict(dict)
    for line in found:
        by_row[line["part"], line["row"]][line["seed"]] = line
    for (part, name), by_seed in by_row.items():
        first = next(iter(by_seed.values()))
        paper = f"paper: loss {first['paper_validation_loss'] or '-'}, weighted F1 {first['paper_f1'] or '-'}"
        ours = ", ".join(f"{measure} {told([line[measure] for line in by_seed.values()])}" for measure in MEASURES)
        print(f"{part:26s}{name:42s}{len(by_seed)} seeds  {ours}  ({paper})")
    for claim, (part, one, other) in CLAIMS.items():
        first, second = by_row[part, one], by_row[part, other]
        if len(paired := sorted(first.keys() & second.keys())) > 1:
            over = {
                each: told([first[seed][each] - second[seed][each] for seed in paired])
                for each in ("weighted_f1", "positive_f1", "auc")
            }
            print(f"{claim:40s}{len(paired)} seeds  " + ", ".join(f"{each} {value}" for each, value in over.items()))


def told(values):
    found = mean(values)
    return f"{found.mean:.3f}" if len(values) == 1 else f"{found.mean:.3f} ± {found.half:.3f}"


if __name__ == "__main__":
    main()
