"""Do made voices stand in for people? Digits learned from espeak-ng's voices or from people, tested on both.

    FRONTEAR_DATA=… python benchmarks/voices_compare.py

A small convolutional network on log-mel at 8 kHz, trained anew for every seed: on made voices, tested on made voices it
never heard and on real speakers; on all real speakers but one, with and without the made voices, tested on the one.
Accuracy is averaged over a speaker's clips and the seeds, then over speakers. The interval is a bootstrap, 95%: it
draws speakers, and seeds for each, so with four real speakers it is coarse. Writes
widgets/frontear_widgets/results/voices.csv.
"""

import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from frontear import datasets
from frontear.frontends import log_mel
from results import RESULTS, write

RATE = 8_000  # Hz, that of the real digits
SEEDS = range(5)
EPOCHS, BATCH = 20, 32
HOP_MS, FRAMES = 20, 50
SHIFT = 8  # frames by which training clips move at most


def main():
    start = time.perf_counter()
    scores = defaultdict(lambda: defaultdict(list))  # condition → speaker → accuracy for each seed
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for condition, speaker, accuracy in chain.from_iterable(pool.map(one_seed, SEEDS)):
            scores[condition][speaker].append(accuracy)
    print(f"{len(SEEDS)} seeds in {time.perf_counter() - start:.0f} s")
    report([summary(*condition, by_speaker) for condition, by_speaker in scores.items()])


class Digits:
    """All digits of a data set: features (clips, 1, mel, frames), labels (clips,), and who speaks each."""

    def __init__(self, name):
        clips = datasets.load(name, sample_rate=RATE)
        front_end = log_mel(sample_rate=RATE, n_filters=32, hop_ms=HOP_MS)
        with torch.no_grad():
            self.features = torch.stack([placed(front_end(trimmed(clip.waveform)[None])) for clip in clips])
        self.labels = torch.tensor([int(clip.label) for clip in clips])
        self.speakers = np.array([clip.group for clip in clips])


def trimmed(waveform, *, threshold_db=-35):
    """Cut off what lies before and after the word, as the real digits come."""
    level = waveform.unfold(0, 160, 80).square().mean(dim=1)
    loud = torch.nonzero(level > level.max() * 10 ** (threshold_db / 10)).flatten() * 80
    return waveform[loud[0] : loud[-1] + 160]


def placed(features):
    """Take each mel band's mean away and put the word in the middle: (1, mel, time) → (1, mel, FRAMES)."""
    features = features[..., :FRAMES] - features.mean(dim=-1, keepdim=True)
    before = (FRAMES - features.shape[-1]) // 2
    return functional.pad(features, (before, FRAMES - features.shape[-1] - before))


def one_seed(seed):
    """Return ((trained on, tested on), speaker, accuracy) for every model of one seed."""
    torch.set_num_threads(1)
    return list(compared(Digits("samples/digits"), Digits("fsdd"), seed))


def compared(made, real, seed):
    unseen = held_out(made.speakers, seed)
    model = trained([(made, ~np.isin(made.speakers, unseen))], seed)
    for voice in unseen:
        yield ("made voices", "unseen made voices"), voice, accuracy(model, made, made.speakers == voice)
    for speaker in np.unique(real.speakers):
        alone = real.speakers == speaker
        yield ("made voices", "real speakers"), speaker, accuracy(model, real, alone)
        others = trained([(real, ~alone)], seed)
        yield ("the other real speakers", "real speakers"), speaker, accuracy(others, real, alone)
        both = trained([(real, ~alone), (made, np.full(len(made.speakers), True))], seed)
        yield ("both", "real speakers"), speaker, accuracy(both, real, alone)


def held_out(speakers, seed):
    """A fifth of the voices, others for each seed until all had their turn."""
    order = np.random.default_rng(0).permutation(np.unique(speakers))
    return np.array_split(order, len(SEEDS))[seed]


def trained(parts, seed):
    torch.manual_seed(seed)
    features = torch.cat([digits.features[torch.from_numpy(chosen)] for digits, chosen in parts])
    labels = torch.cat([digits.labels[torch.from_numpy(chosen)] for digits, chosen in parts])
    model, steps = network(), EPOCHS * -(-len(labels) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(labels)).split(BATCH):
            moved = features[rows].roll(int(torch.randint(-SHIFT, SHIFT + 1, ())), dims=-1)
            loss = functional.cross_entropy(model(moved), labels[rows], label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def network():
    def block(n_in, n_out):
        return nn.Sequential(nn.Conv2d(n_in, n_out, 3, stride=2, padding=1), nn.BatchNorm2d(n_out), nn.ReLU())

    features = nn.Sequential(block(1, 24), block(24, 48), block(48, 64))
    return nn.Sequential(features, nn.AdaptiveAvgPool2d((4, 3)), nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * 12, 10))


def accuracy(model, digits, chosen):
    chosen = torch.from_numpy(chosen)
    with torch.no_grad():
        return (model(digits.features[chosen]).argmax(dim=1) == digits.labels[chosen]).float().mean().item()


def summary(trained_on, tested_on, by_speaker):
    means = [np.mean(scores) for scores in by_speaker.values()]
    low, high = interval(list(by_speaker.values()))
    return {
        "trained_on": trained_on,
        "tested_on": tested_on,
        "speakers": len(means),
        "tests": sum(map(len, by_speaker.values())),
        "accuracy": np.mean(means),
        "low": low,
        "high": high,
        "worst_speaker": min(means),
        "best_speaker": max(means),
    }


def interval(scores, *, draws=4_000):
    """95% of the means that come about when speakers, and seeds for each, are drawn again."""
    random = np.random.default_rng(0)
    means = []
    for _ in range(draws):
        speakers = random.integers(0, len(scores), len(scores))
        means.append(np.mean([np.mean(random.choice(scores[speaker], len(scores[speaker]))) for speaker in speakers]))
    return np.quantile(means, [0.025, 0.975])


def report(rows):
    rounded = [
        {key: f"{value:.3f}" if isinstance(value, float) else value for key, value in row.items()} for row in rows
    ]
    write(RESULTS / "voices.csv", rounded)
    for row in rows:
        print(
            f"{row['trained_on']:24s} → {row['tested_on']:19s}",
            f"{row['accuracy']:.2f} [{row['low']:.2f}, {row['high']:.2f}]",
            f"speakers {row['speakers']:2d}, from {row['worst_speaker']:.2f} to {row['best_speaker']:.2f}",
        )


if __name__ == "__main__":
    main()
