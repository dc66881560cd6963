"""Panel of lesson 06: the same sound a few samples later, and what each network of the recorded race says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F

from frontear.data.clip import Clip
from frontear.training.settings import Settings
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE, code, sound
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.results import read
from frontear_widgets.training.race_charts import FILES, RACE, in_its_colour, recorded_race
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

KNOWN = "samples/digits: digits/seven-alicia-1"
LEARNED, UNSEEN = "clips it has learned from", "clips of unseen voices"


@dataclass(frozen=True)
class TimeShift:
    """A sound, how much later it begins, and which clips the chart counts."""

    name: str = sound_choice(KNOWN)
    n_samples: int = slider(0, 0, 200, label="Later", unit="samples")
    counted: str = choice(LEARNED, [LEARNED, UNSEEN], label="Chart of")


def time_shift_shown(settings: TimeShift) -> dict:
    """What each network says at once and later, the chart with a mark there, and both sounds."""
    heard = sound(settings.name, sample_rate=RATE)
    moved = later(heard, settings.n_samples)
    return {
        "words": _words(settings, said(heard), said(moved)),
        "chart": _chart(settings),
        "sound": [heard, moved],
    }


def later(heard: Clip, n_samples: int) -> Clip:
    """The sound with so much silence before it."""
    return replace(heard, waveform=F.pad(heard.waveform, (n_samples, 0)), name=f"{n_samples} samples later")


@torch.no_grad()
def said(heard: Clip) -> dict[str, tuple[str, float]]:
    """What each network takes the sound for, and how sure it is, 0…1."""
    answers = {}
    for lane in recorded_race():
        share, place = lane.run.model(heard.waveform[None]).softmax(dim=1)[0].max(dim=0)
        answers[lane.name] = lane.run.classes[int(place)], share.item()
    return answers


def _words(settings: TimeShift, at_once: Mapping, after: Mapping) -> str:
    changed = [name for name in at_once if after[name][0] != at_once[name][0]]
    rows = (
        (name, _told(at_once[name]), f"{_told(after[name])}{' ✗ another answer' if name in changed else ''}")
        for name in at_once
    )
    return (
        f"<p>{settings.n_samples} samples are <b>{1_000 * settings.n_samples / RATE:.4g} ms</b>. "
        f"Another answer than before: {', '.join(changed) or 'none'}.</p>{table(('', 'as it is', 'later'), rows)}"
    )


def _told(answer: tuple[str, float]) -> str:
    return f"{answer[0]}, {answer[1]:.0%} sure"


@cache
def counted() -> list[dict]:
    """The rows of shifted.csv, made by `benchmarks/record_paradigms.py`."""
    return read(RACE / "shifted.csv")


def _chart(settings: TimeShift) -> Chart:
    value = "learned" if settings.counted == LEARNED else "unseen"
    names = [lane.name for lane in recorded_race()]
    own = {name: [row for row in counted() if row["paradigm"] == name] for name in names}
    curves = [Curve(name, [row["samples"] for row in own[name]], [row[value] for row in own[name]]) for name in names]
    drawn = chart(
        f"Named rightly, of {settings.counted}",
        curves,
        x="begins later by (samples)",
        y="share right",
        y_range=(0, 1.05),
        marks=(settings.n_samples,),
        alt="; ".join(f"{curve.name}: {curve.y[0]:.2f} at once, {min(curve.y):.2f} at least" for curve in curves),
    )
    return in_its_colour(drawn, names)


def time_shift(**settings: Any) -> Live:
    """A sound moved by a few samples, and who notices. Lesson: notebooks/06_paradigms.ipynb"""
    return Live(
        TimeShift(**settings),
        time_shift_shown,
        {"words": LiveText, "chart": lambda first: Lines(first, height=380), "sound": Player},
        title="The same sound, a little later",
        hint="All seven networks of the recorded race. Move the sound by a few samples, and listen: can you hear it?",
        code=_code,
    )


def _code(settings: TimeShift) -> str:
    return program(
        code(settings.name, sample_rate=RATE),
        f"""import torch.nn.functional as F
from frontear.training.run import load_run
from frontear_widgets.results import RESULTS

run = load_run(RESULTS / "{FILES["recorded: frame-level"]}")
later = F.pad(heard.waveform, ({settings.n_samples}, 0))
both = {{"as it is": heard.waveform, "{settings.n_samples} samples later": later}}
sure = {{name: run.model(waveform[None]).softmax(dim=1)[0].detach() for name, waveform in both.items()}}
print({{name: run.classes[shares.argmax()] for name, shares in sure.items()}})""",
        line_chart(
            "for name, shares in sure.items():",
            '    chart.add_scatter(x=run.classes, y=shares, name=name, mode="markers")',
            x="class",
            y="softmax of the scores",
        ),
    )


MOST_SAMPLES = 8


def lost(settings: TimeShift) -> tuple[bool, str]:
    """Whether `frame-level` takes a sound it has learned from for another, moved by so little: lesson 06's exercise."""
    heard = sound(settings.name, sample_rate=RATE)
    known = recorded_race()[0].run.settings
    if settings.name not in {clip_name(clip) for clip in known.clips("train")}:
        return False, f"It has not learned from this sound, but from digits of all voices without {_kept(known)}."
    first, now = said(heard)["frame-level"][0], said(later(heard, settings.n_samples))["frame-level"][0]
    seen = f"frame-level says {now}, and said {first} before"
    if now == first:
        return False, f"{seen}: that is the same."
    if settings.n_samples > MOST_SAMPLES:
        return False, f"{seen}; but {settings.n_samples} samples are more than {MOST_SAMPLES}."
    return True, f"{seen}. {1_000 * settings.n_samples / RATE:.2g} ms made the difference."


def _kept(known: Settings) -> str:
    return ", ".join(sorted({clip.name.split("-")[1] for clip in known.clips("test")}))


def clip_name(clip: Clip) -> str:
    """How panels call a digit."""
    return f"samples/digits: {clip.name}"
