"""Record the seven models that lesson 07 opens on, and count what becomes of them on clips of other lengths and orders.

    OMP_NUM_THREADS=1 python benchmarks/record_backends.py

Seven back-ends behind the same small rectangular filters on log-mel learn the digits that ship with the project, with
equal settings but the learning rate: each takes the better of two on four voices of the first split's training part.
Every one of five seeds keeps other voices for the test. Weights are rounded to half precision before any test, as they
are kept. The two that silence harms learn once more, from clips within silence of up to their own length at either end.
Writes widgets/frontear_widgets/results/backends.csv and, of the first seed,
widgets/frontear_widgets/results/backends/*.run; 12 minutes of one core.
"""

import time
from dataclasses import replace

import torch

from frontear import datasets
from frontear.analysis.clip_length import in_pieces, parts_reversed, within_silence
from frontear.data.examples import examples
from frontear.layers.padding import fix_length, padded_batch
from frontear.models.backends import BACKENDS, FIXED_LENGTH, VARIABLE_LENGTH
from frontear.training.run import Run, save_run
from frontear.training.scoring import accuracy
from frontear.training.settings import Settings
from results import RESULTS, write

SEEDS = range(5)
RATES = (1e-3, 3e-3)
SECONDS = 1.2  # what the models of fixed length are made for: the longest digit
PER_SEED = 5  # voices that are kept for the test

DATA = "samples/digits"
VARIABLE = Settings.of(data=DATA, frontend="log-mel", n_filters=20, width=0.8, epochs=24)
MIND_SILENCE = ("average-pool", "recurrent")
USUAL, WITH_SILENCE, PIECES = "as it is", "learned within silence", "in pieces"


def main():
    torch.set_num_threads(1)
    rates = {backend: best_rate(backend) for backend in BACKENDS}
    rows = []
    for way, backends in ((USUAL, BACKENDS), (WITH_SILENCE, MIND_SILENCE)):
        for seed in SEEDS:
            for backend in backends:
                changes = {"learning_rate": rates[backend], "seed": seed, "held_out": voices(seed)}
                rows += tried(plain(backend).changed(**changes), way)
                write(rows)


def plain(backend):
    return VARIABLE.changed(backend=backend, seconds=SECONDS if backend in FIXED_LENGTH else None)


def voices(seed):
    """The last five, for the next seed the five before: each of the 24 voices is tested once."""
    groups = datasets.groups(DATA)
    last = len(groups) - PER_SEED * seed
    return tuple(groups[max(last - PER_SEED, 0) : last])


def best_rate(backend):
    right = {}
    for rate in RATES:
        settings = plain(backend).changed(learning_rate=rate, held_out=voices(0))
        clips = settings.clips("train")
        kept = sorted({clip.group for clip in clips})[-4:]
        run = learned(settings, [c for c in clips if c.group not in kept], [c for c in clips if c.group in kept])
        right[rate] = run.unseen
    print(f"{backend}: " + ", ".join(f"{rate:g} {share:.2f}" for rate, share in right.items()), flush=True)
    return max(right, key=right.get)


def tried(settings, way):
    """Learn, test, keep the first seed's model; one row, for a fixed length another for judging in pieces."""
    clips, unseen = heard(settings, way), settings.clips("test")
    start = time.process_time()
    run = learned(settings, clips, unseen)
    seconds = time.process_time() - start
    run.model.half().float()
    if settings.fit.seed == 0 and way == USUAL:
        run.moments = [run.moments[0], run.moments[-1]]
        save(RESULTS / "backends" / f"{settings.model.backend}.run", run)
    about = {
        "backend": settings.model.backend,
        "way": way,
        "seed": settings.fit.seed,
        "rate": settings.fit.learning_rate,
    }
    about |= {"seconds": f"{seconds:.1f}"}
    kept = VARIABLE.changed(held_out=settings.data.held_out).clips("test")  # as long as they are
    ways = (way, PIECES) if settings.model.backend in FIXED_LENGTH else (way,)
    rows = [about | {"way": each} | tests(run, kept, each) for each in ways]
    for row in rows:
        print(*row.values(), sep="\t", flush=True)
    return rows


def learned(settings, clips, unseen):
    data = examples(clips)
    run = Run(settings, data.classes)
    for _ in run.learn(data, examples(unseen, classes=data.classes)):
        pass
    return run


def heard(settings, way):
    """The clips to learn from; in the other way within silence of up to its own length before and behind."""
    clips = settings.clips("train")
    if way == USUAL:
        return clips
    generator = torch.Generator().manual_seed(settings.fit.seed)

    def placed(clip):
        before, behind = (torch.rand(2, generator=generator) * len(clip.waveform)).int().tolist()
        return replace(clip, waveform=within_silence(clip.waveform, before=before, behind=behind))

    return [placed(clip) for clip in clips]


CHANGES = {
    "alone": lambda clip: clip,
    "silence_2": lambda clip: within_silence(clip, behind=len(clip)),
    "silence_4": lambda clip: within_silence(clip, behind=3 * len(clip)),
    "in_the_middle": lambda clip: within_silence(clip, before=len(clip) // 2, behind=len(clip) - len(clip) // 2),
    "at_the_end": lambda clip: within_silence(clip, before=len(clip)),
    "twice": lambda clip: clip.repeat(2),
    "four_times": lambda clip: clip.repeat(4),
    "halves_swapped": lambda clip: parts_reversed(clip, -(-len(clip) // 2)),
    "parts_240_ms": lambda clip: parts_reversed(clip, 1_920),
    "parts_60_ms": lambda clip: parts_reversed(clip, 480),
    "backwards": lambda clip: parts_reversed(clip, 1),
}


@torch.no_grad()
def tests(run, clips, way):
    """The share named rightly after each change, to three places, and after silence with the clips' lengths told."""
    labels = torch.tensor([run.classes.index(clip.label) for clip in clips])
    changed = {name: [change(clip.waveform) for clip in clips] for name, change in CHANGES.items()}
    judged = {name: judge(run, waveforms, way) for name, waveforms in changed.items()}
    if run.settings.model.backend in VARIABLE_LENGTH:
        judged["silence_4_told"] = told(run, changed["silence_4"], [len(clip.waveform) for clip in clips])
    right = {name: accuracy(shares, labels) for name, shares in judged.items()}
    return {name: f"{right[name]:.3f}" if name in right else "" for name in (*CHANGES, "silence_4_told")}


def judge(run, waveforms, way):
    length = round(SECONDS * run.settings.data.sample_rate)
    if way == PIECES:
        return torch.stack([in_pieces(run.model, waveform, length).softmax(1).mean(0) for waveform in waveforms])
    if run.settings.model.backend in FIXED_LENGTH:
        return run.model(torch.stack([fix_length(waveform, length) for waveform in waveforms]))
    return torch.cat([run.model(waveform[None]) for waveform in waveforms])


def told(run, waveforms, lengths):
    batch, _ = padded_batch(waveforms)
    return torch.cat([run.model(batch[at : at + 1], torch.tensor([n])) for at, n in enumerate(lengths)])


def save(path, run):
    path.parent.mkdir(exist_ok=True)
    run.model.half()
    save_run(path, run)
    run.model.float()


if __name__ == "__main__":
    main()
