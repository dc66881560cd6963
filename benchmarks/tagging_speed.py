"""How long one epoch of the linear tagger takes, through `fit` and in a bare loop of PyTorch.

    OMP_NUM_THREADS=1 python benchmarks/tagging_speed.py

17,728 clips as AudioSet has them, of random numbers, 16 at a time; the least of five epochs each, by turns. The
promise: under 3 s of two cores.
"""

import time

import torch
import torch.nn.functional as F

from frontear.data.tagged_examples import TaggedExamples
from frontear.models.tagging import tagger
from frontear.training.fit import fit

N, BATCH, TURNS = 17_728, 16, 5


def main():
    torch.manual_seed(0)
    inputs = torch.randint(0, 256, (N, 10, 128), dtype=torch.uint8)
    data = TaggedExamples(inputs, torch.full((N,), 10), (torch.rand(N, 1) < 0.26).float(), ("speech",))
    seconds = {"fit": [], "bare loop": []}
    for _ in range(TURNS):
        seconds["fit"].append(timed(through_fit, data))
        seconds["bare loop"].append(timed(bare_loop, data))
    best = {name: min(all_of_it) for name, all_of_it in seconds.items()}
    print(", ".join(f"{name} {value:.2f} s" for name, value in best.items()))
    print(f"ratio {best['fit'] / best['bare loop']:.2f}")


def timed(run, data):
    """Processor seconds: what others do on the machine counts less."""
    start = time.process_time()
    run(data)
    return time.process_time() - start


def through_fit(data):
    for _ in fit(tagger("linear"), data, epochs=1, batch_size=BATCH, learning_rate=1e-4):
        pass


def bare_loop(data):
    model = torch.nn.Sequential(torch.nn.Linear(1_280, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for chosen in torch.randperm(N).split(BATCH):
        loss = F.binary_cross_entropy_with_logits(model(data.inputs[chosen].flatten(1).float()), data.labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()


if __name__ == "__main__":
    main()
