"""Panel of lesson 05: a run played back, its filters, its curves, and the picture of any sound at any moment."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from frontear.training.run import Moment, Run
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import sound
from frontear_widgets.core.controls import timeline
from frontear_widgets.core.live import Live
from frontear_widgets.core.tabs import Tab
from frontear_widgets.lessons.shared.spoken import SEVEN
from frontear_widgets.training.run_charts import curves, features, gradients, moved, passed, places, responses, way
from frontear_widgets.training.runs import HISSES, RUNS, run_choice, run_code
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program


@dataclass(frozen=True)
class Replay:
    """A run, how far into it, and a sound."""

    run: str = run_choice()
    percent: int = timeline(100, 0, 100, label="Moment", unit="%")
    name: str = sound_choice(SEVEN)


def place(run: Run, percent: int) -> int:
    """Which of the run's moments that is."""
    return round(percent / 100 * (len(run.moments) - 1))


def replay_shown(settings: Replay) -> dict:
    """Everything of the run at that moment."""
    run = RUNS[settings.run]
    at = place(run, settings.percent)
    first, now = run.moments[0], run.moments[at]
    begun, frontend = run.frontend_at(0), run.frontend_at(at)
    rate = run.settings.data.sample_rate
    heard = sound(settings.name, sample_rate=rate)
    title = f"{settings.name.rpartition('/')[2]} after {now.step} steps"
    return {
        "words": told(run, now),
        "places": places(first, now),
        "moved": moved(first, now),
        "responses": responses(frontend, sample_rate=rate),
        "picture": features(frontend, heard, title=title, limits=limits(run, settings.name)),
        "sound": [
            heard,
            passed(begun, heard, "as the filters pass it at first"),
            passed(frontend, heard, f"after {now.step} steps"),
        ],
        "curves": curves(run, now.step),
        "gradients": gradients(run, now.step),
    }


@lru_cache(maxsize=32)
def limits(run: Run, name: str) -> tuple[float, float]:
    """The lowest and highest feature of a sound at a run's beginning or end: one scale for all its moments."""
    heard = sound(name, sample_rate=run.settings.data.sample_rate)
    ends = [features(run.frontend_at(at), heard, title="") for at in (0, len(run.moments) - 1)]
    return min(end.low for end in ends), max(end.high for end in ends)


def told(run: Run, now: Moment) -> str:
    """The moment in words."""
    learning = f", loss {now.loss:.2f}" if now.step else ", before learning"
    return f"<p>Step <b>{now.step}</b> of {run.n_steps}{learning}. {way(run.moments[0], now)}</p>"


def replay(**settings: Any) -> Live:
    """Scrub through a run. Lesson: notebooks/05_learning.ipynb"""
    return Live(
        Replay(**settings),
        replay_shown,
        {
            "words": LiveText,
            "places": Lines,
            "picture": Tab("The sound through it", HeatMap),
            "moved": Tab("How far each moved", lambda first: Lines(first, height=200)),
            "responses": Tab("What each passes", lambda picture: HeatMap(picture, height=220, colours="cividis")),
            "curves": Tab("Loss and accuracy", Lines),
            "gradients": Tab("Gradients", Lines),
            "sound": Player,
        },
        title="A run, moment by moment",
        hint="Play it from the first step to the last, or move to any moment. What moves, and what does not?",
        code=replay_code,
    )


def replay_code(settings: Replay) -> str:
    """The lines that open the run and draw where its filters were at first and at the moment; or else its loss."""
    run = RUNS[settings.run]
    return program(
        run_code(settings.run),
        f"""first, now = run.moments[0], run.moments[{place(run, settings.percent)}]
print(run.settings)
frontend = run.frontend_at({place(run, settings.percent)})""",
        _places_code() if len(run.moments[0].center_hz) else _loss_code(),
    )


def _places_code() -> str:
    return line_chart(
        'chart.add_scatter(y=first.center_hz, x0=1, name="centre at first")',
        'chart.add_scatter(y=now.center_hz, x0=1, name="centre now", mode="lines+markers")',
        x="filter",
        y="centre (Hz)",
    )


def _loss_code() -> str:
    return line_chart(
        "steps = [moment.step for moment in run.moments]",
        'chart.add_scatter(x=steps, y=[moment.loss for moment in run.moments], name="loss")',
        x="step",
        y="loss",
    )


ABOVE_HZ = 5_000


def first_above(settings: Replay) -> tuple[bool, str]:
    """Whether this is where a filter first listens above 5 kHz in the run on hisses: lesson 05's exercise."""
    if settings.run != HISSES:
        return False, f"This is about the run {HISSES!r}; choose it first."
    run = RUNS[HISSES]
    at = place(run, settings.percent)
    above = [bool((moment.center_hz > ABOVE_HZ).any()) for moment in run.moments]
    first = above.index(True)
    highest_hz = run.moments[at].center_hz.max()
    seen = f"At step {run.moments[at].step} the highest centre is at {highest_hz:.0f} Hz"
    if at == first:
        return True, f"{seen}. Go on to the right: from where does it stay above, and when does the accuracy follow?"
    return False, f"{seen}; you are too {'late' if at > first else 'early'}."
