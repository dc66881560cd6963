"""LEAF in the frequency domain beside convolution: 8 clips of 1 s, 40 filters, forward and backward, in turns.

    python benchmarks/leaf_speed.py

On two threads, with every parameter learned. Direct is what the public code does: real and imaginary parts as 80 real
channels, squared, summed, and pooled at every hop. Grouped is EfficientLEAF's way (arXiv:2207.05508): eight groups of
filters, each as long and as dense in time as its filters ask, at the price of somewhat other features. Floor and PCEN
are the same for all, and ours; the features of ours and direct are checked to be equal. Last lines: how many times
longer the others take.
"""

import random
import statistics
import time
from collections.abc import Callable
from math import pi

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.signals import noise
from frontear.frontends.leaf import Leaf, leaf

ROUNDS, UNCOUNTED = 40, 5
CLIPS = torch.stack([noise(seed=seed) for seed in range(8)])
N_GROUPS, REACH = 8, 4.77  # EfficientLEAF's: a filter's taps are as many standard deviations


def direct(frontend: Leaf) -> Tensor:
    """80 real channels."""
    taps = frontend.filterbank.impulse_responses()
    return frontend[2:](energies(F.pad(CLIPS, (200, 200)), taps))


def grouped(frontend: Leaf) -> Tensor:
    """Five filters at a time: the wide ones are short, the low ones sparse."""
    bank, pooling = frontend.filterbank, frontend.pooling
    taps, windows, parts = bank.impulse_responses(), pooling.impulse_responses(), []
    for filters in torch.arange(len(bank.center_rad)).chunk(N_GROUPS):
        reach = min(int(REACH / 2 * bank.sigma_samples[filters].max().item()), 200)
        stride = stride_for(bank.center_rad[filters].max().item(), pooling.hop_length)
        energy = energies(F.pad(CLIPS, (reach, reach)), taps[filters, 200 - reach : 201 + reach], stride)
        window = windows[filters, None, 200 % stride :: stride]
        among = {"stride": pooling.hop_length // stride, "padding": 200 // stride, "groups": len(filters)}
        parts.append(F.conv1d(energy, window, **among))
    return frontend[3:](torch.cat(parts, dim=1))


def energies(sound: Tensor, taps: Tensor, stride: int = 1) -> Tensor:
    """|subband|², a channel for the real and one for the imaginary part of each filter."""
    channels = torch.cat([taps.real, taps.imag])[:, None]
    real, imag = F.conv1d(sound[:, None], channels, stride=stride).square().chunk(2, dim=1)
    return real + imag


def stride_for(center_rad: float, hop_length: int) -> int:
    """The largest part of a hop that is at most half a period."""
    return max(part for part in range(1, hop_length + 1) if hop_length % part == 0 and part <= max(1, pi / center_rad))


CONTENDERS: dict[str, Callable[[Leaf], Tensor]] = {
    "ours": lambda frontend: frontend(CLIPS),
    "direct": direct,
    "grouped": grouped,
}


def ratios() -> dict[str, float]:
    """Print the medians; return how many times longer the others take than ours."""
    frontend, order = leaf(), random.Random(0)
    same_features(frontend)
    taken = {name: [] for name in CONTENDERS}
    for _ in range(ROUNDS):
        for name in order.sample(list(CONTENDERS), k=len(CONTENDERS)):
            taken[name].append(timed(CONTENDERS[name], frontend))
    medians = {name: statistics.median(durations[UNCOUNTED:]) for name, durations in taken.items()}
    print("leaf, forward + backward: " + ", ".join(f"{name} {duration:.1f} ms" for name, duration in medians.items()))
    return {name: medians[name] / medians["ours"] for name in ("direct", "grouped")}


def same_features(frontend: Leaf) -> None:
    ours, other = CONTENDERS["ours"](frontend), direct(frontend)
    assert (ours - other).abs().max() <= 1e-3 * other.abs().max()


def timed(run: Callable[[Leaf], Tensor], frontend: Leaf) -> float:
    frontend.zero_grad()
    start = time.perf_counter()
    run(frontend).sum().backward()
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(2)
    for name, ratio in ratios().items():
        print(f"{name}: {ratio:.1f}")


if __name__ == "__main__":
    main()
