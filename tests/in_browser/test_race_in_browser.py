"""Lesson 06 in Chromium: a race of two started, paused, resumed and stopped, while the rest of the page answers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from driver import fingerprint, first_slider, open_lesson, settle, wait_for_change
from servers import Server


@pytest.fixture
def panels(servers: Callable[[str], Server], page: Page) -> list[Locator]:
    return open_lesson(page, servers("voila").lesson_url("06_paradigms"))


def with_heading(panels: list[Locator], words: str) -> Locator:
    return next(panel for panel in panels if panel.get_by_role("heading", name=words, exact=True).count())


def wait_for_more_steps(page: Page, race: Locator, done: int) -> None:
    script = "([panel, done]) => (panel.querySelector('progress')?.value ?? 0) > done"
    page.wait_for_function(script, arg=[race.element_handle(), done], polling=50)


def steps(race: Locator) -> int:
    return int(race.locator("progress").get_attribute("value"))


def test_two_race_pause_go_on_and_stop_while_another_panel_answers(panels: list[Locator], page: Page):
    race, judged = with_heading(panels, "A race of your own"), with_heading(panels, "What is taken for what")
    button = lambda name: race.get_by_role("button", name=name, exact=True)  # noqa: E731
    race.get_by_role("slider", name="Epochs").press("End")  # more than they take before they are stopped
    settle(page)
    button("Start").click()
    wait_for_more_steps(page, race, 1)
    expect(race.get_by_text("s left")).to_be_visible()

    before = fingerprint(judged)
    first_slider(judged).press("ArrowLeft")
    wait_for_change(judged, before)
    over = race.get_by_label("Curves over")
    over.select_option("seconds of computing")
    wait_for_more_steps(page, race, steps(race))  # it learned meanwhile, and goes on

    button("Pause").click()
    expect(race.get_by_text("Paused:")).to_be_visible()
    button("Resume").click()
    wait_for_more_steps(page, race, steps(race))
    button("Stop").click()
    expect(race.get_by_text("was stopped")).to_be_visible()
    expect(button("Start")).to_be_enabled()
    names = {name.replace("\xa0", " ") for name in judged.get_by_label("Run").locator("option").all_inner_texts()}
    assert {"race 1: single-shape-vertical", "race 1: single-shape-horizontal"} <= names
