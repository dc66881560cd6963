"""Curves in the house's style: one colour per curve, told apart by dash and name as well as by colour.

Figures are plain dicts in plotly's own words: checking them as `plotly.graph_objects.Figure` on every step of a
slider takes longer than computing what they show, so the tests do that instead.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from .names import drawn, with_minus

# The first after Okabe & Ito, the others found: each 3 : 1 on white and on dark paper, any two as far apart as can be
# to those who see all colours and to those who see no red, green or blue.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#bf6bf5", "#ba3239", "#881af9", "#994987")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "12px,3px,3px,3px,3px,3px")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")
MANY = 5  # lines are told apart by colour and dash; more of them have marks too
MARKED = 12  # points of such a line that have one, at most


@dataclass(frozen=True)
class Curve:
    """One named line `y` over `x`; `style` is "lines", "markers" or "lines+markers", `dash` of `DASHES`.

    `right` says that it belongs to the axis on the right.
    """

    name: str
    x: Any  # numbers, of numpy, torch or a list
    y: Any
    style: str = "lines"
    dash: str = ""
    right: bool = False


@dataclass(frozen=True)
class Chart:
    """A plotly figure with the words a picture needs: its title, and what it shows for those who do not see it."""

    figure: dict
    title: str
    alt: str


def chart(
    title: str,
    curves: Sequence[Curve],
    *,
    x: str,
    y: str,
    alt: str,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    square: bool = False,
    log_axes: str = "",
    marks: Sequence[float] = (),
    x_names: Sequence[str] = (),
    y_names: Sequence[str] = (),
    right: str = "",
    right_range: tuple[float, float] | None = None,
) -> Chart:
    """Named curves on one pair of axes; where `right` names an axis on the right, some may belong to that one.

    `marks` are vertical dotted lines; `square` gives both axes one scale; `log_axes` names the logarithmic ones, "",
    "x", "y" or "xy", whose ranges are powers of ten. `x_names` are what x = 0, 1, 2 … are called, `y_names` y.
    """
    left = [curve for curve in curves if not curve.right]
    across = _ticks(x_range, [curve.x for curve in curves]) if "x" in log_axes else {}
    up = _ticks(y_range, [curve.y for curve in left]) if "y" in log_axes else {}
    layout = {
        "margin": {"l": 62, "r": 62 if right else 24, "t": 8, "b": 44},
        "hoverlabel": {"namelength": -1},  # whole: an escaped name is not to be cut
        "showlegend": len(curves) > 1,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": _axis(x, x_range, across) | ({"constrain": "domain"} if square else {}) | _named(x_names),
        "yaxis": _axis(y, y_range, up) | ({"scaleanchor": "x"} if square else {}) | _named(y_names),
        **({"yaxis2": _axis(right, right_range, {}) | BESIDE} if right else {}),
        "shapes": [_mark(mark) for mark in marks],
    }
    traces = [_trace(curve, number, many=len(curves) > MANY) for number, curve in enumerate(curves)]
    return Chart({"data": traces, "layout": layout}, with_minus(title), with_minus(alt))


BESIDE = {"overlaying": "y", "side": "right", "tickmode": "auto", "showgrid": False, "zeroline": False}


def _axis(name: str, limits: tuple[float, float] | None, ticks: dict) -> dict:
    kind = ticks | ({} if name else {"showticklabels": False})
    return {"title": {"text": with_minus(drawn(name))}} | kind | ({"range": list(limits)} if limits else {})


def _ticks(limits: tuple[float, float] | None, numbers: Sequence[Any]) -> dict:
    """A logarithmic axis has powers of ten at its ticks, or, where it is short, numbers that are whole.

    (Plotly writes 2 for 20, between 10 and 50, which it writes 5.) How many powers there are is told: where a chart is
    narrow the page leaves some of them out.
    """
    if limits is None:
        joined = np.concatenate([[], *(np.asarray(part, float) for part in numbers)])
        positive = joined[joined > 0]
        limits = tuple(np.log10([positive.min(), positive.max()])) if positive.size else (0, 0)
    plain = {"exponentformat": "none"} if limits[0] < 0 else {}  # 0.0001, where plotly has 100µ
    powers = limits[1] - limits[0]
    ticks = {"dtick": 1, "nticks": ceil(powers) + 1} if powers >= 2 else {"tickformat": "~g"}
    return {"type": "log"} | plain | ticks


def _named(names: Sequence[str]) -> dict:
    texts = [with_minus(drawn(name)) for name in names]
    named = {"tickvals": list(range(len(names))), "ticktext": texts, "showticklabels": True, "automargin": True}
    return named | {"zeroline": False} if names else {}


def _mark(place: float) -> dict:
    line = {"dash": "dot", "color": "#888888", "width": 1.5}
    return {"type": "line", "x0": place, "x1": place, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _trace(curve: Curve, number: int, *, many: bool) -> dict:
    marked = {"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 7}
    if many and curve.style == "lines":
        marked |= {"maxdisplayed": MARKED}
    shown = {"color": COLOURS[number % len(COLOURS)]}
    return {
        "type": "scatter",
        "name": with_minus(drawn(curve.name)),
        "x": _binary(curve.x),
        "y": _binary(curve.y),
        "mode": "lines+markers" if "maxdisplayed" in marked else curve.style,
        "line": {**shown, "dash": curve.dash or DASHES[number % len(DASHES)], "width": 2},
        "marker": {**shown, **marked},
        **({"yaxis": "y2"} if curve.right else {}),
    }


def _binary(numbers: Any) -> dict:
    """Plotly's typed arrays: float32 as base64."""
    return {"dtype": "f4", "bdata": b64encode(np.asarray(numbers, dtype="<f4").tobytes()).decode()}
