"""A lesson when its kernel is lost, and at the end of a slow line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import PageLog, new_page
from conftest import LESSONS
from driver import fingerprint, first_slider, kernel_id, open_lesson, settle, wait_for_change, wait_for_picture
from proxy import slow_line
from servers import Server, running_server, write_notebook

LESSON = LESSONS[1:2]  # what is tested here lies in the widgets: the first lesson after the gallery shows it
ROUND_TRIP_S = 0.2
NO_CONNECTION = r"WebSocket|/api/kernels|ERR_CONNECTION_REFUSED|Connection lost"

GIVEN_UP = """
from IPython.display import display
from frontear_widgets.views.code import CopyCode
display(CopyCode("a widget that does load"))
view = {"version_major": 2, "version_minor": 0, "model_id": "none"}
display({"application/vnd.jupyter.widget-view+json": view}, raw=True)
"""


def test_a_panel_that_did_not_load_is_told_of(tmp_path: Path, page: Page):
    write_notebook(tmp_path / "given_up.ipynb", GIVEN_UP)
    with running_server("voila", tmp_path) as server, pytest.raises(AssertionError, match="A panel did not load"):
        open_lesson(page, server.lesson_url("given_up"))


@pytest.mark.parametrize("kind", ["voila", "server"])
@pytest.mark.parametrize("name", LESSON)
def test_a_killed_kernel_raises_a_banner_that_stays_and_covers_nothing(
    servers: Callable[[str], Server], page: Page, page_log: PageLog, kind: str, name: str
):
    """Out of memory: the server starts another kernel, which knows nothing of the page."""
    page_log.expect(NO_CONNECTION)
    panel = open_lesson(page, servers(kind).lesson_url(name))[0]
    before = fingerprint(panel)
    servers(kind).kernel_process(kernel_id(page)).kill()
    expect(page.locator(".frontear-banner")).to_be_visible()
    settle(page)
    expect(page.locator(".frontear-banner")).to_be_visible()
    expect(page.locator(".frontear-banner").get_by_role("button", name="Reload the page")).to_be_visible()
    assert page.evaluate(FREE)
    assert all_rest(page)
    assert fingerprint(panel) == before


FREE = """document.querySelector(".frontear-banner").getBoundingClientRect().bottom
  <= document.querySelector("h1").getBoundingClientRect().top"""


def all_rest(page: Page) -> bool:
    """Whether no control of a panel takes a finger or a key, for nobody would hear it."""
    controls = page.locator(".frontear-slider [type=range], .frontear-control select, .frontear-panel .jupyter-button")
    return controls.count() > 0 and controls.evaluate_all("all => all.every((control) => control.closest('[inert]'))")


@pytest.mark.parametrize("name", LESSON)
def test_a_lost_connection_is_told_of_and_so_is_how_it_comes_back(
    servers: Callable[[str], Server], page: Page, page_log: PageLog, name: str
):
    page_log.expect(NO_CONNECTION)
    server, banner = servers("voila"), page.locator(".frontear-banner")
    with slow_line(server.port, delay_s=0) as port:
        panel = first_panel_with_slider(page, server.lesson_url(name, port=port))
        before = fingerprint(panel)
    expect(banner).to_contain_text("trying again")
    assert all_rest(page)
    with slow_line(server.port, delay_s=0, at=port):
        expect(banner).to_have_count(0)
        press_ten_times(panel, wait=lambda page: None)
        wait_for_change(panel, before)
    expect(banner).to_contain_text("trying again")
    page.route("**/api/kernels/*", lambda route: route.fulfill(status=404))  # as a server does that started anew
    expect(banner).to_contain_text("The server answers again")
    expect(banner.get_by_role("button", name="Reload the page")).to_be_visible()


@pytest.mark.parametrize("name", LESSON)
def test_ten_quick_steps_over_a_slow_line_end_on_the_right_picture(
    servers: Callable[[str], Server], browser: Browser, name: str
):
    server = servers("voila")
    with new_page(browser) as (page, log):
        wanted = after_ten_steps(page, server.lesson_url(name), wait=settle)
        log.check()
    with slow_line(server.port, delay_s=ROUND_TRIP_S / 2) as port, new_page(browser) as (page, log):
        panel = first_panel_with_slider(page, server.lesson_url(name, port=port))
        press_ten_times(panel, wait=lambda page: None)
        wait_for_picture(panel, wanted)
        settle(page)
        assert fingerprint(panel) == wanted
        log.check()


def after_ten_steps(page: Page, url: str, *, wait: Callable[[Page], None]) -> str:
    """What the panel shows after ten steps of its first slider, each waited for."""
    panel = first_panel_with_slider(page, url)
    before = fingerprint(panel)
    press_ten_times(panel, wait=wait)
    assert fingerprint(panel) != before
    return fingerprint(panel)


def first_panel_with_slider(page: Page, url: str) -> Locator:
    return next(panel for panel in open_lesson(page, url) if first_slider(panel).count())


def press_ten_times(panel: Locator, *, wait: Callable[[Page], None]) -> None:
    key = "ArrowRight" if room_to_the_right(first_slider(panel)) else "ArrowLeft"
    first_slider(panel).focus()
    for _ in range(10):
        panel.page.keyboard.press(key)
        wait(panel.page)


def room_to_the_right(handle: Locator) -> bool:
    return handle.evaluate("range => 2 * range.value < Number(range.min) + Number(range.max)")
