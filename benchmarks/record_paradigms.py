"""Record the race that lesson 06 opens on: seven networks, equally large, learn the digits of made voices.

    python benchmarks/record_paradigms.py

Writes a run for each into widgets/frontear_widgets/results/paradigms, race.csv with the seconds of one core that each
had computed at every moment, and shifted.csv: how many of a quarter of the clips it has learned from, and of the
unseen, each names rightly when they begin some samples later. Log-mel where a spectrogram is wanted, the sizes
`compared` of `frontear.models.paradigms`, 30,000 learned numbers, eight epochs of 380 clips at 16 kHz; five voices are
kept away. Two minutes on an idle core.
"""

import time

import torch
import torch.nn.functional as F

from frontear.data.examples import Examples, examples
from frontear.models.paradigms import PARADIGMS
from frontear.training.budgets import n_learned, of_budget
from frontear.training.run import load_run, new_run, save_run, unseen_examples
from frontear.training.scoring import accuracy, scores
from frontear.training.settings import Settings
from results import RESULTS, write

RUNS = RESULTS / "paradigms"
BUDGET = 30_000
N_CLASSES = 10
SHIFTS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 40, 60, 80, 100, 120, 136, 144, 152, 156, *range(158, 163), 164, 168, 200)


def main():
    torch.set_num_threads(1)
    write(RUNS / "race.csv", [row for name in PARADIGMS for row in recorded(name)])
    write(RUNS / "shifted.csv", [row for name in PARADIGMS for row in shifted(load_run(RUNS / f"{name}.run"))])


def recorded(name):
    """Learn, save, and return when every moment was."""
    settings = Settings.of(frontend="log-mel", sample_rate=16_000, paradigm=name, preset="compared")
    settings = of_budget(settings, BUDGET, n_classes=N_CLASSES)
    run, learned, unseen = new_run(settings)
    seconds, start = [0.0], time.process_time()
    for _ in run.learn(learned, unseen):
        seconds += [time.process_time() - start] * (len(run.moments) - len(seconds))
    save_run(RUNS / f"{name}.run", run)
    n_numbers = n_learned(settings, n_classes=N_CLASSES)
    print(f"{name}: {n_numbers} numbers, {seconds[-1]:.1f} s, {run.unseen:.2f} of the unseen", flush=True)
    return [
        {"paradigm": name, "step": moment.step, "seconds": f"{at:.2f}"}
        for moment, at in zip(run.moments, seconds, strict=True)
    ]


def shifted(run):
    """Try clips with so many samples of silence before them."""
    heard = [examples(run.settings.clips("train")[::4]), unseen_examples(run.settings, run.classes)]
    for n_samples in SHIFTS:
        right = [f"{accuracy(scores(run.model, later(data, n_samples)), data.labels):.3f}" for data in heard]
        yield {"paradigm": run.settings.model.paradigm, "samples": n_samples, "learned": right[0], "unseen": right[1]}


def later(data, n_samples):
    return Examples(F.pad(data.waveforms, (n_samples, 0)), data.lengths + n_samples, data.labels, data.classes)


if __name__ == "__main__":
    main()
