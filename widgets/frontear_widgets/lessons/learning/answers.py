"""Panel of lesson 05: say a digit and your model answers."""

import html
from dataclasses import dataclass, replace
from functools import lru_cache

import torch

from frontear.data.clip import Clip
from frontear.dsp.signals import from_db, rms, to_db
from frontear.training.run import Run
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.charts import Chart, Curve, chart
from frontear_widgets.core.controls import switch
from frontear_widgets.core.heatmap import HeatMap
from frontear_widgets.core.lines import Lines
from frontear_widgets.core.live import Live
from frontear_widgets.core.live_text import LiveText
from frontear_widgets.core.player import Player
from frontear_widgets.training.run_charts import features
from frontear_widgets.training.runs import RUNS, run_choice, run_code, unseen

from .replay import SEVEN

MOST_DB = 40.0  # what is quieter still is no voice but noise
LOUDEST_MS = 100
FRAME_MS, MARGIN_MS, WORD_DB = 20, 50, 20.0


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
    heard = sound(settings.name, sample_rate=run.settings.sample_rate)
    gain_db = missing_db(run, heard) if settings.matched else 0.0
    kept = word(heard) if settings.cut else slice(None)
    heard = replace(heard, waveform=heard.waveform[kept] * from_db(gain_db), name=settings.name)
    sure = run.model(heard.waveform[None]).softmax(dim=1)[0]
    said, *known = (html.escape(name) for name in (run.classes[int(sure.argmax())], *run.classes))
    return {
        "words": f"<p>The model says: <b>{said}</b>, and is {sure.max():.0%} sure of it. It knows nothing but "
        f"{', '.join(known)}, so it has to choose one of these. It heard the sound {_louder(gain_db)}.</p>",
        "sure": _sure(run.classes, sure),
        "sound": heard,
        "picture": features(run.model.frontend, heard, hop_ms=run.settings.hop_ms, title="What it heard"),
    }


def missing_db(run: Run, heard: Clip) -> float:
    """How much louder a sound has to be to be as loud as what the run knows, at most 40 dB either way."""
    missing = to_db(_usual_level(run) / max(level(heard.waveform, heard.sample_rate), 1e-9)).item()
    return min(max(missing, -MOST_DB), MOST_DB)


@lru_cache(maxsize=8)
def _usual_level(run: Run) -> float:
    known = unseen(run)
    return float(torch.tensor([level(waveform, run.settings.sample_rate) for waveform in known.waveforms]).median())


def level(waveform: torch.Tensor, sample_rate: int) -> float:
    """The rms of the loudest tenth of a second: silence around a word does not count."""
    length = min(len(waveform), sample_rate * LOUDEST_MS // 1_000)
    return rms(waveform.unfold(0, length, max(length // 2, 1))).max().item()


def word(heard: Clip) -> slice:
    """The samples from the first to the last 20 ms within 20 dB of the loudest, and 50 ms on either side."""
    length, margin = (heard.sample_rate * ms // 1_000 for ms in (FRAME_MS, MARGIN_MS))
    level_db = to_db(rms(heard.waveform.unfold(0, min(length, len(heard.waveform)), length)))
    loud = (level_db >= level_db.max() - WORD_DB).nonzero()[:, 0] * length
    return slice(max(int(loud[0]) - margin, 0), int(loud[-1]) + length + margin)


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


def answer(**settings: object) -> Live:
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
    """The lines that ask the model."""
    run = RUNS[settings.run]
    heard = sound(settings.name, sample_rate=run.settings.sample_rate)
    gain_db = missing_db(run, heard) if settings.matched else 0.0
    kept = word(heard) if settings.cut else slice(0, len(heard.waveform))
    return f"""{code(settings.name, sample_rate=heard.sample_rate)}
{run_code(settings.run)}

from frontear.dsp.signals import from_db

word = heard.waveform[{kept.start}:{kept.stop}] * from_db({gain_db:.1f})
scores = run.model(word[None])
print(run.classes[scores.argmax()])"""
