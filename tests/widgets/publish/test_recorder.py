"""What is recorded of a panel is what it shows there, at places that a slider can have."""

import json
import zlib
from base64 import b64decode
from itertools import pairwise

import pytest

from frontear_widgets.browser.plain import HIDDEN
from frontear_widgets.core.sliders import Timeline, WholeSlider
from frontear_widgets.lessons.compression.compressions import compression
from frontear_widgets.lessons.shared.evaluation import confusions
from frontear_widgets.lessons.windowing.resolution import time_or_frequency
from frontear_widgets.lessons.windowing.sampling import aliasing
from frontear_widgets.publish.blobs import Blobs
from frontear_widgets.publish.models import REFERENCE, Models
from frontear_widgets.publish.places import handle, thinned
from frontear_widgets.publish.recorder import Recorder, key


def whole(models: Models, value):
    """A written value with its bytes in place of their numbers, and widgets' states in place of their names."""
    if isinstance(value, dict):
        named = {name: each for name, each in value.items() if name in ("$bytes", "$numbers")}
        if named:
            return zlib.decompress(b64decode(models.blobs.written([*named.values()])[0]))
        return {name: whole(models, each) for name, each in value.items()}
    if isinstance(value, str) and value.startswith(REFERENCE):
        return whole(models, models.state(value.removeprefix(REFERENCE)))
    return [whole(models, each) for each in value] if isinstance(value, list) else value


def views(models: Models, live) -> dict[str, dict]:
    """What a panel's views show, by their names."""
    return {name: whole(models, models.state(models.name(view))) for name, view in live.views.items()}


@pytest.mark.parametrize("name", ["length_ms", "gap_hz", "shape"])
def test_a_recorded_state_is_what_a_panel_shows_at_those_settings(name):
    live, models = time_or_frequency(), Models()
    recorder = Recorder(live, models)
    start, handles = views(models, live), recorder.handles(3)
    settings = {name: handles[name].values[-1]}
    state = recorder.record(3)[key(handles, settings)]
    changes = {name: whole(models, state.get(models.name(view), {})) for name, view in live.views.items()}
    other = time_or_frequency()
    other.set(**settings)
    shown = views(other_models := Models(), other)
    for name in live.views:
        expected = shown[name] | {"channel": start[name].get("channel")} if "channel" in shown[name] else shown[name]
        assert start[name] | changes[name] == expected
    assert other_models.blobs is not models.blobs


def test_a_panel_stands_at_its_start_when_it_is_recorded():
    live = aliasing()
    first = live.settings
    Recorder(live, Models()).record(3)
    assert live.settings == first


def test_controls_that_another_brings_forth_are_moved_there():
    live = compression(name="sentence")
    recorder = Recorder(live, Models())
    handles, states = recorder.handles(3), recorder.record(3, silent=True)
    pcen = {"kind": "PCEN"}
    assert key(handles, pcen | {"alpha": 0.0}) in states
    assert key(handles, {"alpha": 0.0}) not in states  # it is not there with the kind at the start


def test_what_an_exercise_asks_for_is_recorded_together():
    live = time_or_frequency(gap_hz=50, gap_ms=30, length_ms=10, hop_ms=10)
    recorder = Recorder(live, Models(), together=("length_ms", "hop_ms"), also=lambda: live.settings.length_ms)
    handles, states = recorder.handles(9), recorder.record(9)
    together = [name for name in states if "length_ms=" in name and "hop_ms=" in name]
    assert len(together) == (len(handles["length_ms"].values) - 1) * (len(handles["hop_ms"].values) - 1)
    assert {states[name][""] for name in together} == {*handles["length_ms"].values} - {10}


def test_the_cells_of_a_picture_that_can_be_chosen_are_recorded():
    live = confusions()
    assert Recorder(live, Models()).chosen_from() == [live.views["matrix"]]


def test_without_other_sounds_the_player_is_away_where_another_would_be_heard():
    live, models = aliasing(), Models()
    recorder = Recorder(live, models)
    name = models.name(live.views["sound"])
    assert recorder.has_sounds
    for states in (recorder.record(3), quiet := recorder.record(3, silent=True)):
        assert states.keys() == quiet.keys()
    moved = [state[name] for state in quiet.values() if name in state]
    assert moved
    assert all("sounds" not in traits for traits in moved)
    assert any(HIDDEN in traits["_dom_classes"] for traits in moved)


@pytest.mark.parametrize(("count", "first"), [(2, 0), (9, 4), (100, 37), (296, 295)])
def test_places_are_even_with_both_ends_and_the_start_and_each_number_of_them_is_among_the_next(count, first):
    levels = [thinned(count, most, first) for most in (3, 5, 9, 17, 33)]
    for few, more in pairwise(levels):
        assert {0, first, count - 1} <= set(few) <= set(more)
    assert len(levels[0]) <= 4


def test_a_slider_of_few_places_stays_one_and_of_many_has_those_it_may_have():
    few = WholeSlider(min=0, max=4, value=2, step=1)
    many = WholeSlider(min=0, max=1000, value=300, step=1)
    assert (handle(few, 5).trait, handle(few, 5).looks) == ("value", {})
    moved = handle(many, 5)
    assert moved.looks["labels"] == [str(value) for value in moved.values] == ["0", "250", "300", "500", "750", "1000"]
    assert moved.values[moved.first] == 300
    assert handle(Timeline(min=0, max=100, value=0, step=1), 5).values == [0, 25, 50, 75, 100]


def test_what_is_the_same_is_in_the_page_once():
    blobs = Blobs()
    assert blobs.add(b"a" * 1000) == blobs.add(b"a" * 1000)
    assert blobs.value({"pixels": memoryview(b"a" * 1000)}) == {"pixels": {"$bytes": 0}}
    figure = json.dumps({"data": [{"y": {"dtype": "f4", "bdata": "AAECAwQFBgc="}}], "layout": {}})
    assert blobs.value(figure) == {"$figure": {"data": [{"y": {"$numbers": 1}}], "layout": {}}}
