"""Seven ways into a network, two of them twice, on real digits and words by speaker and on sounds by fold.

    FRONTEAR_DATA=… python benchmarks/paradigms_compare.py

Each model has 80,000 learned numbers, the same two layers behind its first ones and the same back-end (the preset
`compared`). Windows on the waveform are asked every 160 samples, and by a second network every 32 (the preset `often`).
Spectrograms are log-mel, 40 bands every 10 ms; all sounds are at 8 kHz. The learning rate of each is the best of three
on the digits that ship with the project, over two seeds that keep other voices, so that no test sound had a say. Then
every seed keeps another speaker, fifth of the speakers or fold for the test; of speakers of the digits and of folds
there are four, so that the fifth seed has the first again. `seconds` are those of one core, `megabytes` what a step of
learning with 16 clips keeps. Writes widgets/frontear_widgets/results/paradigms.csv; interrupted, it goes on. It takes
half an hour on two cores.
"""

import time
from collections import defaultdict

from tqdm import tqdm

from frontear import datasets, sweeps
from frontear.analysis.confidence import mean
from frontear.analysis.costs import costs
from frontear.models.classifier import n_parameters
from frontear.models.paradigms import PARADIGMS
from frontear.training.budgets import of_budget
from frontear.training.run import new_run
from frontear.training.settings import Settings
from results import RESULTS

SEEDS = range(5)
RATE, BUDGET, BATCH = 8_000, 80_000, 16
LEARNING_RATES = (1e-3, 3e-3, 1e-2)
MADE = Settings.of(data="samples/digits", epochs=8, batch_size=16)
REAL = {
    "fsdd": Settings.of(data="fsdd", epochs=10, batch_size=16),
    "speech-commands": Settings.of(data="speech-commands", epochs=10, batch_size=16),
    "esc10": Settings.of(data="esc10", epochs=12, batch_size=8),
}
OFTEN = {f"{name}, every 32": name for name in ("frame-level", "frame-level-many-shapes")}
NETWORKS = {name: (name, "compared") for name in PARADIGMS} | {way: (name, "often") for way, name in OFTEN.items()}
CLAIMS = {
    "sample-level over frame-level, many shapes": ("sample-level", "frame-level-many-shapes"),
    "many shapes over one, waveform": ("frame-level-many-shapes", "frame-level"),
    "sample-level over many shapes, every 32": ("sample-level", "frame-level-many-shapes, every 32"),
    "many shapes over one, every 32": ("frame-level-many-shapes, every 32", "frame-level, every 32"),
    "many shapes, every 32 over every 160": ("frame-level-many-shapes, every 32", "frame-level-many-shapes"),
    "many shapes over vertical": ("many-shapes", "single-shape-vertical"),
    "many shapes over horizontal": ("many-shapes", "single-shape-horizontal"),
    "many shapes over small rectangular": ("many-shapes", "small-rectangular"),
}


def main():
    table = RESULTS / "paradigms.sqlite"
    search = sweeps.grid(data=[MADE.data.name], learning_rate=LEARNING_RATES, seed=range(2), network=NETWORKS)
    run(search, table)
    rates = {name: best(name, table) for name in NETWORKS}
    print("learning rates:", rates)
    compared = sweeps.grid(data=REAL, seed=SEEDS, network=NETWORKS)
    run([chosen | {"learning_rate": rates[chosen["network"]]} for chosen in compared], table)
    sweeps.Table(table).write_csv(RESULTS / "paradigms.csv")
    report([row for row in sweeps.Table(table) if row.settings["data"] in REAL])


def run(wanted, table):
    for result in tqdm(sweeps.sweep(learned, wanted, table=table), total=len(sweeps.Table(table).missing(wanted))):
        tqdm.write(" ".join(map(str, [*result.settings.values(), result.error or result.result])))


def learned(chosen):
    """One run and its test."""
    start, data = time.process_time(), chosen["data"]
    paradigm, preset = NETWORKS[chosen["network"]]
    settings = REAL.get(data, MADE).changed(
        seed=chosen["seed"],
        held_out=held_out(data, chosen["seed"]),
        frontend="log-mel",
        sample_rate=RATE,
        paradigm=paradigm,
        preset=preset,
        learning_rate=chosen["learning_rate"],
    )
    run, sounds, unseen = new_run(of_budget(settings, BUDGET, n_classes=len(datasets.classes(data))))
    for _ in run.learn(sounds, unseen):
        pass
    seconds = sounds.waveforms.shape[1] / RATE
    kept = costs(run.model, seconds=seconds, sample_rate=RATE, batch_size=BATCH).activation_bytes
    return {
        "held_out": settings.data.held_out[0]
        if len(settings.data.held_out) == 1
        else f"{len(settings.data.held_out)} speakers",
        "unseen": round(run.unseen, 4),
        "parameters": n_parameters(run.model),
        "longest_seconds": round(seconds, 2),
        "megabytes": round(kept / 1e6, 1),
        "seconds": round(time.process_time() - start),
    }


def held_out(data, seed):
    """One of few speakers or folds, or a fifth of many, another for each seed until all had their turn."""
    groups = datasets.groups(data)
    n_parts = min(len(groups), len(SEEDS))
    return tuple(groups[seed % n_parts :: n_parts])


def best(name, table):
    """The learning rate with the highest mean on unseen made voices; the lower of two equals."""
    found = defaultdict(list)
    for row in sweeps.Table(table):
        if row.settings["data"] == MADE.data and row.settings["network"] == name and not row.error:
            found[row.settings["learning_rate"]].append(row.result["unseen"])
    return max(sorted(found), key=lambda rate: sum(found[rate]) / len(found[rate]))


def report(rows):
    """Means of the seeds with their intervals, then each claim as the mean difference of runs with the same test."""
    found = defaultdict(dict)
    for row in rows:
        found[row.settings["data"], row.settings["network"]][row.settings["seed"]] = row.result
    for (data, name), by_seed in found.items():
        cells = {cell: mean([result[cell] for result in by_seed.values()]) for cell in ("unseen", "seconds")}
        megabytes = next(iter(by_seed.values()))["megabytes"]
        print(f"{data:16s}{name:36s}{cells['unseen']}  {cells['seconds'].mean:.0f} s  {megabytes:.0f} MB")
    for claim, (one, other) in CLAIMS.items():
        for data in REAL:
            first, second = found[data, one], found[data, other]
            over = mean([first[seed]["unseen"] - second[seed]["unseen"] for seed in SEEDS])
            print(f"{data:16s}{claim:44s}{over}")


if __name__ == "__main__":
    main()
