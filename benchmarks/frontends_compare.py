"""Which front-end learns best from little? Ten of them on real digits by speaker and on environmental sounds by fold.

    FRONTEAR_DATA=… python benchmarks/frontends_compare.py

Every seed keeps another speaker or fold for the test: there are four of each, so the fifth seed has the first again.
The rest of the model, its rates and its epochs are the same for all, as in lesson 05; nothing is tuned to the test, and
sounds are as they are, without added noise or other levels, while learning. Tested as they are, with white noise at 0
dB, and at −30 dB; `drift` is the mean way of the filters' centres in the widths that they began with, `seconds` are
those of one core. Writes widgets/frontear_widgets/results/frontends.csv; interrupted, it goes on. It takes an hour of
two cores.
"""

import time
import warnings
from collections import defaultdict
from statistics import fmean

from torch import nn
from tqdm import tqdm

from frontear import datasets, sweeps
from frontear.analysis.confidence import mean
from frontear.data.examples import Augment
from frontear.filterbanks import response as probe
from frontear.layers import without_mean
from frontear.training.run import new_run
from frontear.training.scoring import accuracy, scores
from frontear.training.settings import Settings
from results import RESULTS

SEEDS = range(5)
DATA = {
    "fsdd": {"epochs": 10, "batch_size": 16},
    "esc10": {"epochs": 15, "batch_size": 8},
}
MEANS_OUT = "log-mel, means taken out"
WAYS = {
    "log-mel": {"frontend": "log-mel"},
    MEANS_OUT: {"frontend": "log-mel"},
    "mel-pcen": {"frontend": "mel-pcen"},
    "leaf": {"frontend": "leaf"},
    "leaf, filters frozen": {"frontend": "leaf", "frozen": ("filterbank",)},
    "leaf, filter rate × 30": {"frontend": "leaf", "filter_rate": 30},
    "leaf, constant start": {"frontend": "leaf", "initialisation": "constant"},
    "leaf, constant start, filter rate × 30": {"frontend": "leaf", "initialisation": "constant", "filter_rate": 30},
    "sincnet": {"frontend": "sincnet"},
    "td-filterbanks": {"frontend": "td-filterbanks"},
}
TESTS = {"clean": None, "noise_0_db": Augment(snr_db=(0, 0)), "level_30_db_lower": Augment(gain_db=(-30, -30))}


def main():
    wanted = sweeps.grid(data=DATA, seed=SEEDS, way=WAYS)
    table = RESULTS / "frontends.sqlite"
    for result in tqdm(sweeps.sweep(learned, wanted, table=table), total=len(sweeps.Table(table).missing(wanted))):
        tqdm.write(" ".join(map(str, [*result.settings.values(), result.error or result.result])))
    sweeps.Table(table).write_csv(RESULTS / "frontends.csv")
    report(list(sweeps.Table(table)))


def learned(chosen):
    """One run and its tests."""
    warnings.simplefilter("ignore")  # filters that start alike are wanted here
    start, groups = time.process_time(), datasets.groups(chosen["data"])
    held_out = groups[chosen["seed"] % len(groups)]
    changes = DATA[chosen["data"]] | WAYS[chosen["way"]]
    run, data, unseen = new_run(
        Settings.of(data=chosen["data"], seed=chosen["seed"], held_out=(held_out,), sample_rate=8_000, **changes)
    )
    if chosen["way"] == MEANS_OUT:
        run.model.body = MeansTakenOut(run.model.body)
    for _ in run.learn(data, unseen):
        pass
    judged = {name: scores(run.model, unseen, augment=test) for name, test in TESTS.items()}
    tested = {name: round(accuracy(judgement, unseen.labels), 4) for name, judgement in judged.items()}
    return {
        "held_out": held_out,
        **tested,
        "drift": round(drift(run), 4),
        "seconds": round(time.process_time() - start),
    }


class MeansTakenOut(nn.Module):
    """A body that is given every band without its mean over the clip."""

    takes = "spectrogram"

    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, features, lengths=None):
        return self.body(without_mean(features, lengths), lengths)


def drift(run):
    first, last = run.moments[0], run.moments[-1]
    return probe.drift(first, last).center_widths.abs().mean().item() if len(first.center_hz) else 0.0


def report(rows):
    """Means of the seeds with their intervals, and the same for what each front-end has over log-mel."""
    found = defaultdict(dict)
    for row in rows:
        found[row.settings["data"], row.settings["way"]][row.settings["seed"]] = row.result
    for (data, way), by_seed in found.items():
        cells = [mean([result[test] for result in by_seed.values()]) for test in TESTS]
        over = mean([result["clean"] - found[data, "log-mel"][seed]["clean"] for seed, result in by_seed.items()])
        moved, seconds = (fmean(result[name] for result in by_seed.values()) for name in ("drift", "seconds"))
        print(f"{data:6s}{way:24s}", *cells, f"over log-mel {over}  drift {moved:.2f}  {seconds:.0f} s")


if __name__ == "__main__":
    main()
