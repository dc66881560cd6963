"""Panel of lesson 05: say a digit and your model answers."""

from dataclasses import dataclass

import torch
from frontear.clips import Clip

from ..charts import Chart, Curve, chart
from ..heatmap import HeatMap
from ..lines import Lines
from ..live import Live
from ..player import Player
from ..runs import RUNS
from ..settings import run_choice, sound_choice
from ..sounds import code, sound
from ..words import Words
from .replay import SEVEN
from .run_charts import features


@dataclass(frozen=True)
class Answer:
    """A run and a sound, one's own or any other."""

    run: str = run_choice()
    name: str = sound_choice(SEVEN)


@torch.no_grad()
def answer_shown(settings: Answer) -> dict:
    """What the model takes the sound for, how sure it is, and what it heard."""
    run = RUNS[settings.run]
    heard = sound(settings.name, sample_rate=run.settings.sample_rate)
    run.model.eval()
    sure = run.model(heard.waveform[None]).softmax(dim=1)[0]
    said = run.classes[int(sure.argmax())]
    return {
        "words": f"<p>The model says: <b>{said}</b>, and is {sure.max():.0%} sure of it. It knows nothing but "
        f"{', '.join(run.classes)}, so it has to choose one of these.</p>",
        "sure": _sure(run.classes, sure),
        "sound": Clip(heard.waveform, heard.sample_rate, name=settings.name),
        "picture": features(run.model.frontend, heard, hop_ms=run.settings.hop_ms, title="What it heard"),
    }


def _sure(classes: tuple[str, ...], sure: torch.Tensor) -> Chart:
    told = "; ".join(f"{name}: {share:.2f}" for name, share in zip(classes, sure.tolist(), strict=True))
    return chart(
        "How sure it is of each",
        [Curve("share", torch.arange(len(classes)) + 1.0, sure, "lines+markers")],
        x=", ".join(f"{number} {name}" for number, name in enumerate(classes, start=1)),
        y="softmax of the scores",
        y_range=(0, 1.05),
        alt=told,
    )


def answer(**settings: object) -> Live:
    """Say a digit and a run answers. Lesson: notebooks/05_learning.ipynb"""
    return Live(
        Answer(**settings),
        answer_shown,
        {"words": Words, "sure": Lines, "sound": Player, "picture": HeatMap},
        title="Say a digit, and the model answers",
        hint="Record yourself saying one digit, close to the microphone, with little silence around it.",
        code=answer_code,
    )


def answer_code(settings: Answer) -> str:
    """The lines that ask the model."""
    rate = RUNS[settings.run].settings.sample_rate
    return f"""{code(settings.name, sample_rate=rate)}
from frontear_widgets.runs import RUNS

run = RUNS[{settings.run!r}]  # or frontear.runs.load("your_file.run")
scores = run.model.eval()(heard.waveform[None])
print(run.classes[scores.argmax()])"""
