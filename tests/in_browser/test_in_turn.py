"""The page of a lesson comes in turn: its text, and what draws while Python computes; then its panels."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from driver import wait_until_ready
from waiting import LONG_MS

PANEL = "from frontear_widgets.views.code import CopyCode\nCopyCode('1 + 1')"


def test_what_draws_is_loaded_while_cells_run_and_joins_the_kernel_when_they_are_done(
    written: Callable, page: Page, tmp_path: Path
):
    place = tmp_path / "told"
    os.mkfifo(place)
    server = written("in_turn", PANEL, f"open({str(place)!r}).read()", PANEL)  # the second waits for a word of ours
    page.goto(server.lesson_url("in_turn"), wait_until="commit")
    page.wait_for_function("window._JUPYTERLAB?.anywidget", timeout=LONG_MS)
    assert page.evaluate("document.readyState") != "complete"
    assert page.evaluate("frontearProbe.connections()") == 0
    place.write_text("")
    wait_until_ready(page)
    expect(page.get_by_role("button", name="Copy as code")).to_have_count(2)
