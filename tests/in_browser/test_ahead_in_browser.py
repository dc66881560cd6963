"""Steps whose state is in the page before they are made: shown without Python, and in the end as Python has them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from driver import fingerprint, first_slider, open_lesson, settle, tone_file
from servers import Server

CODE = """
import os, threading
from collections import Counter
from dataclasses import dataclass
import numpy as np
from ipywidgets import Button
from frontear_widgets import Axis, HeatMap, Live, LiveText, Picture, Rows
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import OWN
from frontear_widgets.core.controls import slider

os.environ["FRONTEAR_AHEAD"] = "on"
made, answers = Counter(), threading.Event()

@dataclass(frozen=True)
class Settings:
    shift: int = slider(0, 0, 20, label="Shift")
    level: float = slider(0.0, -6.0, 6.0, step=0.5, label="Level", unit="dB")

def shown(settings):
    made[settings] += 1
    if settings.shift == 3 and made[settings] > 1:  # it was made ahead already: this is the answer
        assert answers.wait(180)
    values = np.roll(np.arange(20 * 50, dtype=np.float32).reshape(20, 50), settings.shift, axis=1) + settings.level
    rows = Rows("frequency (Hz)", "Hz", np.arange(20) * 100.0)
    picture = Picture(values, f"Shift {settings.shift}", Axis("time (s)", "s", 0.01, 0.02), rows, "units", 0, 1000)
    return {"picture": picture, "words": f"{len(OWN.clips)} of your own at {settings.shift}"}

@dataclass(frozen=True)
class Heard:
    name: str = sound_choice()

go_on = Button(description="Go on")
go_on.on_click(lambda _: answers.set())
display(Live(Settings(), shown, {"picture": HeatMap, "words": LiveText}, title="A panel", code=lambda s: f"{s.shift}"))
display(Live(Heard(), lambda heard: {"words": heard.name}, {"words": LiveText}, title="Another"))
display(go_on)
"""


@pytest.fixture
def panel(page: Page, written: Callable[[str, str], Server]) -> Locator:
    """The panel, one step from where it began, and the states of the next steps are there."""
    open_lesson(page, written("ahead", CODE).lesson_url("ahead"))
    panel = page.locator(".frontear-live").first
    first_slider(panel).press("ArrowRight")
    expect(title(panel)).to_have_text("Shift 1")
    page.wait_for_function("frontearAhead.kept >= 9")
    return panel


def title(panel: Locator) -> Locator:
    return panel.locator(".frontear-title")


def words(panel: Locator) -> Locator:
    return panel.locator(".frontear-words")


def step(panel: Locator, key: str, times: int = 1) -> None:
    for _ in range(times):
        first_slider(panel).press(key)


def shown_ahead(page: Page) -> int:
    return page.evaluate("frontearAhead.shown")


def go_on(page: Page) -> None:
    """Python answers everything from now on."""
    page.get_by_role("button", name="Go on").click()


def test_a_step_ahead_is_shown_while_python_still_computes_and_its_answer_changes_nothing(page: Page, panel: Locator):
    step(panel, "ArrowRight", 2)
    expect(title(panel)).to_have_text("Shift 3")
    expect(panel).to_have_class(re.compile("frontear-busy"))
    assert shown_ahead(page) == 2
    ahead = fingerprint(panel)
    go_on(page)
    settle(page)
    expect(title(panel)).to_have_text("Shift 3")
    assert fingerprint(panel) == ahead


def test_the_first_step_of_a_slider_that_was_held_is_shown_at_once(page: Page, written: Callable[[str, str], Server]):
    open_lesson(page, written("ahead", CODE).lesson_url("ahead"))
    panel = page.locator(".frontear-live").first
    first_slider(panel).focus()
    page.wait_for_function("frontearAhead.kept >= 8")
    step(panel, "ArrowRight")
    assert shown_ahead(page) == 1
    expect(title(panel)).to_have_text("Shift 1")


def test_after_a_drag_and_back_the_panel_shows_what_python_computes_for_the_last_setting(page: Page, panel: Locator):
    go_on(page)
    settle(page)
    asked = fingerprint(panel)  # of a step that was not there
    step(panel, "ArrowRight", 9)
    step(panel, "ArrowLeft", 9)
    settle(page)
    assert shown_ahead(page) > 0
    assert fingerprint(panel) == asked
    step(panel, "End")
    settle(page)
    expect(words(panel)).to_have_text("0 of your own at 20")
    expect(title(panel)).to_have_text("Shift 20")


def test_an_own_sound_drops_what_was_there_and_the_next_steps_know_it(page: Page, panel: Locator):
    go_on(page)
    settle(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(files=[{"name": "tone.wav", "mimeType": "audio/wav", "buffer": tone_file()}])
    page.wait_for_function("frontearAhead.kept === 0")
    settle(page)
    before = shown_ahead(page)
    step(panel, "ArrowRight")
    expect(words(panel)).to_have_text("1 of your own at 2")
    page.wait_for_function("frontearAhead.kept >= 9")
    step(panel, "ArrowRight")
    expect(words(panel)).to_have_text("1 of your own at 3")
    assert shown_ahead(page) == before + 1
