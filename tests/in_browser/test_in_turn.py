"""The page of a lesson comes in turn: its text, then each panel when its cell is done."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from driver import wait_until_ready
from waiting import LONG_MS

PANEL = "from frontear_widgets.views.code import CopyCode\nCopyCode('1 + 1')"


def waits_for(place: Path) -> str:
    """A cell that is done when somebody has opened this place for writing."""
    os.mkfifo(place)
    return f"open({str(place)!r}).read()"


def test_a_panel_is_shown_while_the_next_cell_computes(written: Callable, page: Page, tmp_path: Path):
    first, last = tmp_path / "first", tmp_path / "last"
    server = written("in_turn", waits_for(first), PANEL, waits_for(last), PANEL)
    panel = page.get_by_role("button", name="Copy as code")
    page.goto(server.lesson_url("in_turn"), wait_until="commit")
    page.wait_for_function("frontearProbe.connections()", timeout=LONG_MS)
    first.write_text("")
    expect(panel).to_have_count(1, timeout=LONG_MS)
    last.write_text("")
    wait_until_ready(page)
    expect(panel).to_have_count(2)
