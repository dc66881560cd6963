"""Lessons in JupyterLab: all cells run, the panels stand and answer.

Every lesson runs from top to bottom in a kernel, and is moved through Voila; what JupyterLab adds is the same for all,
so here are the gallery, a lesson of pictures and sounds, one that learns and one that races, each on a slow page.
"""

import contextlib
import re
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from driver import IMPATIENT, controls, fingerprint, move, panels, settle, wait_for_change, wait_until_ready
from servers import Server
from waiting import OPEN_MS

TRIES, STARTED_MS = 20, 10_000
LESSONS = ("00_index", "01_windowing", "05_learning", "06_paradigms")
STARTED = re.compile(r"\[[\d*]")  # [*] waits or runs, [1] has run


@pytest.mark.screen(width=1280, height=1200)
@pytest.mark.parametrize("name", LESSONS)
def test_lesson_runs_in_lab_and_its_panels_answer(servers: Callable[[str], Server], page: Page, name: str):
    page.add_init_script(IMPATIENT)
    page.add_locator_handler(page.locator(".jp-Dialog"), lambda dialog: dialog.get_by_role("button").last.click())
    page.goto(f"{servers('lab').lesson_url(name)}?reset")  # without the tabs of the lesson before
    expect(page.locator(".frontear-lab")).to_contain_text("Run the lesson in the toolbar")
    run_all(page)
    expect(page.locator(".jp-Notebook h1")).to_be_in_viewport()
    wait_until_ready(page)
    assert all(kernel.name().startswith("kernel-") for kernel in servers("lab").kernels()) or sys.platform != "linux"
    for panel in panels(page):
        move_first_slider(panel)


def run_all(page: Page) -> None:
    """Run the lesson, until a cell runs: Lab drops the command while it still reads the notebook."""
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(timeout=OPEN_MS)
    for _ in range(TRIES):
        page.get_by_role("button", name="Run the lesson").click()
        with contextlib.suppress(AssertionError):
            expect(page.locator(".jp-InputPrompt", has_text=STARTED).first).to_be_attached(timeout=STARTED_MS)
            break
    expect(page.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(0, timeout=OPEN_MS)


def move_first_slider(panel: Locator) -> None:
    slider = next((control for control in controls(panel) if control.kind == "slider" and control.ready), None)
    if slider is not None:
        settle(panel.page)
        before = fingerprint(panel)
        move(slider)
        wait_for_change(panel, before)
