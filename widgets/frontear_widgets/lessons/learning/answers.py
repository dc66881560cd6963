"""Panel of lesson 05: say a digit and your model answers."""

from dataclasses import dataclass, replace
from typing import Any

import torch

from frontear.dsp.signals import from_db
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.controls import switch
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.spoken import SEVEN, missing_db, word
from frontear_widgets.training.run_charts import features
from frontear_widgets.training.runs import RUNS, run_choice, run_code
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program


@dataclass(frozen=True)
class Answer:
    """A run, a sound, one's own or any other, and how it is made more like what the run knows."""

    run: str = run_choice()
    name: str = sound_choice(SEVEN)
    matched: bool = switch(True, label="As loud as what it learned from")
    cut: bool = switch(False, label="Cut to the word")


@torch.no_grad()
def answer_shown(settings: Answer) -> dict:
    """What the model takes the sound for, how sure it is, and what it heard."""
    run = RUNS[settings.run]
    heard = sound(settings.name, sample_rate=run.settings.data.sample_rate)
    gain_db = missing_db(run, heard) if settings.matched else 0.0
    kept = word(heard) if settings.cut else slice(None)
    heard = replace(heard, waveform=heard.waveform[kept] * from_db(gain_db), name=settings.name)
    sure = run.model(heard.waveform[None]).softmax(dim=1)[0]
    said, *known = (escaped(name) for name in (run.classes[int(sure.argmax())], *run.classes))
    return {
        "words": f"<p>The model says: <b>{said}</b>, and is {sure.max():.0%} sure of it. It knows nothing but "
        f"{', '.join(known)}, so it has to choose one of these. It heard the sound {_louder(gain_db)}.</p>",
        "sure": _sure(run.classes, sure),
        "sound": heard,
        "picture": features(run.model.frontend, heard, title="What it heard"),
    }


def _louder(gain_db: float) -> str:
    if round(gain_db) == 0:
        return "as it is"
    return f"{abs(gain_db):.0f} dB {'louder' if gain_db > 0 else 'quieter'}"


def _sure(classes: tuple[str, ...], sure: torch.Tensor) -> Chart:
    told = "; ".join(f"{name}: {share:.2f}" for name, share in zip(classes, sure.tolist(), strict=True))
    return chart(
        "How sure it is of each",
        [Curve("share", torch.arange(len(classes)), sure, "markers")],
        x="class",
        y="softmax of the scores",
        y_range=(0, 1.05),
        x_names=classes,
        alt=told,
    )


def answer(**settings: Any) -> Live:
    """Say a digit and a run answers. Lesson: notebooks/05_learning.ipynb"""
    return Live(
        Answer(**settings),
        answer_shown,
        {"words": LiveText, "sure": Lines, "sound": Player, "picture": HeatMap},
        title="Say a digit, and the model answers",
        hint="Press Record, say one digit close to the microphone, press Stop. Runs that learned from closely cut "
        "words (fsdd) hear better what is cut to the word, too.",
        code=answer_code,
    )


def answer_code(settings: Answer) -> str:
    """The lines that ask the model, and draw how sure it is."""
    run = RUNS[settings.run]
    heard = sound(settings.name, sample_rate=run.settings.data.sample_rate)
    gain_db = missing_db(run, heard) if settings.matched else 0.0
    kept = word(heard)
    cut = f"[{kept.start}:{kept.stop}]" if settings.cut else ""
    return program(
        code(settings.name, sample_rate=heard.sample_rate),
        run_code(settings.run),
        f"""from frontear.dsp.signals import from_db

word = heard.waveform{cut} * from_db({gain_db:.2f})
sure = run.model(word[None]).softmax(dim=1)[0].detach()
print(run.classes[sure.argmax()])""",
        line_chart(
            'chart.add_scatter(x=run.classes, y=sure, mode="markers")',
            x="class",
            y="softmax of the scores",
            layout="yaxis_range=(0, 1.05)",
        ),
    )
