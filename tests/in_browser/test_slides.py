"""A lesson as slides: each text and each panel by itself, by the keys of a presenter's remote, with panels alive."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from driver import fingerprint, first_slider, open_lesson, wait_for_change
from servers import Server

SLIDES = pytest.mark.screen(width=1280, height=720)
AT = ".fe-slides [data-fe=at]"
FIRST, WITH_PANEL, HEADING_ALONE = 1, 4, 11  # of lesson 01


@pytest.fixture
def lesson(servers: Callable[[str], Server]) -> str:
    return servers("voila").lesson_url("01_windowing")


def shown(page: Page) -> str:
    return page.locator("main > :visible").all_inner_texts()[0]


@SLIDES
def test_a_remote_goes_through_the_slides_and_panels_answer(lesson: str, page: Page):
    open_lesson(page, f"{lesson}?slides")
    expect(page.locator(AT)).to_contain_text(f"{FIRST} of ")
    assert shown(page).startswith("01 · Windowing")
    assert page.locator(".fe-header").is_hidden()
    while not page.url.endswith(f"?slides={WITH_PANEL}"):
        page.keyboard.press("PageDown")
    assert page.evaluate("scrollY") == 0
    panel = page.locator(".frontear-panel:visible").first
    slider, before = first_slider(panel), fingerprint(panel)
    slider.press("ArrowRight")
    wait_for_change(panel, before)
    expect(page.locator(AT)).to_contain_text(f"{WITH_PANEL} of ")  # the arrow was the slider's
    slider.press("PageUp")
    expect(page.locator(AT)).to_contain_text(f"{WITH_PANEL - 1} of ")
    page.keyboard.press("ArrowRight")
    expect(page.locator(AT)).to_contain_text(f"{WITH_PANEL} of ")


@SLIDES
def test_a_link_opens_a_slide_and_leaving_goes_on_reading_there(lesson: str, page: Page):
    open_lesson(page, f"{lesson}?slides={HEADING_ALONE}&hide=answers")
    heading, question = page.locator("main > :visible").all()
    expect(heading).to_contain_text("Two close tones")  # not on a slide of its own
    expect(question).to_contain_text("Predict")
    page.get_by_role("button", name="Previous slide").click()
    page.get_by_role("button", name="Next slide").click()
    page.keyboard.press("Escape")
    assert page.url.endswith("?hide=answers")
    assert page.locator(AT).is_hidden()
    expect(page.get_by_role("heading", name="Two close tones")).to_be_in_viewport()
    assert page.locator("main > :visible").count() > HEADING_ALONE
    page.locator(".fe-page > summary").click()
    page.get_by_role("button", name="As slides").click()
    expect(page.locator(AT)).to_contain_text(f"{HEADING_ALONE} of ")


@SLIDES
def test_the_last_slide_and_the_first_are_ends_and_paper_has_all(lesson: str, page: Page):
    open_lesson(page, f"{lesson}?slides#What-to-take-along")
    expect(page.get_by_role("button", name="Next slide")).to_be_disabled()
    at = page.locator(AT).inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator(AT).inner_text() == at
    page.emulate_media(media="print")
    assert page.locator("main > :visible").count() > HEADING_ALONE
    assert page.locator(".fe-slides").is_hidden()
