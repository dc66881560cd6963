"""Lesson 05 in Chromium: a run started, paused, resumed and stopped, while the rest of the page goes on answering."""

from collections.abc import Callable

import pytest
from driver import fingerprint, open_lesson, wait_for_change
from playwright.sync_api import Locator, Page, expect
from servers import Server

SOON_MS = 30_000


@pytest.fixture
def panels(servers: Callable[[str], Server], page: Page) -> list[Locator]:
    return open_lesson(page, servers("voila").lesson_url("05_learning"))


def with_heading(panels: list[Locator], words: str) -> Locator:
    return next(panel for panel in panels if panel.get_by_role("heading", name=words, exact=True).count())


def steps(trainer: Locator) -> int:
    return int(trainer.locator("progress").get_attribute("value"))


def wait_for_more_steps(page: Page, trainer: Locator, done: int) -> None:
    script = "([panel, done]) => (panel.querySelector('progress')?.value ?? 0) > done"
    page.wait_for_function(script, arg=[trainer.element_handle(), done], timeout=SOON_MS, polling=50)


def test_a_run_moves_pauses_goes_on_and_stops_while_another_panel_answers(panels: list[Locator], page: Page):
    trainer, replay = with_heading(panels, "Your own run"), with_heading(panels, "A run, moment by moment")
    button = lambda name: trainer.get_by_role("button", name=name, exact=True)  # noqa: E731
    button("Start").click()
    wait_for_more_steps(page, trainer, 0)
    expect(trainer.get_by_text("s left")).to_be_visible()

    before = fingerprint(replay)
    replay.locator("[role=slider]").first.press("ArrowRight")
    wait_for_change(replay, before)
    wait_for_more_steps(page, trainer, steps(trainer))  # it learned meanwhile, and goes on

    button("Pause").click()
    expect(trainer.get_by_text("Paused: step")).to_be_visible(timeout=SOON_MS)
    button("Resume").click()
    wait_for_more_steps(page, trainer, steps(trainer))
    button("Stop").click()
    expect(trainer.get_by_text("has ended after")).to_be_visible(timeout=SOON_MS)
    expect(button("Start")).to_be_enabled()
    expect(with_heading(panels, "Runs side by side").get_by_role("cell", name="run 1: leaf")).to_be_visible()


def test_a_run_is_saved_and_opened_again(panels: list[Locator], page: Page):
    shelf = with_heading(panels, "Runs side by side")
    with page.expect_download() as download:
        shelf.get_by_role("button", name="Save the run").click()
    with page.expect_file_chooser() as chooser:
        shelf.get_by_role("button", name="Open a run").click()
    saved = download.value.path().read_bytes()
    chooser.value.set_files([{"name": "mine.run", "mimeType": "application/octet-stream", "buffer": saved}])
    expect(shelf.get_by_role("cell", name="mine", exact=True)).to_be_visible(timeout=SOON_MS)
    with page.expect_file_chooser() as chooser:
        shelf.get_by_role("button", name="Open a run").click()
    chooser.value.set_files([{"name": "bad.run", "mimeType": "application/octet-stream", "buffer": saved[:5_000]}])
    expect(shelf.get_by_text("bad.run: not a saved run")).to_be_visible(timeout=SOON_MS)
    expect(shelf.get_by_role("cell", name="mine", exact=True)).to_be_visible()
