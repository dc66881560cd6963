"""Windows of a task, and what of them is learned from and what is not."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch

from frontear.data.examples import Examples
from frontear.data.signal import Signal
from frontear.datasets.slow.hearts_and_quakes import hearts, made_hearts, made_quakes, quakes
from frontear.datasets.slow.tasks import SLOW_TASKS
from frontear.datasets.slow.whale import whale_windows
from frontear.layers.padding import padded_batch


def slow_windows(task: str) -> list[Signal]:
    """Return all windows of a task, each with its label and the person, station, draw or part that it comes from.

    Hearts: atrial fibrillation against a normal rhythm, each record in pieces of ten seconds, three at most; made ones
    irregular against regular. Earthquakes: the ten seconds from P on against ten that end a second before it. P or S:
    the second and a half behind each. Of three components the third is taken, the vertical one. Whale: those of
    `frontear.datasets.slow.whale.whale_windows`. Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        task: A name of `SLOW_TASKS`.

    Returns:
        One channel each, mean 0, rms 1.

    Raises:
        ValueError: For another name, or where its set is not here.
    """
    if task not in SLOW_TASKS:
        raise ValueError(f"got the task {task!r}, allowed are {', '.join(SLOW_TASKS)}")
    makers = {
        "made hearts": made_hearts,
        "made earthquakes": made_quakes,
        "fibrillation": hearts,
        "whale": whale_windows,
    }
    return makers[task]() if task in makers else quakes(task)


def slow_examples(task: str, *, held_out: int = 0, of: int = 5, seed: int = 0) -> tuple[Examples, Examples]:
    """Return what to learn from, as many of each class, and what to test on, of other groups.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        task: A name of `SLOW_TASKS`.
        held_out: Which part of the groups to test on, from 0.
        of: How many parts.
        seed: Of which windows of the more frequent class are learned from.

    Returns:
        Learned from, and unseen.

    Raises:
        ValueError: As `slow_windows`.
    """
    windows = slow_windows(task)
    away = set(sorted({window.group for window in windows})[held_out % of :: of])
    classes = tuple(sorted({window.label for window in windows}))
    kept = _balanced([window for window in windows if window.group not in away], seed)
    return _examples(kept, classes), _examples([window for window in windows if window.group in away], classes)


def _balanced(windows: Sequence[Signal], seed: int) -> list[Signal]:
    """As many of each class as of the rarer one."""
    by_label = defaultdict(list)
    for window in windows:
        by_label[window.label].append(window)
    least, random = min(map(len, by_label.values())), np.random.default_rng(seed)
    return [members[n] for members in by_label.values() for n in random.choice(len(members), least, replace=False)]


def _examples(windows: Sequence[Signal], classes: tuple[str, ...]) -> Examples:
    labels = [classes.index(window.label) for window in windows]
    waveforms, lengths = padded_batch([window.waveform[0] for window in windows])
    return Examples(waveforms, lengths, torch.tensor(labels), classes)
