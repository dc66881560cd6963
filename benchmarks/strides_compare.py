"""Do lengths and hops learn? Fine ripples, flutter and words, with filters cut and uncut, hops fixed and learned.

    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/strides_compare.py
    FRONTEAR_DATA=… OMP_NUM_THREADS=1 python benchmarks/strides_compare.py --workers 1 --only "words: fixed, 10 ms"

Ripple: twice 60 clips of noise whose spectrum ripples four times from 20 to 100 Hz, to be told from its inverse by 16
Gabor filters over 10…150 Hz and their mean logarithms. Flutter: noise that swings 60 or 100 times a second. Words: ten
of Speech Commands, an eighth of its speakers held out, others for every seed. All windows are two hops and a half long.
The price is that of as many frames as there were at the start, and hops learn at ten times the rate, with the filters.
Of several starts that one learns whose loss is lowest after four epochs. `hop_ms` is the hop after learning, `width_hz`
the narrowest filter after; where each filter has its own hop, `hop_ms` is that of one for all with as many frames.
Writes widgets/frontear_widgets/results/strides.csv, first what the lesson's claims hang on; interrupted, it goes on
from there. An hour of two cores.
"""

import time
import warnings
from collections import defaultdict
from math import pi

import torch

from frontear import datasets
from frontear.analysis.confidence import mean
from frontear.analysis.tasks import Ripple, rippled
from frontear.data import Clip, examples
from frontear.dsp.signals import noise
from frontear.filterbanks import GaborFilterbank
from frontear.frontends import Leaf, Spec, leaf
from frontear.layers import Floor, GaussianPooling, Log, OwnHopPooling
from frontear.models import paradigm_classifier
from frontear.training import PricedFrames, accuracy, best_start, fit, scores
from results import asked, sweep_on

SEEDS = range(5)
RIPPLE, RIPPLE_HZ = Ripple(20, 100, periods=4), 1_000
WAYS = {
    "ripple": {
        "cut to 25 ms": {"kernel_size": 25, "width_hz": 40},
        "cut to 25 ms, rate × 10": {"kernel_size": 25, "width_hz": 40, "filter_rate": 10},
        "uncut from 40 Hz": {"width_hz": 40},
        "uncut from 40 Hz, rate × 10": {"width_hz": 40, "filter_rate": 10},
        "uncut from 17 Hz": {"width_hz": 17},
        "uncut, best of starts from 40, 17 and 8 Hz": {"starts": [{"width_hz": hz} for hz in (40, 17, 8)]},
    },
    "flutter": {
        **{
            f"fixed, {hop_ms:g} ms": {"hop": "window", "hop_ms": hop_ms, "fixed": True}
            for hop_ms in (2.5, 5, 10, 20, 40)
        },
        **{f"window from {hop_ms:g} ms": {"hop": "window", "hop_ms": hop_ms} for hop_ms in (10, 20, 40)},
        **{
            f"window from 2.5 ms, price {price:g}": {"hop": "window", "hop_ms": 2.5, "price": price}
            for price in (0, 0.1, 0.3)
        },
        "own hops from 2.5 ms, price 0.3": {"hop": "each", "hop_ms": 2.5, "price": 0.3},
        "window, best of starts from 40, 10 and 2.5 ms": {
            "hop": "window",
            "starts": [{"hop_ms": hop_ms} for hop_ms in (40, 10, 2.5)],
        },
        "diffstride from 10 ms": {"hop": "diffstride", "hop_ms": 10},
    },
    "words": {
        "fixed, 10 ms": {"hop": "window", "hop_ms": 10, "fixed": True},
        "fixed, 20 ms": {"hop": "window", "hop_ms": 20, "fixed": True},
        "window from 10 ms": {"hop": "window", "hop_ms": 10},
        "window from 10 ms, price 0.05": {"hop": "window", "hop_ms": 10, "price": 0.05},
        "window from 10 ms, price 0.3": {"hop": "window", "hop_ms": 10, "price": 0.3},
        "own hops from 10 ms, price 0.05": {"hop": "each", "hop_ms": 10, "price": 0.05},
        "diffstride from 10 ms, price 0.05": {"hop": "diffstride", "hop_ms": 10, "price": 0.05},
    },
}
BASE = {"ripple": "cut to 25 ms", "flutter": "fixed, 2.5 ms", "words": "fixed, 10 ms"}
CLAIMED = {  # in the lesson
    "cut to 25 ms",
    "cut to 25 ms, rate × 10",
    "uncut from 40 Hz",
    "uncut from 40 Hz, rate × 10",
    "uncut from 17 Hz",
    "uncut, best of starts from 40, 17 and 8 Hz",
    "window from 40 ms",
    "window from 2.5 ms, price 0.3",
    "own hops from 2.5 ms, price 0.3",
    "window, best of starts from 40, 10 and 2.5 ms",
    "fixed, 10 ms",
    "window from 10 ms, price 0.05",
}
EPOCHS = {"ripple": 30, "flutter": 20, "words": 10}


