"""What is chosen at one panel is the page's: all take it in turn, kept once, and each panel may have its own again."""

import asyncio
import threading
from dataclasses import dataclass

import ipywidgets
import pytest

from frontear_widgets import Exercise, Live, LiveText
from frontear_widgets.core.controls import control_field, slider
from frontear_widgets.core.kept import Kept
from frontear_widgets.core.page_value import WORKING, PageValue
from waiting import LONG_S

SOUNDS = ["yes", "clock", "owl"]


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """A kernel's own, with nothing in it yet."""
    own = Kept()
    for module in ("kept_settings", "page_value", "exercise"):
        monkeypatch.setattr(f"frontear_widgets.core.{module}.kept", lambda: own)
    return own


def known(value):
    if value not in SOUNDS:
        raise ValueError(f"got {value!r}, allowed are {SOUNDS}")


@pytest.fixture
def page():
    return PageValue("sound", check=known)


@pytest.fixture
def live(page):
    """`live("A panel", name="clock")`: a panel with a sound of the page's."""

    class Chooser(ipywidgets.Dropdown):
        def __init__(self):
            super().__init__(options=SOUNDS)
            self.page = page

    @dataclass(frozen=True)
    class Settings:
        name: str = control_field("yes", Chooser, "Sound", "")
        length: int = slider(4, 1, 100, label="Length")

    def make(title, function=lambda settings: {"words": settings.name}, **settings):
        return Live(Settings(**settings), function, {"words": LiveText}, title=title)

    return make


def choose(panel, value):
    """As a person does: the control moves, and says so."""
    panel.set(name=value)
    control = panel.controls["name"]
    control.page.choose(value, control)


def told(kept):
    kept.tell()
    return kept.state["settings"]


def heard(*panels):
    return [panel.settings.name for panel in panels]


def test_a_choice_at_one_panel_is_taken_by_all_and_by_those_that_come_later(live):
    first, second = live("First"), live("Second", name="owl")
    choose(first, "clock")
    assert heard(first, second, live("Third", name="owl")) == ["clock"] * 3
    choose(second, "yes")
    assert heard(first, second) == ["yes"] * 2


def test_what_code_reset_or_the_browser_moves_at_one_panel_stays_there(live):
    first, second = live("First"), live("Second", name="owl")
    choose(first, "clock")
    second.reset()
    assert heard(first, second) == ["clock", "owl"]
    first.set(name="yes")
    assert heard(first, second) == ["yes", "owl"]
    choose(first, "clock")
    assert heard(first, second) == ["clock", "clock"]


def test_an_exercise_keeps_the_sound_that_its_task_is_about_and_gives_none_to_others(live, kept):
    other, task = live("Other"), live("Task", name="owl")
    Exercise("Find it.", task, lambda settings: (True, ""))
    choose(other, "clock")
    assert heard(other, task) == ["clock", "owl"]
    choose(task, "yes")
    assert heard(other, task) == ["clock", "yes"]
    assert told(kept) == {"page": {"sound": "clock"}, "other": {}, "task": {"name": "yes"}}


def test_what_the_page_has_is_kept_once_and_what_a_panel_has_instead_beside_it(live, kept):
    panels = [live(title) for title in ("First", "Second", "Third")]
    assert told(kept) == {"page": {}, "first": {}, "second": {}, "third": {}}
    choose(panels[0], "clock")
    panels[2].reset()
    assert told(kept) == {"page": {"sound": "clock"}, "first": {}, "second": {}, "third": {"name": "yes"}}


def test_what_was_kept_comes_back_in_every_panel_and_what_one_had_instead_in_that(kept, live):
    async def opened():
        first, second, third = (live(title) for title in ("First", "Second", "Third"))
        kept._hear({"restore": {"settings": {"page": {"sound": "clock"}, "second": {"name": "yes"}}}}, [])
        before = told(kept)
        await first.controls["name"].page._turns
        return before, heard(first, second, third), told(kept)

    before, all_heard, after = asyncio.run(opened())
    assert all_heard == ["clock", "yes", "clock"]
    expected = {"page": {"sound": "clock"}, "first": {}, "second": {"name": "yes"}, "third": {}}
    assert before == after == expected


@pytest.mark.parametrize(
    "wrong", [{"sound": "<b>"}, {"sound": 3}, {"sound": ["yes"]}, {"sound": None}, {"x": "yes"}, [1]]
)
def test_what_the_page_cannot_have_any_more_is_dropped(kept, live, page, wrong):
    panel = live("First")
    kept._hear({"restore": {"settings": {"page": wrong}}}, [])
    assert heard(panel) == ["yes"]
    assert page.value is None
    assert told(kept)["page"] == {}


def test_panels_follow_one_after_another_the_next_ones_first_and_never_while_one_computes(live, page, monkeypatch):
    monkeypatch.setattr("frontear_widgets.core.page_value.BREATH_S", 0)
    begun, most, go_on = [], [], threading.Event()

    def shown(title):
        def function(settings):
            begun.append((title, settings.name))
            most.append(len(WORKING))
            if settings.length == 50:
                go_on.wait(LONG_S)
            return {"words": settings.name}

        return function

    async def chosen():
        panels = [live(title, shown(title)) for title in "abcd"]
        begun.clear()
        panels[0].set(length=50)
        choose(panels[2], "clock")
        while len(begun) < 2:  # threads begin in their own time
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        early = list(begun)
        go_on.set()
        await page._turns
        while WORKING:
            await asyncio.sleep(0)
        return early

    early = asyncio.run(chosen())
    assert set(early) == {("a", "yes"), ("c", "clock")}
    assert begun[2:] == [("d", "clock"), ("a", "clock"), ("b", "clock")]
    assert max(most) <= 2


def test_the_last_choice_wins_and_a_panel_that_is_closed_or_moved_meanwhile_is_left_alone(live, page):
    async def chosen():
        first, second, third, fourth = (live(title) for title in ("First", "Second", "Third", "Fourth"))
        choose(first, "clock")
        choose(first, "owl")
        third.set(name="clock")
        fourth.close()
        await page._turns
        return heard(first, second, third, fourth)

    assert asyncio.run(chosen()) == ["owl", "owl", "clock", "yes"]
