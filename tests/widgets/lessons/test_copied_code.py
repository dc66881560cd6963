"""Copied code: every panel's lines run as they are, and draw what the panel shows, number for number."""

import re
from base64 import b64decode
from dataclasses import fields, replace

import ipywidgets
import numpy as np
import plotly.graph_objects as go
import pytest

from every_panel import PANELS, without_reference
from frontear.analysis.random_features import EXTRACTORS
from frontear.data.clip import clip
from frontear.models.backends import BACKENDS
from frontear_widgets import Chart, Picture
from frontear_widgets.audio import sounds
from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.audio.sounds import OWN
from frontear_widgets.core.controls import CONTROL
from frontear_widgets.core.sliders import Ladder
from frontear_widgets.lessons.paradigms.random_features import RandomFeatures
from frontear_widgets.lessons.paradigms.time_shift import time_shift
from frontear_widgets.training.runs import run_code

pytestmark = pytest.mark.filterwarnings("ignore:__array__")  # of plotly, which takes tensors
NEAR = 0.01  # of the range that is drawn


def variants(first):
    """The first settings; each other one that is chosen from a list, or switched; and all sliders one step on."""
    yield "first", first
    stepped = {}
    for field in fields(first):
        value, widget = getattr(first, field.name), field.metadata[CONTROL].make()
        if isinstance(widget, ipywidgets.Checkbox):
            yield field.name, replace(first, **{field.name: not value})
        elif isinstance(widget, ipywidgets.Dropdown):
            for other in (option[1] if isinstance(option, tuple) else option for option in widget.options):
                if other != value:
                    yield f"{field.name} {other}", replace(first, **{field.name: other})
        elif isinstance(widget, Ladder):
            place = widget.options.index(value)
            stepped[field.name] = widget.options[place - 1 if place else 1]
        elif not isinstance(widget, SoundChooser):
            stepped[field.name] = value + (widget.step if value < widget.max else -widget.step)
    if stepped:
        yield "sliders", replace(first, **stepped)


@pytest.fixture
def drawn(monkeypatch):
    figures = []
    monkeypatch.setattr(go.Figure, "show", lambda figure: figures.append(figure))
    return figures


def curves_of(values):
    """What a panel draws: (x, y, range that is drawn) of each curve, picture, row of a low one, and table of shares."""
    for value in values:
        match value:
            case Chart():
                limits = value.figure["layout"]["yaxis"].get("range")
                log = value.figure["layout"]["yaxis"].get("type") == "log"
                for trace in value.figure["data"]:
                    x, y = (np.frombuffer(b64decode(trace[axis]["bdata"]), "<f4") for axis in "xy")
                    yield x, y, None if log else limits
            case Picture():
                few = value.values if len(value.values) < 8 else []
                for matrix_or_row in (value.values, *few):
                    yield None, matrix_or_row, (value.low, value.high)
            case str() if "sure of, in %" in value:
                shares = re.findall(r"(\d+)(?:</b>)?</td>", value)
                yield None, np.reshape(shares, (len(BACKENDS), -1)).astype(float) / 100, (0, 1)


def lines_of(figure):
    """What code draws, in the same way."""
    for trace in figure.data:
        if trace.type == "heatmap":
            yield None, np.array([list(row) for row in trace.z], dtype=float)
        else:
            y = np.asarray(trace.y, dtype=float)
            x = trace.x
            if x is None:
                x = (trace.x0 or 0) + (trace.dx or 1) * np.arange(len(y))
            yield None if isinstance(x[0], str) else np.asarray(x, dtype=float), y


def alike(line, curve):
    """Whether a line is a curve of the panel, at the places of whichever has fewer."""
    (x, y), (x_shown, y_shown, limits) = line, curve
    if x_shown is not None and x is not None and len(x) != len(x_shown):
        if min(len(x), len(x_shown)) < 2 or (np.diff(x) <= 0).any() or (np.diff(x_shown) <= 0).any():
            return False
        if len(x) > len(x_shown):
            inside = (x_shown >= x[0]) & (x_shown <= x[-1])
            y, y_shown = np.interp(x_shown[inside], x, y), y_shown[inside]
        else:
            inside = (x >= x_shown[0]) & (x <= x_shown[-1])
            y, y_shown = y[inside], np.interp(x[inside], x_shown, y_shown)
    elif x_shown is not None and x is not None and not np.allclose(x, x_shown, rtol=1e-3, atol=1e-6):
        return False
    if y.shape != y_shown.shape or not y.size:
        return False
    low, high = limits or (np.nanmin(y_shown), np.nanmax(y_shown))
    near = np.isclose(y.clip(low, high), y_shown.clip(low, high), atol=NEAR * max(high - low, 1e-9), equal_nan=True)
    return near.mean() > 0.98  # what is drawn at other places meets a zero of a filter elsewhere


@pytest.mark.parametrize("make", PANELS, ids=lambda make: make.__name__)
def test_code_runs_and_draws_what_the_panel_shows(make, drawn, capsys):
    settings_class, function = PANELS[make]
    code_of, ran = make()._code, set()
    for name, settings in variants(settings_class()):
        try:
            code = code_of(settings)
            if name != "sliders" and shape(code) in ran:
                continue
            curves = list(curves_of(function(settings).values()))
        except ValueError:
            continue  # refused, and said so beside the control
        ran.add(shape(code))
        drawn.clear()
        exec(compile(code, name, "exec"), {})
        lines = [line for figure in drawn for line in lines_of(figure)]
        assert lines, name
        axes = [axis.title.text or "" for each in drawn for axis in (each.layout.xaxis, each.layout.yaxis)]
        axes += [trace.colorbar.title.text for each in drawn for trace in each.data if trace.type == "heatmap"]
        assert all(axes[: 2 * len(drawn) : 2]), name
        assert not without_reference(axes)
        unlike = [n for n, line in enumerate(lines) if not any(alike(line, curve) for curve in curves)]
        assert not (curves and unlike), f"{name}: {len(unlike)} of {len(lines)}"


def shape(code):
    """Code without its words and numbers: settings that give the same are the same program."""
    return re.sub(r"\"[^\"]*\"|'[^']*'|[\d.]+", "", code)


def test_code_that_asks_a_recorded_network_about_a_later_sound_draws_both_answers(drawn):
    exec(time_shift(n_samples=8)._copy.code, {})
    assert [trace.name for trace in drawn[0].data] == ["as it is", "8 samples later"]


def test_code_that_tries_untrained_networks_draws_a_dot_for_each_draw(drawn, monkeypatch):
    monkeypatch.setattr("frontear.analysis.random_features.tried", lambda *_, **__: iter([None, 0.25]))
    exec(RandomFeatures(data="samples/rhythms", n_draws=2).plan._copy.code, {})
    assert len(drawn[0].data[0].x) == 2 * len(EXTRACTORS)


def test_code_of_ones_own_sound_or_run_says_what_to_put_there(monkeypatch):
    monkeypatch.setattr(OWN, "clips", {"owl.wav": clip("yes")})
    assert 'decode("your_file.wav", sample_rate=16000)  # where your sound is' in sounds.code("owl.wav")
    assert 'load_run("your_file.run")  # the file that Save the run gives' in run_code("my run")
