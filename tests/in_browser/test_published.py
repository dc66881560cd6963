"""Lessons as pages without a server, from a plain one and from the disk: they move, and show what a live one does."""

import functools
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from test_lessons_in_browser import OF_COLOURS, describe

from browser import PageLog, new_page
from conftest import NOTEBOOKS
from driver import move_everything, open_lesson, panels, settle, wait_until_ready
from servers import Server
from waiting import LONG_S

PUBLISHED = ["01_windowing", "appendix_sounds"]
FROM_DISK = r"request left the machine: file:"
PICTURES = """panel => [...panel.querySelectorAll(".frontear-heatmap canvas:first-child")]
    .map((canvas) => canvas.toDataURL())"""
CURVES = """panel => [...panel.querySelectorAll(".js-plotly-plot")].map(({ data }) => JSON.stringify(
    data.map(({ name, x, y }) => [name, x, y])))"""


@dataclass(frozen=True)
class Opened:
    """A published lesson: how it came, and the page it stands in."""

    way: str
    name: str
    page: Page
    log: PageLog


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two lessons, in a process of its own: Playwright keeps an event loop in this one."""
    folder = tmp_path_factory.mktemp("pages")
    command = [sys.executable, "-m", "frontear_widgets.publish", str(folder), "--finest", "3"]
    command += [word for name in PUBLISHED for word in ("--lesson", name)]
    subprocess.run([*command, "--notebooks", str(NOTEBOOKS)], check=True, timeout=10 * LONG_S, env=dict(os.environ))
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """A plain server of files, without a word."""

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def plain(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=[("disk", PUBLISHED[0]), ("server", PUBLISHED[1])], ids="-".join)
def opened(request: pytest.FixtureRequest, browser: Browser, site: Path, plain: str) -> Iterator[Opened]:
    way, name = request.param
    with new_page(browser) as (page, log):
        log.expect(FROM_DISK)
        open_published(page, f"{site.as_uri() if way == 'disk' else plain}/{name}.html")
        yield Opened(way=way, name=name, page=page, log=log)


@pytest.fixture
def lesson(opened: Opened) -> Iterator[Opened]:
    yield opened
    opened.log.check()


def open_published(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_function("document.body.hasAttribute('data-fe-lesson')")  # all panels are there
    wait_until_ready(page)


def called(page: Page, title: str) -> Locator:
    """The first panel with that title."""
    return page.locator(".frontear-panel", has=page.get_by_role("heading", name=title, exact=True)).first


def test_every_panel_stands_where_its_cell_is_and_nothing_waits(lesson: Opened):
    assert lesson.page.locator("h1").first.is_visible()
    assert lesson.page.locator("[cell-index] .frontear-panel").count() == lesson.page.locator(".frontear-panel").count()
    assert not lesson.page.locator(".fe-coming").count()
    assert not lesson.page.evaluate("frontearProbe.tooWide()")


@pytest.mark.parametrize("colours", ["dark", "light"])
def test_a_page_is_accessible(lesson: Opened, colours: str):
    lesson.page.locator(".fe-page > summary").click()
    lesson.page.locator(".fe-header [data-fe=colours]").select_option(colours)
    lesson.page.keyboard.press("Escape")
    only = {"runOnly": OF_COLOURS} if colours == "dark" else {}
    only["preload"] = False  # from the disk it may read no sheets
    for width in (390, 1280):
        lesson.page.set_viewport_size({"width": width, "height": 844})
        found = Axe().run(lesson.page, options={"resultTypes": ["violations"], **only}).response["violations"]
        assert not found, "\n".join(map(describe, found))


def test_every_control_that_is_not_pythons_moves_what_is_shown(lesson: Opened):
    wrong = [sentence for panel in panels(lesson.page) for sentence in move_everything(panel)]
    pythons = lesson.page.locator(".frontear-panel button:disabled").all_inner_texts()
    assert not [sentence for sentence in wrong if not any(f'"{name}" could never' in sentence for name in pythons)]


def test_a_panel_shows_what_the_live_one_does_at_the_same_settings(
    browser: Browser, site: Path, servers: Callable[[str], Server]
):
    name, settings = "01_windowing", "#any-sound-as-a-picture.length_ms=100&what-samples-keep.low_pass=true"
    with new_page(browser) as (page, log), new_page(browser) as (other, others):
        log.expect(FROM_DISK)
        open_published(page, f"{site.as_uri()}/{name}.html{settings}")
        open_lesson(other, servers("voila").lesson_url(name) + settings)
        settle(other)
        for title in ("Any sound as a picture", "What samples keep"):
            live, published = called(other, title), called(page, title)
            for look in (PICTURES, CURVES):
                assert published.evaluate(look) == live.evaluate(look), title
        log.check()
        others.check()


def test_where_the_file_of_its_pictures_is_gone_a_page_says_so(browser: Browser, site: Path, tmp_path: Path):
    shutil.copytree(site, tmp_path / "pages")
    (tmp_path / "pages/static/appendix_sounds.js").unlink()
    with new_page(browser) as (page, _):
        page.goto((tmp_path / "pages/appendix_sounds.html").as_uri())
        expect(page.get_by_text("a file beside this page, and appendix_sounds.js is not here.").first).to_be_visible()
        expect(page.locator(".fe-coming")).to_have_count(0)


def test_without_plotly_charts_say_so_and_all_else_is_there(browser: Browser, site: Path, tmp_path: Path):
    shutil.copytree(site, tmp_path / "pages")
    (tmp_path / "pages/static/plotly.js").unlink()
    with new_page(browser) as (page, _):
        open_published(page, (tmp_path / "pages/01_windowing.html").as_uri())
        expect(page.get_by_text("This chart cannot be drawn (static/plotly.js is not here)").first).to_be_visible()
        assert page.locator(".frontear-heatmap canvas").count()


def test_a_prediction_is_uncovered_kept_and_found_again(browser: Browser, plain: str):
    with new_page(browser) as (page, log):
        open_published(page, f"{plain}/01_windowing.html")
        panel = page.locator(".frontear-predict").first
        panel.get_by_role("radio").nth(1).check()
        panel.get_by_role("button", name="Commit to my answer").click()
        expect(panel.locator(".frontear-good, .frontear-bad").first).to_contain_text("You said")
        expect(panel.locator(".frontear-live").first).to_be_visible()
        page.reload()
        wait_until_ready(page)
        expect(page.locator(".frontear-predict").first).to_have_class(re.compile("frontear-done"))
        log.check()


def test_an_exercise_is_checked_and_can_be_solved(browser: Browser, plain: str):
    with new_page(browser) as (page, log):
        open_published(page, f"{plain}/01_windowing.html#two-tones-and-two-clicks.length_ms=20")
        exercise = page.locator(".frontear-exercise").first
        exercise.get_by_role("button", name="Check my answer").click()
        expect(exercise.locator(".frontear-checking")).to_contain_text("Not yet.")
        paper = page.locator(".frontear-exercise", has=page.get_by_role("textbox", name="Your number")).last
        paper.get_by_role("textbox", name="Your number").fill("1")
        paper.get_by_role("textbox", name="Your number").press("Enter")
        expect(paper.locator(".frontear-checking")).to_contain_text("Not yet.")
        log.check()


def test_two_controls_that_were_not_recorded_together_say_so_and_lead_to_python_at_both_settings(
    browser: Browser, plain: str
):
    with new_page(browser) as (page, log):
        open_published(page, f"{plain}/01_windowing.html")
        panel = called(page, "What samples keep")
        panel.get_by_role("slider", name="Tone").press("End")
        panel.get_by_role("checkbox").first.check()
        told = panel.locator(".fe-python")
        expect(told).to_contain_text("went back to where it began")
        link = told.get_by_role("link").get_attribute("href")
        assert "tone_hz" in link
        assert "low_pass" in link
        log.check()
