"""The wheel holds all it needs: away from the checkout every panel, its code and a lesson work."""

import shutil
import zipfile
from pathlib import Path

import pytest

from conftest import LESSONS, NOTEBOOKS
from every_panel import PANELS
from installed import REPO, Installed

PACKAGES = {"frontear_samples": "data_samples", "frontear": "lib", "frontear_widgets": "widgets"}
LESSON = "06_paradigms"  # the most results: tables, runs, a race


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found if path.suffix != ".pyc"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of_a_package(installed: Installed, package: str):
    held = set(zipfile.ZipFile(installed.wheel).namelist())
    assert {f"{package}/{name}" for name in files(REPO / PACKAGES[package] / package)} <= held


def test_the_wheel_brings_the_template_that_lessons_are_shown_in(installed: Installed):
    templates = "share/jupyter/nbconvert/templates/frontear"
    assert files(installed.prefix / templates) == files(REPO / "widgets/jupyter/nbconvert/templates/frontear")


def test_every_panel_and_the_code_it_offers_to_copy_work_away_from_the_checkout(installed: Installed, tmp_path: Path):
    for helper in ("far_away.py", "every_panel.py"):
        shutil.copy(REPO / "tests" / helper, tmp_path)
    made = installed.run("far_away.py", cwd=tmp_path)
    assert made.split() == [make.__name__ for make in PANELS]


def test_a_lesson_runs_away_from_the_checkout(installed: Installed, tmp_path: Path):
    assert LESSON in LESSONS
    shutil.copy(NOTEBOOKS / f"{LESSON}.ipynb", tmp_path)
    ask = f"import nbformat, nbclient; nbclient.execute(nbformat.read('{LESSON}.ipynb', as_version=4))"
    installed.run("-c", ask, cwd=tmp_path)
