"""Pictures of a race: loss and accuracy of several runs, over steps or over seconds, and where each stands."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite
from typing import Any

from frontear.models.classifier import n_parameters
from frontear.models.paradigms import PARADIGMS
from frontear.training.run import Moment, Run
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.charts import COLOURS, MARKED, SYMBOLS, Chart, Curve, chart
from frontear_widgets.views.names import escaped

from .runs import recorded

STEPS, SECONDS = "steps", "seconds of computing"
RACE = RESULTS / "paradigms"
FILES = {f"recorded: {name}": f"{RACE.name}/{name}.run" for name in PARADIGMS}


@dataclass(frozen=True)
class Lane:
    """A paradigm's run, and how many seconds it had computed at each of its moments."""

    name: str
    run: Run
    seconds: Sequence[float]

    def at(self, place: int, over: str) -> float:
        """Where a moment stands on the axis."""
        return self.run.moments[place].step if over == STEPS else self.seconds[place]


@functools.cache
def recorded_race() -> tuple[Lane, ...]:
    """The race that ships with the lesson; `benchmarks/record_paradigms.py` makes it."""
    rows = groupby(read(RACE / "race.csv"), lambda row: row["paradigm"])
    seconds = {name: [row["seconds"] for row in own] for name, own in rows}
    return tuple(Lane(name, recorded(FILES[f"recorded: {name}"]), own) for name, own in seconds.items())


def losses(lanes: Sequence[Lane], over: str) -> Chart:
    """The loss on what is learned."""
    told = _curves(lanes, over, lambda moment: moment.loss, "lines")
    return _drawn("Loss", told, lanes, over, y="loss", y_range=(0, 3))


def unseen(lanes: Sequence[Lane], over: str) -> Chart:
    """The share named rightly of what is kept away."""
    told = _curves(lanes, over, lambda moment: moment.unseen, "lines+markers")
    return _drawn("Named rightly, of the unseen", told, lanes, over, y="share right", y_range=(0, 1.05))


def _curves(lanes: Sequence[Lane], over: str, value, style: str) -> list[Curve]:
    return [_curve(lane, over, value, style) for lane in lanes]


def _curve(lane: Lane, over: str, value, style: str) -> Curve:
    moments: list[Moment] = list(lane.run.moments)[: len(lane.seconds)]  # both may grow meanwhile
    known = [place for place, moment in enumerate(moments) if isfinite(value(moment))]
    return Curve(lane.name, [lane.at(at, over) for at in known], [value(moments[at]) for at in known], style)


def _drawn(title: str, curves: list[Curve], lanes: Sequence[Lane], over: str, **axis: Any) -> Chart:
    last = "; ".join(f"{curve.name} {curve.y[-1]:.2f}" for curve in curves if len(curve.y))
    alt = f"{title}, over {over}; last: {last or 'nothing yet'}."
    drawn = chart(title, curves, x=over, x_range=(0, _end(lanes, over)), alt=alt, **axis)
    return in_its_colour(drawn, [lane.name for lane in lanes])


def _end(lanes: Sequence[Lane], over: str) -> float:
    """Where the longest race will end, or has come."""
    return max([1.0, *(lane.run.n_steps if over == STEPS else 1.05 * lane.seconds[-1] for lane in lanes)])


def in_its_colour(drawn: Chart, names: Sequence[str]) -> Chart:
    """The chart, each paradigm in its own colour and with its own mark; dashed are those that hear the waveform."""
    for trace, name in zip(drawn.figure["data"], names, strict=True):
        place = list(PARADIGMS).index(name)
        trace["line"]["color"] = trace["marker"]["color"] = COLOURS[place]
        trace["line"]["dash"] = "dash" if PARADIGMS[name].takes == "waveform" else "solid"
        trace["marker"] |= {"symbol": SYMBOLS[place], "maxdisplayed": MARKED}
        trace["mode"] = "lines+markers"
    drawn.figure["layout"]["showlegend"] = True
    return drawn


def standings(lanes: Sequence[Lane], problems: dict[str, str]) -> str:
    """A row for each paradigm: how far it is, how good, how long it took, and what went wrong."""
    heads = ("paradigm", "steps", "right, learning", "right, unseen", "s", "size")
    rows = [_row(lane) for lane in lanes]
    rows += [
        f"<tr><th>{escaped(name)}</th><td colspan=5>{escaped(words)}</td></tr>" for name, words in problems.items()
    ]
    note = "Right of the last batches it learned from, and of the unseen; seconds of one core; how many numbers learn."
    return (
        f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{''.join(rows)}</table>"
        f'<p class="frontear-quiet">{note}</p>'
    )


def _row(lane: Lane) -> str:
    moments = lane.run.moments
    cells = (
        f"{moments[-1].step}",
        _share(moments[-1].accuracy),
        f"<b>{_share(lane.run.unseen)}</b>",
        f"{lane.seconds[-1]:.1f}" if lane.seconds else "",
        f"{n_parameters(lane.run.model):,}",
    )
    return f"<tr><th>{escaped(lane.name)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _share(right: float) -> str:
    return f"{right:.0%}" if isfinite(right) else "–"
