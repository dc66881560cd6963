"""Panels of lesson 05: what a run takes for what, and what noise and level do to it."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import torch
from torch import Tensor

from frontear import datasets
from frontear.data.clip import Clip
from frontear.data.examples import Augment, Examples, examples
from frontear.training.run import Run
from frontear.training.scoring import accuracy, confusion, scores
from frontear_widgets.audio.set_chooser import set_choice, shown_set
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.training.runs import NOISY, RUNS, run_choice, run_code, unseen, unseen_code
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import heat_map, line_chart, program

MOST_HEARD = 4
SWEEP_CLIPS = 50
SNR_DB = (-10, 0, 10, 20, 30, 40)
GAIN_DB = (-30, -20, -10, 0, 10, 20, 30)
ALONE = "none"
DIGITS = "0123456789"
KEPT, REAL = "what it was kept from", "real speakers (fsdd)"


@dataclass(frozen=True)
class Confusion:
    """A run and one cell of its confusion matrix, counted from 0 as the digits are."""

    run: str = run_choice()
    row: int = slider(0, 0, 9, label="It was")
    column: int = slider(0, 0, 9, label="Taken for")
    speakers: str = set_choice(KEPT, {KEPT: KEPT, REAL: REAL}, label="Tested on")


@lru_cache(maxsize=4)
def evaluated(run: Run, speakers: str = KEPT) -> tuple[Tensor, Examples]:
    """The scores of all clips, (clips, classes), and the clips. Raises ValueError where these cannot be had."""
    kept = unseen(run) if speakers == KEPT else real(run) if speakers == REAL else own(run, speakers)
    return scores(run.model, kept), kept


def real(run: Run) -> Examples:
    """Digits by real speakers, twenty of each. Raises ValueError where they are not here, or not what was learned."""
    if set(run.classes) != set(DIGITS):
        named = ", ".join(run.classes)
        raise ValueError(f"the real speakers say digits, and this run names {named}; allowed here: {KEPT}")
    try:
        clips = datasets.load("fsdd", per_class=20, sample_rate=run.settings.data.sample_rate)
    except ValueError as problem:
        raise ValueError(f"{problem}; allowed here: {KEPT}") from problem
    return examples(clips, classes=run.classes)


def own(run: Run, name: str) -> Examples:
    """All clips of one of the student's sets. Raises ValueError where the run has learned from it, or names others."""
    if run.settings.data.name == name:
        raise ValueError(f"it has learned from these sounds; allowed here: {KEPT}")
    return examples(datasets.load(name, sample_rate=run.settings.data.sample_rate), classes=run.classes)


def confusion_shown(settings: Confusion) -> dict:
    """The matrix, and what there is to hear of the cell; numbers beyond a run's classes are its last one."""
    run = RUNS[settings.run]
    answers, kept = evaluated(run, settings.speakers)
    was, taken = (min(place, len(run.classes) - 1) for place in (settings.row, settings.column))
    words, heard = _heard(run, kept, answers.argmax(dim=1), was, taken)
    return {
        "words": f"<p><b>{accuracy(answers, kept.labels):.0%}</b> of {len(kept)} clips are named rightly: "
        f"{escaped(f'{shown_set(settings.speakers)}. {words}')}</p>",
        "matrix": _matrix(confusion(answers, kept.labels), run.classes, (was, taken)),
        "sound": heard,
    }


def _heard(run: Run, kept: Examples, said: Tensor, was: int, taken: int) -> tuple[str, list[Clip]]:
    """A cell in words and its clips, up to four; of an empty one a clip of either class, to hear how they differ."""
    one, other = run.classes[was], run.classes[taken]
    cell = ((kept.labels == was) & (said == taken)).nonzero()[:, 0].tolist()
    clips = partial(_clip, kept, run.settings.data.sample_rate)
    if cell:
        heard = [clips(at, f"take {number}") for number, at in enumerate(cell[:MOST_HEARD], start=1)]
        share = "them" if len(cell) == len(heard) else f"{len(heard)} of them"
        times = {1: "once", 2: "twice"}.get(len(cell), f"{len(cell)} times")
        named = "named rightly" if was == taken else f"taken for “{other}”"
        return f"“{one}” was {named} {times}; hear {'it' if len(cell) == 1 else share} below.", heard
    both = {name: (kept.labels == label).nonzero()[:, 0].tolist() for name, label in ((one, was), (other, taken))}
    heard = [clips(places[0], f"a “{name}”") for name, places in both.items() if places]
    if not heard:
        raise ValueError(f"no clip of “{one}” or “{other}” is among these; allowed: a class that is")
    if was == taken:
        return f"No “{one}” was named rightly; below is one.", heard
    return f"No “{one}” was taken for “{other}”; below is one of each.", heard


def _matrix(counts: Tensor, classes: tuple[str, ...], chosen: tuple[int, int]) -> Picture:
    rows = Rows("it was", "", torch.arange(len(classes)).numpy(), names=classes)
    columns = Axis("taken for", "", names=classes)
    most = max(counts.max().item(), 1)
    return Picture(counts.numpy(), "What was taken for what", columns, rows, "clips", 0, most, "count", chosen)


def _clip(kept: Examples, sample_rate: int, at: int, name: str) -> Clip:
    return Clip(kept.waveforms[at, : kept.lengths[at]].clone(), sample_rate, name=name)