def main():
    wanted = [{"task": task, "seed": seed, "way": way} for seed in SEEDS for task in WAYS for way in WAYS[task]]
    wanted.sort(key=lambda run: (run["way"] not in CLAIMED, run["task"] == "words"))  # words take longest
    report(sweep_on("strides", learned, wanted, how=asked(__doc__)))


def learned(chosen):
    """One run and its test."""
    warnings.simplefilter("ignore")  # filters cut to 25 ms start beyond their range
    start, task, seed = time.process_time(), chosen["task"], chosen["seed"]
    way = {"filter_rate": 1 if task == "ripple" else 10, "price": 0.0} | WAYS[task][chosen["way"]]
    train, unseen = {"ripple": ripples, "flutter": flutter, "words": words}[task](seed)
    how = {"filter_rate": way["filter_rate"], "seed": seed}
    starts = [model_of(task, way | start, seed, len(train.classes)) for start in way.get("starts", [{}])]
    model = best_start(starts, train, **how) if len(starts) > 1 else starts[0]
    frontend = model.frontend
    loss = PricedFrames(frontend.pooling, way["price"]) if way["price"] else None
    for _ in fit(model, train, epochs=EPOCHS[task], loss=loss, **how):
        pass
    return {
        "right": round(accuracy(scores(model, unseen), unseen.labels), 4),
        "hop_ms": round(1_000 * hop_of(frontend) / frontend.spec.sample_rate, 2),
        "width_hz": round(frontend.spec.bands().width_hz.min().item(), 1),
        "seconds": round(time.process_time() - start),
    }


def hop_of(frontend):
    """In samples; of many the one that leaves as many frames as they do."""
    pooling = frontend.pooling
    return 1 / (1 / pooling.hops()).mean().item() if isinstance(pooling, OwnHopPooling) else pooling.hop_length


def model_of(task, way, seed, n_classes):
    frontend = front_end(task, way)
    if "fixed" in way:
        frontend.pooling.requires_grad_(False)
    return paradigm_classifier("small-rectangular", frontend, n_classes=n_classes, backend="max-mean", seed=seed)


def front_end(task, way):
    if task != "ripple":
        options = {name: way[name] for name in ("hop", "hop_ms") if name in way}
        return leaf(sample_rate=8_000, n_filters=12 if task == "flutter" else 32, **options)
    center_hz, width_hz = torch.linspace(10, 150, 16), torch.full((16,), float(way["width_hz"]))
    bank = GaborFilterbank(center_hz, width_hz, kernel_size=way.get("kernel_size"), sample_rate=RIPPLE_HZ)
    return Leaf(
        spec=Spec(RIPPLE_HZ, 100, 16, unit="ln", bank=bank),
        filterbank=bank,
        pooling=GaussianPooling(16, kernel_size=251, hop_length=100),
        floor=Floor(),
        compression=Log(),
    )


def ripples(seed):
    def clips(n, first):
        return [
            Clip(
                rippled(RIPPLE, inverted=bool(kind), seconds=2, sample_rate=RIPPLE_HZ, seed=first + 2 * number + kind),
                RIPPLE_HZ,
                label=str(kind),
            )
            for number in range(n)
            for kind in (0, 1)
        ]

    return examples(clips(60, 10_000 * seed)), examples(clips(60, 10_000 * seed + 5_000))


def flutter(seed):
    """Half a second at 8 kHz, from any phase."""

    def swinging(hz, number):
        hiss, time = noise(seconds=0.5, sample_rate=8_000, seed=number), torch.arange(4_000) / 8_000
        phase = torch.rand(1, generator=torch.Generator().manual_seed(number)) * 2 * pi
        return Clip(hiss * (1 + torch.sin(2 * pi * hz * time + phase)), 8_000, label=str(hz))

    def clips(n, first):
        return [swinging(hz, first + 2 * number + kind) for number in range(n) for kind, hz in enumerate((60, 100))]

    return examples(clips(60, 10_000 * seed)), examples(clips(60, 10_000 * seed + 5_000))


def words(seed):
    speakers = datasets.groups("speech-commands")
    held_out = speakers[seed::8]
    parts = [
        datasets.load("speech-commands", split=split, held_out=held_out, sample_rate=8_000)
        for split in ("train", "test")
    ]
    train = examples(parts[0])
    return train, examples(parts[1], classes=train.classes)


def report(rows):
    """Means of the seeds with their intervals, and of what each way has over the first of its task."""
    found = defaultdict(dict)
    for row in rows:
        if row.result:
            found[row.settings["task"], row.settings["way"]][row.settings["seed"]] = row.result
    for (task, way), by_seed in found.items():
        base = found.get((task, BASE[task]), {})
        right, hop, width = (
            mean([result[name] for result in by_seed.values()]) for name in ("right", "hop_ms", "width_hz")
        )
        paired = [result["right"] - base[seed]["right"] for seed, result in by_seed.items() if seed in base]
        over = mean(paired) if paired else "–"
        print(f"{task:8s}{way:34s} right {right}  over {BASE[task]!r} {over}  hop {hop} ms  narrowest {width} Hz")


if __name__ == "__main__":
    main()
