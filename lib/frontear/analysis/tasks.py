"""Listening tasks where mel is the wrong ear, and how well a front-end's features tell their classes apart.

Spectral ripples measure how finely an ear resolves frequency: can it tell a ripple from the same ripple inverted?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

import torch
from torch import Tensor

from frontear.data.clip import Clip
from frontear.dsp.signals import rms

LABELS = ("ripple", "inverted ripple")


@dataclass(frozen=True)
class Ripple:
    """Whole cosine periods of spectral density over low_hz…high_hz, 2 or more, as deep as `depth` in the middle.

    A depth of 1 reaches down to nothing. Raises ValueError unless 0 < low_hz < high_hz and 0 < depth ≤ 1, or for fewer
    than two periods. Lesson: notebooks/02_filtering.ipynb
    """

    low_hz: float
    high_hz: float
    periods: int
    depth: float = 1.0

    def __post_init__(self):
        if not 0 < self.low_hz < self.high_hz or self.periods < 2 or not 0 < self.depth <= 1:
            raise ValueError(
                f"got {self.periods} periods in {self.low_hz:g}…{self.high_hz:g} Hz, {self.depth:g} deep, "
                "allowed are 2 or more, 0 < low_hz < high_hz, a depth over 0 up to 1"
            )


TASKS = {"above 5 kHz": Ripple(5_000, 7_800, periods=7, depth=0.5), "below 100 Hz": Ripple(20, 100, periods=2)}


def task(name: str, *, n_clips: int = 40, seconds: float = 1.0, sample_rate: int = 16_000, seed: int = 0) -> list[Clip]:
    """Return n_clips clips of noise of each class of one of `TASKS`, all of the same length and rms.

    The classes, named by `LABELS`, have the same spectrum outside the ripple's band and the same energy in it. Lesson:
    notebooks/02_filtering.ipynb

    Args:
        name: One of `TASKS`.
        n_clips: Of each class, at least 1.
        seconds: Of each.
        sample_rate: In Hz.
        seed: The same draws the same.

    Returns:
        n_clips of each class.

    Raises:
        ValueError: For a name that is not in `TASKS`, no clip, or as `rippled`.

    Examples:
        >>> len(task("above 5 kHz", n_clips=2))  # of two classes
        4
    """
    if name not in TASKS or n_clips < 1:
        raise ValueError(f"got {n_clips} clips of task {name!r}, allowed are 1 or more of {', '.join(TASKS)}")
    seeds = torch.randint(2**31, (2, n_clips), generator=torch.Generator().manual_seed(seed)).tolist()
    return [
        Clip(
            rippled(
                TASKS[name], inverted=bool(kind), seconds=seconds, sample_rate=sample_rate, seed=seeds[kind][index]
            ),
            sample_rate,
            label=label,
            name=f"{label} {index + 1}",
        )
        for kind, label in enumerate(LABELS)
        for index in range(n_clips)
    ]


def rippled(
    ripple: Ripple,
    *,
    inverted: bool = False,
    seconds: float = 1.0,
    sample_rate: int = 16_000,
    amplitude: float = 0.1,
    seed: int = 0,
) -> Tensor:
    """Return Gaussian noise with a ripple in its spectrum, float32 (time,), its rms exactly `amplitude`.

    From 20 Hz the density falls as 1 / hz, as in most natural sound. In the band it is flat, times
    1 ± depth · sin²(πx) cos(2π · periods · x), x being 0…1 over the band: as much energy with either sign.

    Supin et al. 1994; Henry & Turner 2003. Lesson: notebooks/02_filtering.ipynb

    Args:
        ripple: Band, periods and depth.
        inverted: Whether hills are where valleys were.
        seconds: How long.
        sample_rate: In Hz.
        amplitude: The rms.
        seed: The same draws the same.

    Returns:
        float32 (time,).

    Raises:
        ValueError: Where the band passes half the sample rate, or for a duration of less than one of its periods.
    """
    length = round(seconds * sample_rate)
    if ripple.high_hz > sample_rate / 2 or length * (ripple.high_hz - ripple.low_hz) < sample_rate * ripple.periods:
        raise ValueError(
            f"got {seconds} s at {sample_rate} Hz, allowed is a rate of {2 * ripple.high_hz:g} Hz or more "
            f"and a duration of {ripple.periods / (ripple.high_hz - ripple.low_hz):g} s or more"
        )
    white = torch.randn(length, generator=torch.Generator().manual_seed(seed), dtype=torch.float32)
    hz = torch.fft.rfftfreq(length, 1 / sample_rate, dtype=torch.float32)
    gain = _density(ripple, hz, -1 if inverted else 1).sqrt()
    waveform = torch.fft.irfft(torch.fft.rfft(white) * gain, length)
    return amplitude * waveform / rms(waveform)


def accuracy(summaries: Tensor, labels: Sequence[str]) -> float:
    """Return the share of clips that a linear classifier names rightly without having seen them: 0…1.

    Each clip is held out in turn, in closed form: ridge regression on class membership, whose error on a clip it never
    saw is its error on it over 1 − hat[i, i]. Summaries are (clips, filters), such as features averaged over frames;
    filters count in standard deviations over all clips. Guessing gives one over the number of classes: with twice 40
    clips 0.5 ± 0.07, so that up to 0.65 means nothing.

    Hoerl & Kennard 1970; Allen 1974. Lesson: notebooks/02_filtering.ipynb

    Args:
        summaries: (clips, filters).
        labels: The class of each clip.

    Returns:
        0…1.

    Raises:
        ValueError: Unless there is a label for each clip and two clips or more of each of two classes or more.
    """
    members, scores = _members(summaries, labels), _standardised(summaries)
    likeness = scores @ scores.T  # (clips, clips)
    likeness = likeness / likeness.diagonal().mean().clamp(min=1e-30)
    hat = torch.linalg.solve(likeness + RIDGE * torch.eye(len(labels)).to(likeness), likeness)
    targets, own = members - members.mean(0), hat.diagonal()[:, None]  # (clips, classes), (clips, 1)
    unseen = (hat @ targets - own * targets) / (1 - own)
    return (unseen.argmax(1) == members.argmax(1)).double().mean().item()


def sensitivity(summaries: Tensor, labels: Sequence[str]) -> Tensor:
    """Return d′ of two classes for every filter: the distance of their means in standard deviations, (filters,).

    0 cannot be told apart, 1 is hard, 3 is plain. Summaries are (clips, filters); a filter that never changes has 0.
    Green & Swets 1966. Lesson: notebooks/02_filtering.ipynb

    Args:
        summaries: (clips, filters).
        labels: The class of each clip, two in all.

    Returns:
        (filters,), 0 or more.

    Raises:
        ValueError: As `accuracy`, or for more than two classes.

    Examples:
        >>> summaries = torch.tensor([[-1.0], [1.0], [3.0], [5.0]])
        >>> sensitivity(summaries, ["low", "low", "high", "high"])  # 4 / √2
        tensor([2.8284])
    """
    members = _members(summaries, labels)
    if members.shape[1] != 2:
        raise ValueError(f"got {members.shape[1]} classes, allowed are two")
    scores = _standardised(summaries)
    one, other = (scores[kind > 0] for kind in members.T)
    spread = ((one.var(0) + other.var(0)) / 2).sqrt()
    return ((one.mean(0) - other.mean(0)).abs() / spread).nan_to_num(0).float()


def _density(ripple: Ripple, hz: Tensor, sign: int) -> Tensor:
    pink = torch.where(hz >= 20, 1 / hz.clamp(min=20), 0)
    place = (hz - ripple.low_hz) / (ripple.high_hz - ripple.low_hz)
    shape = 1 + sign * ripple.depth * torch.sin(pi * place).square() * torch.cos(2 * pi * ripple.periods * place)
    level = (ripple.low_hz * ripple.high_hz) ** -0.5  # pink noise in the band's middle, by ratio
    return torch.where((place >= 0) & (place <= 1), level * shape.clamp(min=0), pink)


def _members(summaries: Tensor, labels: Sequence[str]) -> Tensor:
    """Who belongs to which class: (clips, classes), 0 or 1."""
    if summaries.ndim != 2 or len(summaries) != len(labels):
        raise ValueError(f"got summaries of {tuple(summaries.shape)}, allowed is (clips, filters), {len(labels)} clips")
    classes = sorted(set(labels))
    members = torch.tensor([[label == name for name in classes] for label in labels]).double()
    if len(classes) < 2 or (members.sum(0) < 2).any():
        raise ValueError(
            f"got {members.sum(0).int().tolist()} clips by class, allowed are 2 or more of each of 2 or more"
        )
    return members


def _standardised(summaries: Tensor) -> Tensor:
    summaries = summaries.detach().double()
    deviation = summaries - summaries.mean(0)
    spread = deviation.square().mean(0).sqrt()
    changes = spread > 1e-5 * summaries.abs().amax(0)  # more than rounding
    return torch.where(changes, deviation / spread, torch.zeros_like(deviation))


RIDGE = 0.1  # of a clip's mean likeness to itself; from 0.003 to 0.3 the tasks come out the same
