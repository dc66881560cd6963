"""Sliders and ladders take what they are made for, say what is allowed, and are told to the page as they are."""

import re
from dataclasses import dataclass

import pytest
import traitlets

from frontear_widgets import Curve, Lines, Live, LiveText, chart
from frontear_widgets.core.controls import controls, ladder, move, slider, timeline
from frontear_widgets.core.sliders import Ladder, Slider, WholeSlider


@dataclass(frozen=True)
class Settings:
    length_ms: int = slider(25, 2, 100, label="Length", unit="ms")
    gain: float = slider(0, 0.0, 1.0, step=0.1, label="Gain")
    rate: float = ladder(1e-3, [1e-5, 1e-3, 1.0], label="Learning rate")
    n_fft: int = ladder(512, [256, 512, 1_024], label="Window", unit="samples")


def test_whole_numbers_stay_whole_and_others_do_not():
    made = controls(Settings())
    assert {name: type(control.value) for name, control in made.items()} == {
        "length_ms": int,
        "gain": float,
        "rate": float,
        "n_fft": int,
    }
    made["gain"].set_state({"value": 1})  # as JavaScript writes 1.0
    assert type(made["gain"].value) is float


def test_label_and_unit_are_told_apart():
    assert [(control.description, control.unit) for control in controls(Settings()).values()] == [
        ("Length", "ms"),
        ("Gain", ""),
        ("Learning rate", ""),
        ("Window", "samples"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("length_ms", 101, "Length (ms) is 101; allowed: 2 to 100"),
        ("length_ms", 25.5, "Length (ms) is 25.5; allowed: 2 to 100"),
        ("gain", -0.1, "Gain is -0.1; allowed: 0 to 1"),
        ("gain", float("nan"), "Gain is nan; allowed: 0 to 1"),
        ("rate", 1e-4, "Learning rate is 0.0001; allowed: 0.00001, 0.001, 1"),
        ("n_fft", "512", "Window (samples) is '512'; allowed: 256, 512, 1024"),
    ],
)
def test_where_a_control_cannot_go_it_says_so_and_stays(name, value, sentence):
    control = controls(Settings())[name]
    before = control.value
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        move(control, value)
    assert control.value == before


def test_a_number_out_of_range_is_refused_before_anybody_hears_of_it():
    control, heard = WholeSlider(min=0, max=9, value=3), []
    control.observe(heard.append, "value")
    with pytest.raises(traitlets.TraitError, match="allowed: 0 to 9"):
        control.value = 10
    assert heard == []
    control.max = 20
    control.value = 10
    assert [change["new"] for change in heard] == [10]


def test_between_its_steps_a_slider_is_moved_by_code_alone():
    control = Slider(min=0, max=1, step=0.1, value=0)
    move(control, 0.25)
    assert control.value == 0.25


def test_a_ladder_is_moved_by_its_value_and_by_its_place():
    control, heard = Ladder([256, 512, 1_024]), []
    control.observe(lambda change: heard.append(change["new"]), "value")
    assert (control.value, control.index) == (256, 0)
    control.value = 1_024
    assert control.index == 2
    control.set_state({"index": 1})
    assert control.value == 512
    assert heard == [1_024, 512]
    with pytest.raises(traitlets.TraitError, match="index is 3; allowed: 0 to 2"):
        control.index = 3
    assert control.value == 512


def test_the_page_gets_words_for_the_values_of_a_ladder():
    assert Ladder([1e-5, 0.001, 1.0, 10.0]).labels == ["0.00001", "0.001", "1", "10"]
    assert Ladder(("as it is", "20 ms")).labels == ["as it is", "20 ms"]


def test_a_timeline_stands_under_the_first_chart_of_its_panel_and_the_others_beside():
    @dataclass(frozen=True)
    class Run:
        length: int = slider(1, 0, 9, label="Length")
        moment: int = timeline(100, 0, 100, label="Moment", unit="%")

    drawn = chart("A line", [Curve("a", [0, 1], [0, 1])], x="time (s)", y="amplitude", alt="A line.")
    shown = {"words": "first", "line": drawn, "more": drawn}
    panel = Live(Run(), lambda _: shown, {"words": LiveText, "line": Lines, "more": Lines}, title="A run")
    words, line, cell, more = panel.children[2].children
    assert (words, line, more) == tuple(panel.views.values())
    assert cell.children[0] is panel.controls["moment"]
    assert [beside.children[0] for beside in panel.children[1].children] == [panel.controls["length"]]
