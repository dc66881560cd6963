"""Record the runs of lesson 10 that can be scrubbed through before one has made any.

    python benchmarks/record_slow.py

Writes made-hearts.run and made-earthquakes.run into widgets/frontear_widgets/results/slow: a minute of one core.
"""

import time

import torch

from frontear_widgets.lessons.beyond_audio.slow_runs import RECORDED, learning, save_slow_run
from results import RESULTS


def main():
    torch.set_num_threads(1)
    for name, (file, plan) in RECORDED.items():
        start = time.process_time()
        *_, run = learning(plan, plan.model())
        (RESULTS / file).parent.mkdir(exist_ok=True)
        save_slow_run(RESULTS / file, run)
        last = run.seen[-1]
        print(f"{name}: {last.unseen:.2f} right, frames {last.share:.2f}, {time.process_time() - start:.0f} s")


if __name__ == "__main__":
    main()
