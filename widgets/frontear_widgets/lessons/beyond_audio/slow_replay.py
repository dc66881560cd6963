"""Panel of lesson 10: a run played back: what moved, and what the bank makes of a record it learned from."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from frontear import datasets
from frontear.frontends import Frontend
from frontear_widgets.core.controls import timeline
from frontear_widgets.core.live import Live
from frontear_widgets.core.tabs import Tab
from frontear_widgets.views.charts import Chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.program import heat_map, program

from .slow_charts import Bank, charts
from .slow_runs import HEART_RUN, SLOW_RUNS, SlowRun, frontend_code, slow_run_choice


@dataclass(frozen=True)
class SlowReplay:
    """A run, and how far into it."""

    run: str = slow_run_choice(HEART_RUN)
    percent: int = timeline(100, 0, 100, label="Moment", unit="%", step=10)  # over one of 16 epochs: each step moves


@torch.no_grad()
def slow_replay_shown(settings: SlowReplay) -> dict:
    """The run at the end of the epoch that is nearest."""
    run = SLOW_RUNS[settings.run]
    place = place_of(run, settings.percent)
    frontend = run.frontend_at(place)
    first, now = Bank.of(run.frontend_at(0)), Bank.of(frontend)
    step = run.states[place][0]
    return {
        "words": told(run, place, first, now),
        "picture": picture(run, frontend, place),
        **charts([moment for moment in run.seen if moment.step <= step], run.n_steps, first, now),
    }


def place_of(run: SlowRun, percent: int) -> int:
    """Which of the run's states that is."""
    return round(percent / 100 * (len(run.states) - 1))


def told(run: SlowRun, place: int, first: Bank, now: Bank) -> str:
    """Where it stands, in a sentence."""
    step = run.states[place][0]
    moved = (now.center_hz - first.center_hz).abs().mean()
    task = escaped(run.plan.task[:1].upper() + run.plan.task[1:])
    if not step:
        return f"<p>{task}, before it learns.</p>"
    at = run.seen[step - 1]
    return (
        f"<p>{task} after <b>{place}</b> epoch{'s' * (place > 1)}: {at.unseen or 0:.0%} of the "
        f"unseen right; a frame every {at.hop_ms:.0f} ms, {at.share:.2f} of the frames there were; centres moved by "
        f"{moved:.2f} Hz on average.</p>"
    )


@lru_cache(maxsize=4)
def window(task: str) -> Tensor:
    """The first window of a task, of the class that comes first in the alphabet: (1, time)."""
    return min(datasets.slow_windows(task), key=lambda each: each.label).channels


def picture(run: SlowRun, frontend: Frontend, place: int) -> Picture:
    """What the bank makes of a window, by colours that are the same all along."""
    spec, (low, high) = frontend.spec, limits(run)
    return Picture(
        frontend(window(run.plan.task))[0].clamp(low, high),
        f"A window of {run.plan.task} after {place} epoch{'s' * (place != 1)}",
        Axis.of_frames(spec.hop_seconds),
        Rows.of(spec),
        spec.unit,
        low,
        high,
        name="feature",
    )


@lru_cache(maxsize=8)
@torch.no_grad()
def limits(run: SlowRun) -> tuple[float, float]:
    """The lowest and highest feature of the window at the run's two ends."""
    ends = torch.cat([run.frontend_at(place)(window(run.plan.task)).flatten() for place in (0, -1)])
    return ends.min().item(), max(ends.max().item(), ends.min().item() + 1e-6)


def slow_replay(**settings: Any) -> Live:
    """Scrub through a run. Lesson: notebooks/10_beyond_audio.ipynb"""
    return Live(
        SlowReplay(**settings),
        slow_replay_shown,
        {
            "words": LiveText,
            "picture": lambda first: HeatMap(first, height=220),
            "filters": Tab("Filters", _lines),
            "hop": Tab("Hop", _lines),
            "curves": Tab("Loss and share right", _lines),
        },
        title="A run played back",
        hint="Move the moment, or press Play. Your own runs that learned are in the list as well, once they end.",
        code=slow_replay_code,
    )


def _lines(first: Chart) -> Lines:
    return Lines(first, height=240)


def slow_replay_code(settings: SlowReplay) -> str:
    """The lines that open the run, one's own made anew, and draw its window."""
    run = SLOW_RUNS[settings.run]
    return program(
        frontend_code(settings.run, place_of(run, settings.percent)),
        f"""from frontear import datasets

window = min(datasets.slow_windows({run.plan.task!r}), key=lambda window: window.label)
features = frontend.eval()(window.channels)[0].detach()
spec = frontend.spec""",
        heat_map(
            "features",
            "x0=spec.hop_seconds / 2, dx=spec.hop_seconds, y=spec.center_hz",
            y="centre of the band (Hz)",
            colour="PCEN",
        ),
    )
