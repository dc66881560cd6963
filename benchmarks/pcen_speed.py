"""PCEN beside a loop over its frames, as it is written down and as many ports have it: forward and backward, in turns.

    python benchmarks/pcen_speed.py

8 clips of 1 s, 40 filters, 100 frames, all four parameters learned, on two threads; outputs are checked to be equal.
Last line: how many times longer the loop takes.
"""

import random
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor

from frontear.dsp.signals import noise
from frontear.frontends import log_mel
from frontear.layers import PCEN

ROUNDS, UNCOUNTED = 100, 10


def loop(pcen: PCEN, energy: Tensor) -> Tensor:
    """The equation, frame by frame."""
    smooth, floor = pcen.smooth[:, None], pcen.floor
    means = [energy[..., :1]]
    for frame in energy.split(1, dim=-1)[1:]:
        means.append((1 - smooth) * means[-1] + smooth * frame)
    delta, root = pcen.delta[:, None], 1 / pcen.root[:, None]
    return (energy / (floor + torch.cat(means, dim=-1)) ** pcen.alpha[:, None] + delta) ** root - delta**root


CONTENDERS: dict[str, Callable[[PCEN, Tensor], Tensor]] = {"ours": lambda pcen, energy: pcen(energy), "loop": loop}


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(2)
    pcen, order = PCEN(40), random.Random(0)
    energy = log_mel()(torch.stack([noise(seed=seed) for seed in range(8)])).exp().detach().requires_grad_()
    torch.testing.assert_close(pcen(energy), loop(pcen, energy), rtol=1e-3, atol=1e-5)
    taken: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(ROUNDS):
        for name in order.sample(list(CONTENDERS), k=len(CONTENDERS)):
            taken[name].append(timed(CONTENDERS[name], pcen, energy))
    medians = {name: statistics.median(durations[UNCOUNTED:]) for name, durations in taken.items()}
    print("PCEN, forward + backward: " + ", ".join(f"{name} {duration:.2f} ms" for name, duration in medians.items()))
    print(f"pcen: {medians['loop'] / medians['ours']:.1f}")


def timed(run: Callable[[PCEN, Tensor], Tensor], pcen: PCEN, energy: Tensor) -> float:
    """Milliseconds."""
    pcen.zero_grad()
    energy.grad = None
    start = time.perf_counter()
    run(pcen, energy).sum().backward()
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
