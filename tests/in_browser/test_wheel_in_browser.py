"""The wheel, installed away from the checkout, shows a lesson through Voila."""

import shutil
from pathlib import Path

from playwright.sync_api import Page

from conftest import NOTEBOOKS
from driver import panels
from installed import Installed
from servers import running_server
from waiting import OPEN_MS

LESSON = "06_paradigms"  # the most results: tables, runs, a race


def test_an_installed_wheel_serves_a_lesson_in_its_own_template(installed: Installed, tmp_path: Path, page: Page):
    shutil.copy(NOTEBOOKS / f"{LESSON}.ipynb", tmp_path)
    away = {"PYTHONPATH": "", "JUPYTER_PATH": installed.jupyter_path, "JUPYTER_CONFIG_PATH": ""}
    with running_server("voila", tmp_path, python=installed.python, **away) as server:
        page.goto(server.lesson_url(LESSON), timeout=OPEN_MS)
        page.wait_for_function("frontearProbe.ready()", timeout=OPEN_MS)
        assert panels(page)
        assert not page.evaluate("frontearProbe.failure()")
