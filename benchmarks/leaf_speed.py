"""LEAF in the frequency domain beside direct convolution: 8 clips of 1 s, 40 filters, forward and backward, in turns.

    python benchmarks/leaf_speed.py

On two threads, with every parameter learned. Direct is what the public code does: real and imaginary parts as 80 real
channels, squared, summed, and pooled at every hop; floor and PCEN are the same for both, and ours. The features are
checked to be equal. Last line: how many times longer direct convolution takes.
"""

import random
import statistics
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.signals import noise
from frontear.frontends.leaf import Leaf, leaf

ROUNDS, UNCOUNTED = 40, 5
CLIPS = torch.stack([noise(seed=seed) for seed in range(8)])


def direct(frontend: Leaf) -> Tensor:
    """80 real channels."""
    taps = frontend.filterbank.impulse_responses()
    channels = torch.cat([taps.real, taps.imag])[:, None]
    real, imag = F.conv1d(F.pad(CLIPS, (200, 200))[:, None], channels).square().chunk(2, dim=1)
    return frontend[2:](real + imag)


CONTENDERS: dict[str, Callable[[Leaf], Tensor]] = {
    "ours": lambda frontend: frontend(CLIPS),
    "direct": direct,
}


def ratio() -> float:
    """Print the medians; return how many times longer direct convolution takes than ours."""
    frontend, order = leaf(), random.Random(0)
    same_features(frontend)
    taken = {name: [] for name in CONTENDERS}
    for _ in range(ROUNDS):
        for name in order.sample(list(CONTENDERS), k=len(CONTENDERS)):
            taken[name].append(timed(CONTENDERS[name], frontend))
    medians = {name: statistics.median(durations[UNCOUNTED:]) for name, durations in taken.items()}
    print("leaf, forward + backward: " + ", ".join(f"{name} {duration:.1f} ms" for name, duration in medians.items()))
    return medians["direct"] / medians["ours"]


def same_features(frontend: Leaf) -> None:
    first, second = (run(frontend) for run in CONTENDERS.values())
    assert (first - second).abs().max() <= 1e-3 * second.abs().max()


def timed(run: Callable[[Leaf], Tensor], frontend: Leaf) -> float:
    frontend.zero_grad()
    start = time.perf_counter()
    run(frontend).sum().backward()
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(2)
    print(f"leaf: {ratio():.1f}")


if __name__ == "__main__":
    main()
