"""A lesson's page comes in turn: text, each panel when its cell is done; what it does not draw itself, Voila draws."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from driver import wait_until_ready
from frontear_widgets.browser import texts
from waiting import LONG_MS

PANEL = "from frontear_widgets.views.code import CopyCode\nCopyCode('1 + 1')"
COPY = {"role": "button", "name": "Copy as code"}
SLIDER = "import ipywidgets\nipywidgets.FloatSlider(description='speed')"


def test_a_panel_is_there_when_its_cell_is_done_though_others_still_run(written: Callable, page: Page, tmp_path: Path):
    place = tmp_path / "told"
    os.mkfifo(place)
    waits = f"open({str(place)!r}).read()"  # for a word of ours
    between = ["0"] * 150  # a line to a kernel opens between two cells
    server = written("in_turn", PANEL, *between, waits, PANEL)
    page.goto(server.lesson_url("in_turn"), wait_until="commit")
    expect(page.get_by_role(**COPY)).to_have_count(1, timeout=LONG_MS)
    assert page.evaluate("document.readyState") != "complete"
    place.write_text("")
    wait_until_ready(page)
    expect(page.get_by_role(**COPY)).to_have_count(2)


def test_what_a_cell_says_and_shows_without_a_widget_is_there_as_well(written: Callable, page: Page):
    shown = "from IPython.display import HTML, display\nprint('said <b>')\ndisplay(HTML('<i>shown</i>'))\n'a value'"
    page.goto(written("said", shown).lesson_url("said"))
    wait_until_ready(page)
    expect(page.locator(".jp-RenderedText").first).to_have_text("said <b>")
    expect(page.locator("i", has_text="shown")).to_be_visible()
    expect(page.get_by_text("'a value'")).to_be_visible()


def test_a_notebook_with_a_widget_that_our_pages_do_not_draw_is_drawn_by_voila(written: Callable, page: Page):
    page.goto(written("others", SLIDER, PANEL, "print('said')").lesson_url("others"))
    expect(page.get_by_role("slider")).to_be_visible(timeout=LONG_MS)
    assert page.url.endswith("?template=frontear_any")
    expect(page.get_by_role(**COPY)).to_have_count(1)
    expect(page.get_by_text("said")).to_be_visible()


def test_a_page_without_the_scripts_asks_the_kernel_for_them(written: Callable, page: Page):
    page.add_init_script("Object.defineProperty(globalThis, 'frontearScripts', { get: () => null, set() {} })")
    page.goto(written("asks", PANEL).lesson_url("asks"))
    expect(page.get_by_role(**COPY)).to_have_count(1, timeout=LONG_MS)


def test_the_scripts_are_the_same_for_all_pages_of_a_server_and_kept(written: Callable, page: Page):
    server = written("scripts", PANEL)
    with page.expect_response("**/frontear/scripts.json?v=*") as response:
        page.goto(server.lesson_url("scripts"))
    assert json.loads(response.value.text()) == texts()
    assert "immutable" in response.value.headers["cache-control"]
    wait_until_ready(page)