def confusions(**settings: Any) -> Live:
    """What was taken for what, every cell to hear. Lesson: notebooks/05_learning.ipynb"""
    live = Live(
        Confusion(**settings),
        confusion_shown,
        {"words": LiveText, "matrix": lambda picture: HeatMap(picture, colours="cividis"), "sound": Player},
        title="What is taken for what",
        hint="Rows are what it was, columns what the model said; off the diagonal are its mistakes. Click a cell, or "
        "press Enter on it, to hear what is in it.",
        code=_confusion_code,
    )
    live.views["matrix"].on_choice(partial(_choose, live))
    return live


def _choose(live: Live, row: int, column: int) -> None:
    """Bring the sliders to a cell, further than the ten digits where the run has more classes."""
    for name, place in (("row", row), ("column", column)):
        live.controls[name].max = max(live.controls[name].max, place)
    live.set(row=row, column=column)


@dataclass(frozen=True)
class Sweep:
    """A run, another beside it, and what is done to the clips."""

    run: str = run_choice()
    beside: str = run_choice(NOISY, ALONE, label="Beside it")
    change: str = choice("noise", ["noise", "level"], label="Change")


def sweep_shown(settings: Sweep) -> dict:
    """The share named rightly over noise or level, a curve for each run."""
    names = dict.fromkeys(name for name in (settings.run, settings.beside) if name != ALONE)
    places = SNR_DB if settings.change == "noise" else GAIN_DB
    right = {name: [swept(RUNS[name], settings.change, place) for place in places] for name in names}
    return {
        "words": "".join(f"<p>{_range(name, shares)}</p>" for name, shares in right.items()),
        "curve": _sweep_chart(settings.change, places, right),
    }


def _range(name: str, right: list[float]) -> str:
    run, frontend = RUNS[name], RUNS[name].settings.frontend.name
    return (
        f"<b>{escaped(name)}</b> ({escaped(frontend)}): between <b>{min(right):.0%}</b> and {max(right):.0%} "
        f"of {len(unseen(run, SWEEP_CLIPS))} unseen clips; guessing gives {1 / len(run.classes):.0%}."
    )


@lru_cache(maxsize=100)
def swept(run: Run, change: str, place: float) -> float:
    """The share of some unseen clips named rightly at one SNR or level in dB."""
    alike = (float(place), float(place))
    augment = Augment(snr_db=alike) if change == "noise" else Augment(gain_db=alike)
    kept = unseen(run, SWEEP_CLIPS)
    return accuracy(scores(run.model, kept, augment=augment), kept.labels)


def _sweep_chart(change: str, places: tuple, right: dict[str, list[float]]) -> Chart:
    return chart(
        f"Named rightly, under {change}",
        [Curve(name, places, shares, "lines+markers") for name, shares in right.items()],
        x="SNR (dB)" if change == "noise" else "level over the sound as it is (dB)",
        y="share right, unseen",
        y_range=(0, 1.05),
        alt=". ".join(f"{name}: {_told(places, shares)}" for name, shares in right.items()),
    )


def _told(places: tuple, shares: list[float]) -> str:
    return "; ".join(f"{place} dB: {share:.2f}" for place, share in zip(places, shares, strict=True))


def sweeps(**settings: Any) -> Live:
    """Two runs under noise and at other levels. Lesson: notebooks/05_learning.ipynb"""
    return Live(
        Sweep(**settings),
        sweep_shown,
        {"words": LiveText, "curve": Lines},
        title="In noise, and at other levels",
        hint="White noise, each clip at the same signal-to-noise ratio; or every clip louder or quieter by the same.",
        code=_sweep_code,
    )


def _confusion_code(settings: Confusion) -> str:
    return program(
        run_code(settings.run),
        _clips_code(settings),
        """from frontear.training.scoring import confusion, scores

counts = confusion(scores(run.model, clips), clips.labels)  # (it was, taken for)""",
        heat_map("counts", "x=run.classes, y=run.classes", x="taken for", y="it was", colour="clips"),
    )


def _clips_code(settings: Confusion) -> str:
    """The lines that bring the clips a run is tested on, at most as many as the panel takes."""
    if settings.speakers == KEPT:
        return unseen_code()
    name = "fsdd" if settings.speakers == REAL else settings.speakers
    few = "per_class=20, " if settings.speakers == REAL else ""
    return f"""from frontear import datasets
from frontear.data.examples import examples

found = datasets.load({name!r}, {few}sample_rate=run.settings.data.sample_rate)
clips = examples(found, classes=run.classes)"""


def _sweep_code(settings: Sweep) -> str:
    change, places = ("snr_db", SNR_DB) if settings.change == "noise" else ("gain_db", GAIN_DB)
    return program(
        run_code(settings.run),
        unseen_code(SWEEP_CLIPS),
        f"""from frontear.data.examples import Augment
from frontear.training.scoring import accuracy, scores

places, right = {list(places[::2])}, []
for place in places:
    augment = Augment({change}=(place, place))
    right.append(accuracy(scores(run.model, clips, augment=augment), clips.labels))""",
        line_chart(
            'chart.add_scatter(x=places, y=right, mode="lines+markers")',
            x="SNR (dB)" if settings.change == "noise" else "level over the sound as it is (dB)",
            y="share right, unseen",
            layout="yaxis_range=(0, 1.05)",
        ),
    )
