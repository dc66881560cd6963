"""Panels of lesson 05: what a run takes for what, and what noise and level do to it."""

import functools
from dataclasses import dataclass

import torch
from frontear import datasets
from frontear.clips import Clip
from frontear.examples import Augment, Examples, examples
from frontear.runs import Run
from frontear.training import accuracy, confusion, scores
from torch import Tensor

from ..charts import Chart, Curve, chart
from ..heatmap import HeatMap
from ..lines import Lines
from ..live import Live
from ..picture import Axis, Picture, Rows
from ..player import Player
from ..runs import RUNS, unseen
from ..settings import choice, run_choice, slider
from ..words import Words

MOST_HEARD = 4
SWEEP_CLIPS = 50
SNR_DB = (-10, 0, 10, 20, 30, 40)
GAIN_DB = (-30, -20, -10, 0, 10, 20, 30)


KEPT, REAL = "what it was kept from", "real speakers (fsdd)"


@dataclass(frozen=True)
class Confusion:
    """A run and one cell of its confusion matrix, counted from 1."""

    run: str = run_choice()
    row: int = slider(1, 1, 10, label="It was (row)")
    column: int = slider(1, 1, 10, label="Taken for (column)")
    speakers: str = choice(KEPT, [KEPT, REAL], label="Tested on")


@functools.lru_cache(maxsize=4)
def judged(run: Run, speakers: str = KEPT) -> tuple[Tensor, Examples]:
    """The scores of all clips, (clips, classes), and the clips. Raises ValueError where these cannot be had."""
    kept = unseen(run) if speakers == KEPT else real(run)
    return scores(run.model, kept), kept


def real(run: Run) -> Examples:
    """Digits by real speakers, twenty of each. Raises ValueError where they are not here, or not what was learned."""
    try:
        clips = datasets.load("fsdd", per_class=20, sample_rate=run.settings.sample_rate)
        return examples(clips, classes=run.classes)
    except ValueError as problem:
        raise ValueError(f"{problem}; allowed here: {KEPT}") from problem


def confusion_shown(settings: Confusion) -> dict:
    """The matrix, and up to four clips of the cell. Raises ValueError for a cell that is not there, or empty."""
    run = RUNS[settings.run]
    judgement, kept = judged(run, settings.speakers)
    n_classes = len(run.classes)
    if max(settings.row, settings.column) > n_classes:
        raise ValueError(f"row {settings.row}, column {settings.column}; allowed: 1 to {n_classes}, the run's classes")
    was, taken = settings.row - 1, settings.column - 1
    cell = ((kept.labels == was) & (judgement.argmax(dim=1) == taken)).nonzero()[:, 0]
    if not len(cell):
        raise ValueError(f"no “{run.classes[was]}” was taken for “{run.classes[taken]}”; allowed: a cell that is not 0")
    return {
        "words": f"<p><b>{accuracy(judgement, kept.labels):.0%}</b> named rightly of {len(kept)} clips: "
        f"{settings.speakers}. “{run.classes[was]}” was taken for “{run.classes[taken]}” {len(cell)} times; hear "
        f"{'them' if len(cell) <= MOST_HEARD else f'{MOST_HEARD} of them'} below.</p>",
        "matrix": _matrix(confusion(judgement, kept.labels), run.classes),
        "sound": [
            _clip(kept, int(at), run.settings.sample_rate, f"take {number}")
            for number, at in enumerate(cell[:MOST_HEARD], start=1)
        ],
    }


def _matrix(counts: Tensor, classes: tuple[str, ...]) -> Picture:
    number = torch.arange(len(classes)).numpy() + 1.0
    names = ", ".join(f"{place} {name}" for place, name in enumerate(classes, start=1))
    rows, columns = Rows(f"it was: {names}", "", number), Axis("taken for", "", start=1)
    return Picture(
        counts.numpy(), "What was taken for what", columns, rows, "clips", 0, max(counts.max().item(), 1), "count"
    )


def _clip(kept: Examples, at: int, sample_rate: int, name: str) -> Clip:
    return Clip(kept.waveforms[at, : kept.lengths[at]].clone(), sample_rate, name=name)


def confusions(**settings: object) -> Live:
    """What was taken for what, every cell to hear. Lesson: notebooks/05_learning.ipynb"""
    return Live(
        Confusion(**settings),
        confusion_shown,
        {"words": Words, "matrix": lambda picture: HeatMap(picture, colours="cividis"), "sound": Player},
        title="What is taken for what",
        hint="Rows are what it was, columns what the model said. Off the diagonal are its mistakes: hear them.",
        code=lambda s: _code(s.run, "print(confusion(scores(run.model, unseen), unseen.labels))"),
    )


@dataclass(frozen=True)
class Sweep:
    """A run, and what is done to the clips."""

    run: str = run_choice()
    change: str = choice("noise", ["noise", "level"], label="Change")


def sweep_shown(settings: Sweep) -> dict:
    """The share named rightly over noise or level."""
    run = RUNS[settings.run]
    places = SNR_DB if settings.change == "noise" else GAIN_DB
    right = [swept(run, settings.change, place) for place in places]
    worst = min(right)
    return {
        "words": f"<p>{settings.run} ({run.settings.frontend}): between <b>{worst:.0%}</b> and {max(right):.0%} "
        f"of {min(SWEEP_CLIPS, len(unseen(run)))} unseen clips; guessing gives {1 / len(run.classes):.0%}.</p>",
        "curve": _sweep_chart(settings.change, places, right),
    }


@functools.lru_cache(maxsize=100)
def swept(run: Run, change: str, place: float) -> float:
    """The share of some unseen clips named rightly at one SNR or level in dB."""
    alike = (float(place), float(place))
    augment = Augment(snr_db=alike) if change == "noise" else Augment(gain_db=alike)
    kept = unseen(run, SWEEP_CLIPS)
    return accuracy(scores(run.model, kept, augment=augment), kept.labels)


def _sweep_chart(change: str, places: tuple, right: list[float]) -> Chart:
    return chart(
        f"Named rightly, under {change}",
        [Curve("right", places, right, "lines+markers")],
        x="SNR (dB)" if change == "noise" else "level (dB)",
        y="share of unseen clips named rightly",
        y_range=(0, 1.05),
        alt="; ".join(f"{place} dB: {share:.2f}" for place, share in zip(places, right, strict=True)),
    )


def sweeps(**settings: object) -> Live:
    """A run under noise and at other levels. Lesson: notebooks/05_learning.ipynb"""
    return Live(
        Sweep(**settings),
        sweep_shown,
        {"words": Words, "curve": Lines},
        title="In noise, and at other levels",
        hint="White noise, each clip at the same signal-to-noise ratio; or every clip louder or quieter by the same.",
        code=lambda s: _code(
            s.run,
            "augment = Augment(snr_db=(0.0, 0.0))  # or gain_db=(-30.0, -30.0)\n"
            "print(accuracy(scores(run.model, unseen, augment=augment), unseen.labels))",
        ),
    )


def _code(run: str, ask: str) -> str:
    return f"""from frontear import runs
from frontear.examples import Augment, Examples, examples
from frontear.training import accuracy, confusion, scores
from frontear_widgets.runs import RUNS

run = RUNS[{run!r}]  # or runs.load("your_file.run")
unseen = runs.unseen_examples(run.settings, run.classes)
{ask}"""
