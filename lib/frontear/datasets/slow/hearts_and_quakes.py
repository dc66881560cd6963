"""Windows of hearts and of earthquakes, of real records or of made ones."""

import numpy as np

from frontear.data.made_signals import made_earthquake, made_heart
from frontear.data.signal import Signal
from frontear.datasets.loading import load
from frontear.datasets.slow.cut import window_of
from frontear.datasets.slow.tasks import SLOW_TASKS

MADE = 12  # groups of made windows
PER_GROUP = 8  # windows of each class


def hearts() -> list[Signal]:
    """Return pieces of ten seconds, three of a record at most."""
    known = [heart for heart in load("ecg-cinc2017") if heart.label in ("normal", "atrial fibrillation")]
    return [
        window_of(heart, begin=begin, seconds=10)
        for heart in known
        for begin in (0, 10, 20)
        if begin + 10 <= heart.seconds
    ]


def quakes(task: str) -> list[Signal]:
    """Return the windows of "earthquake" or "P or S", by the arrivals that are marked."""
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


def made_hearts() -> list[Signal]:
    """Return windows of made hearts, regular and irregular, in draws that differ in rate and noise."""
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


def made_quakes() -> list[Signal]:
    """Return windows of made earthquakes and of the ground before each, in draws that differ in distance and noise."""
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
