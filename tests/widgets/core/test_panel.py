"""A panel whose cell is run again is closed with all that is in it, and hears of nothing any more."""

import pytest
import traitlets
from ipywidgets import HTML, Box, Dropdown, Widget, widget

from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.audio.set_chooser import SetChooser
from frontear_widgets.audio.sounds import OWN
from frontear_widgets.core import panel as panels
from frontear_widgets.core.panel import Cells, Panel, follow
from frontear_widgets.training.run_library import RunLibrary
from frontear_widgets.training.runs import RUNS, RunChooser


class Shared(traitlets.HasTraits):
    number = traitlets.Int()


@pytest.fixture
def run(monkeypatch):
    """`run("cell", panels)`: a cell of that name runs and shows these."""
    cells, runs = Cells(), iter(range(100))
    monkeypatch.setattr(cells, "_listen", lambda: None)
    monkeypatch.setattr(panels, "CELLS", cells)

    def run(cell, *shown):
        name = f"run {next(runs)}"
        monkeypatch.setattr(panels, "running", lambda: (cell, name))
        for each in shown:
            each._repr_mimebundle_()
        cells.ended(cell, name)

    return run


def is_open(panel):
    return panel.comm is not None


def test_what_a_cell_showed_before_is_closed_when_it_runs_again(run):
    first, second, elsewhere = Panel([]), Panel([]), Panel([])
    run("a", first)
    run("b", elsewhere)
    run("a", second)
    assert [is_open(each) for each in (first, second, elsewhere)] == [False, True, True]
    run("a")
    assert not is_open(second)


def test_a_panel_that_is_shown_again_or_by_another_cell_lives_on(run):
    first = Panel([])
    run("a", first)
    run("b", first)
    run("a", Panel([]))
    assert is_open(first)
    run("b", first)
    assert is_open(first)
    run("b", Panel([]))
    assert not is_open(first)


def test_outside_a_notebook_nothing_is_closed(run):
    first = Panel([])
    run("", first)
    run("", Panel([]))
    assert is_open(first)


def test_closing_a_panel_closes_all_that_is_in_it():
    before = set(widget._instances)
    whole = Panel([Box([Dropdown(options=["one"]), Panel([HTML("words")])])])
    made = set(widget._instances) - before
    assert len(made) > 5  # layouts and styles of ipywidgets' own too
    whole.close()
    assert not made & set(widget._instances)


def test_who_is_closed_hears_nothing_any_more():
    shared, heard = Shared(), []
    follower = Widget()
    follow(follower, shared, "number", lambda: heard.append(shared.number))
    shared.number = 1
    follower.close()
    shared.number = 2
    assert heard == [1]


@pytest.mark.parametrize("make", [SoundChooser, RunChooser, RunLibrary, lambda: SetChooser({"digits": "fsdd"})])
def test_forty_runs_of_a_cell_leave_one_listener(make):
    def listeners():
        by_trait = [*RUNS._trait_notifiers.values(), *OWN._trait_notifiers.values()]
        return sum(len(of_kind) for kinds in by_trait for of_kind in kinds.values())

    before = listeners()
    shown = [Panel([make()]) for _ in range(40)]
    one = (listeners() - before) / 40
    assert one >= 1
    for panel in shown[:-1]:
        panel.close()
    assert listeners() - before == one
