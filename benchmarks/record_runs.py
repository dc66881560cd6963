"""Record the runs that lesson 05 opens on, and count over three or five seeds what moving the filters was worth.

    python benchmarks/record_runs.py

Writes digits.run, digits-in-noise.run, rumbles.run and hisses.run into widgets/frontear_widgets/results, and
learning.csv with every accuracy on unseen voices or bases. Everything learns from the samples that ship with the
project; ten minutes of one core.
"""

import time
import warnings

import torch

from frontear.filterbanks import response as probe
from frontear.training.run import new_run, save_run
from frontear.training.settings import Settings
from results import RESULTS, write

N_SEEDS = {"digits": 3, "rumbles": 5, "hisses": 5}
FROZEN = ("filterbank",)

DIGITS = Settings()
IN_NOISE = DIGITS.changed(snr_db=(0.0, 20.0))
FASTER = Settings.of(sample_rate=16_000, batch_size=4, filter_rate=100)
RUMBLES = FASTER.changed(data="samples/below-100-hz", n_filters=16, low_hz=150, learning_rate=1e-3, epochs=80)
HISSES = FASTER.changed(data="samples/above-5-khz", n_filters=8, high_hz=6_000, initialisation="constant", epochs=40)

WAYS = {
    "log-mel": {"frontend": "log-mel", "filter_rate": 1},
    "leaf, filters frozen": {"frozen": FROZEN, "filter_rate": 1},
    "leaf, filters at rate × 1": {"filter_rate": 1},
}
MORE = {"digits": {"leaf, filters at rate × 30": {"filter_rate": 30}}}
USUAL = {"leaf, filters at rate × 100": {"filter_rate": 100}}


def main():
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # all filters alike is what is wanted here
    rows = []
    save_run(RESULTS / "digits-in-noise.run", learned(IN_NOISE))
    for task, settings in (("digits", DIGITS), ("rumbles", RUMBLES), ("hisses", HISSES)):
        for way, changes in (WAYS | MORE.get(task, USUAL)).items():
            for seed in range(N_SEEDS[task]):
                done = learned(settings.changed(seed=seed, **changes))
                rows.append({"task": task, "way": way, "seed": seed, "unseen": f"{done.unseen:.2f}", **moved(done)})
                print(*rows[-1].values(), sep="\t", flush=True)
                if done.settings == settings:
                    save_run(RESULTS / f"{task}.run", done)
    write(RESULTS / "learning.csv", rows)


def learned(settings):
    run, data, unseen = new_run(settings)
    start = time.process_time()
    for _ in run.learn(data, unseen):
        pass
    print(f"{run.n_steps} steps, {len(data)} clips, {time.process_time() - start:.0f} s of one core", flush=True)
    return run


def moved(run):
    """Mean way of the centres in Hz and in the widths they began with."""
    drift = probe.drift(run.moments[0], run.moments[-1])
    return {"hz": f"{drift.center_hz.abs().mean():.1f}", "widths": f"{drift.center_widths.abs().mean():.3f}"}


if __name__ == "__main__":
    main()
