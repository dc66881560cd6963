"""Tasks where nobody can hear: rhythms of hearts, earthquakes in noise, P against S; of real records or made ones.

Every window has its mean taken out and a rms of 1, so that loudness tells nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from frontear.data.examples import Examples
from frontear.data.made_signals import made_earthquake, made_heart
from frontear.data.signal import Signal
from frontear.datasets.loading import load
from frontear.layers.padding import padded_batch


@dataclass(frozen=True)
class SlowTask:
    """Two classes of windows, and the bank that suits them: its range in Hz, its window and hop in milliseconds.

    Args:
        sample_rate: In Hz.
        seconds: Of a window.
        low_hz: Where the bank begins.
        high_hz: Where it ends.
        window_ms: Of a frame.
        hop_ms: From one frame to the next.
        data: The set of real records that it takes; "" makes its own.
    """

    sample_rate: int
    seconds: float
    low_hz: float
    high_hz: float
    window_ms: float
    hop_ms: float
    data: str = ""


HEARTS = SlowTask(sample_rate=300, seconds=10, low_hz=0.5, high_hz=40.0, window_ms=250, hop_ms=50)
QUAKES = SlowTask(sample_rate=100, seconds=10, low_hz=0.5, high_hz=45.0, window_ms=500, hop_ms=100)
SLOW_TASKS = {
    "made hearts": HEARTS,
    "made earthquakes": QUAKES,
    "fibrillation": replace(HEARTS, data="ecg-cinc2017"),
    "earthquake": replace(QUAKES, data="seismic"),
    "P or S": replace(QUAKES, seconds=1.5, data="seismic"),
}
MADE = 12  # groups of made windows
PER_GROUP = 8  # windows of each class


def slow_windows(task: str) -> list[Signal]:
    """Return all windows of a task, each with its label and the person, station or draw that it comes from.

    Hearts: atrial fibrillation against a normal rhythm, each record in pieces of ten seconds, three at most; made ones
    irregular against regular. Earthquakes: the ten seconds from P on against ten that end a second before it. P or S:
    the second and a half behind each. Of three components the third is taken, the vertical one.
    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        task: A name of `SLOW_TASKS`.

    Returns:
        One channel each, mean 0, rms 1.

    Raises:
        ValueError: For another name, or where its set is not here.
    """
    if task not in SLOW_TASKS:
        raise ValueError(f"got the task {task!r}, allowed are {', '.join(SLOW_TASKS)}")
    makers = {"made hearts": _made_hearts, "made earthquakes": _made_quakes, "fibrillation": _hearts}
    return makers[task]() if task in makers else _quakes(task)


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


def window_of(signal: Signal, *, begin: float, seconds: float, channel: int = 0, label: str = "") -> Signal:
    """Return a stretch of one channel, its mean taken out, its rms 1.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        signal: Long enough.
        begin: In seconds.
        seconds: How long.
        channel: Which.
        label: Its class; "" is the signal's.

    Returns:
        One channel, without marks.
    """
    start, length = round(begin * signal.sample_rate), round(seconds * signal.sample_rate)
    window = signal.channels[channel, start : start + length]
    window = window - window.mean()
    window = window / window.square().mean().sqrt().clamp(min=1e-9)
    return Signal(window[None], signal.sample_rate, label=label or signal.label, name=signal.name, group=signal.group)


def _hearts() -> list[Signal]:
    hearts = [heart for heart in load("ecg-cinc2017") if heart.label in ("normal", "atrial fibrillation")]
    return [
        window_of(heart, begin=begin, seconds=10)
        for heart in hearts
        for begin in (0, 10, 20)
        if begin + 10 <= heart.seconds
    ]


def _quakes(task: str) -> list[Signal]:
    seconds, found = SLOW_TASKS[task].seconds, []
    for quake in load("seismic"):
        p, s, vertical = quake.marks.get("P", -1), quake.marks.get("S", -1), len(quake.channels) - 1
        if task == "earthquake" and seconds + 1 < p < quake.seconds - seconds:
            places = (("noise", p - seconds - 1), ("earthquake", p))
        elif task == "P or S" and 0 <= p < s - seconds and s < quake.seconds - seconds:
            places = (("P", p), ("S", s))
        else:
            continue
        found += [
            window_of(quake, begin=begin, seconds=seconds, channel=vertical, label=label) for label, begin in places
        ]
    return found


def _made_hearts() -> list[Signal]:
    found = []
    for group in range(MADE):
        random = np.random.default_rng(group)
        for number in range(PER_GROUP):
            for rhythm in ("regular", "irregular"):
                heart = made_heart(
                    rhythm,
                    seconds=10,
                    per_minute=random.uniform(60, 100),
                    noise=random.uniform(0.05, 0.15),
                    seed=int(random.integers(2**31)),
                )
                found.append(_of_group(window_of(heart, begin=0, seconds=10), group, number))
    return found


def _made_quakes() -> list[Signal]:
    found = []
    for group in range(MADE):
        random = np.random.default_rng(group)
        for number in range(PER_GROUP):
            quake = made_earthquake(
                seconds=30,
                p_seconds=15,
                distance_km=random.uniform(10, 60),
                snr_db=random.uniform(-12, 0),
                seed=int(random.integers(2**31)),
            )
            for label, begin in (("noise", 4.0), ("earthquake", 15.0)):
                window = window_of(quake, begin=begin, seconds=10, label=label)
                found.append(_of_group(window, group, number))
    return found


def _of_group(window: Signal, group: int, number: int) -> Signal:
    name = f"{window.name} {group}.{number}"
    return Signal(window.waveform, window.sample_rate, label=window.label, name=name, group=f"draw {group:02d}")


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
