"""Every lesson, opened in Chromium: all that can be moved moves something, and nothing leaves the machine.

The page is the same through both, so the gallery and the first lesson are enough to see the second server do what the
first does. There the first panel answers for all.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late

from browser import PageLog, new_page
from conftest import LESSONS
from driver import move_everything, open_lesson, panels
from servers import Server

THROUGH_SERVER = ("00_index", "01_windowing")
OPENED = [*(("voila", name) for name in LESSONS), *(("server", name) for name in THROUGH_SERVER)]
WIDTHS = [390, 768, 1280]
LAID_OUT_MS = 5_000


@dataclass(frozen=True)
class Lesson:
    """An opened notebook: the server it came through, the page it stands in and what that page logged."""

    kind: str
    name: str
    page: Page
    log: PageLog


@pytest.fixture(scope="module", params=OPENED, ids="-".join)
def opened(request: pytest.FixtureRequest, browser: Browser, servers: Callable[[str], Server]) -> Iterator[Lesson]:
    kind, name = request.param
    with new_page(browser) as (page, log):
        open_lesson(page, servers(kind).lesson_url(name))
        yield Lesson(kind=kind, name=name, page=page, log=log)


@pytest.fixture
def lesson(opened: Lesson) -> Iterator[Lesson]:
    """The tests below share one page per lesson and server: opening one costs a kernel."""
    yield opened
    opened.log.check()


def test_lesson_has_a_title_and_shows_no_failure(lesson: Lesson):
    assert lesson.page.locator("h1").first.is_visible()
    assert not lesson.page.evaluate("frontearProbe.failure()")


def test_lesson_is_accessible(lesson: Lesson):
    found = Axe().run(lesson.page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [violation for violation in found if violation["impact"] in ("serious", "critical")]
    assert not grave, "\n".join(map(describe, grave))


def describe(violation: dict) -> str:
    places = [f"  {node['target']}: {node['html'][:200]}" for node in violation["nodes"][:5]]
    return "\n".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *places])


def test_every_control_of_every_panel_changes_what_is_shown(lesson: Lesson):
    some = panels(lesson.page) if lesson.kind == "voila" else panels(lesson.page)[:1]
    wrong = [sentence for panel in some for sentence in move_everything(panel)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", WIDTHS)
def test_lesson_fits_the_width_of_the_window(lesson: Lesson, width: int):
    lesson.page.set_viewport_size({"width": width, "height": 844})
    with contextlib.suppress(Late):  # the page lays itself out anew in its own time
        lesson.page.wait_for_function("!frontearProbe.tooWide()", timeout=LAID_OUT_MS)
    assert lesson.page.evaluate("frontearProbe.tooWide()") == ""
