"""How far level and noise move each compression's picture, and how well digits can still be told apart by it.

    OMP_NUM_THREADS=1 python benchmarks/compressions_compare.py

All made digits, 480 clips of 24 voices, through mel and each compression of lesson 03 as it comes: as they are, and
louder, quieter or in white noise. `change` is the mean over the clips of `frontear.analysis.change`. `apart` is d′ of
two digits, `frontear.analysis.sensitivity` of the means over time, averaged over filters and the 45 pairs; every digit
has its clips as they are and as changed in one heap, for nobody tells a classifier which is which. Writes
widgets/frontear_widgets/results/compressions.csv; some minutes of one core.
"""

from itertools import combinations

import torch
from tqdm import tqdm

from frontear import datasets
from frontear.analysis import change, sensitivity
from frontear.dsp.signals import from_db, mix, noise
from frontear_widgets.lessons.compression.compressions import ENERGIES, RATE
from frontear_widgets.lessons.compression.invariances import Invariance
from results import RESULTS, write

GAINS_DB = (-30, -20, -10, 10, 20, 30)
SNRS_DB = (40, 30, 20, 10, 0, -10)


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    clips = datasets.load("samples/digits", sample_rate=RATE)
    energies = [ENERGIES(clip.waveform[None]) for clip in clips]
    labels, modules = [clip.label for clip in clips], Invariance().modules()
    plain = {kind: pictures(module, energies) for kind, module in modules.items()}
    rows = [row(kind, "none", 0, plain[kind], plain[kind], labels) for kind in modules]
    for what, at in tqdm([("level", gain) for gain in GAINS_DB] + [("noise", snr) for snr in SNRS_DB]):
        heard = [
            changed(clip, energy, n, what, at) for n, (clip, energy) in enumerate(zip(clips, energies, strict=True))
        ]
        for kind, module in modules.items():
            rows.append(row(kind, what, at, plain[kind], pictures(module, heard), labels))
        write(RESULTS / "compressions.csv", rows)


def changed(clip, energy, number, what, at):
    if what == "level":
        return energy * from_db(at) ** 2
    hiss = noise(seconds=len(clip.waveform), sample_rate=1, seed=number)
    return ENERGIES(mix(clip.waveform, hiss, snr_db=at)[None])


def pictures(module, energies):
    return [module(energy) for energy in energies]


def row(kind, what, at, plain, heard, labels):
    moved = [change(*pair).item() for pair in zip(heard, plain, strict=True)]
    both = torch.cat([picture.mean(dim=2) for picture in plain + heard])
    return {
        "compression": kind,
        "what": what,
        "db": at,
        "change": round(sum(moved) / len(moved), 4),
        "apart": round(apart(both, labels + labels), 4),
    }


def apart(means, labels):
    """The mean d′ of two classes, over filters and pairs."""
    found = []
    for pair in combinations(sorted(set(labels)), 2):
        chosen = [n for n, label in enumerate(labels) if label in pair]
        found.append(sensitivity(means[chosen], [labels[n] for n in chosen]).mean())
    return torch.stack(found).mean().item()


if __name__ == "__main__":
    main()
