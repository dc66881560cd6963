"""The wheel holds all it needs: away from the checkout every panel and its code work (a lesson: in_browser)."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

import frontear
from every_panel import PANELS
from installed import REPO, Installed

PACKAGES = {
    "frontear_samples": "data_samples",
    "frontear": "lib",
    "frontear_widgets": "widgets",
    "frontear_kernels": "widgets",
}
A_KERNEL = """
from jupyter_client import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
KernelProvisionerFactory.instance().default_provisioner_name = "frontear-fork"
kernel = KernelManager()
kernel.start_kernel()
print(type(kernel.provisioner.process).__name__, kernel.is_alive())
kernel.shutdown_kernel(now=True)
"""


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found if path.suffix != ".pyc"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of_a_package(installed: Installed, package: str):
    held = set(zipfile.ZipFile(installed.wheel).namelist())
    assert {f"{package}/{name}" for name in files(REPO / PACKAGES[package] / package)} <= held


@pytest.mark.parametrize("place", ["nbconvert/templates/frontear", "labextensions/frontear"])
def test_the_wheel_brings_what_lessons_are_shown_in(installed: Installed, place: str):
    brought = files(installed.prefix / "share/jupyter" / place)
    assert brought
    assert brought == files(REPO / "widgets/jupyter" / place)


def test_the_extension_of_jupyterlab_has_the_version_of_the_library():
    package = json.loads((REPO / "widgets/jupyter/labextensions/frontear/package.json").read_text(encoding="utf-8"))
    assert package["version"] == frontear.__version__


def test_every_panel_and_the_code_it_offers_to_copy_work_away_from_the_checkout(installed: Installed, tmp_path: Path):
    for helper in ("far_away.py", "every_panel.py"):
        shutil.copy(REPO / "tests" / helper, tmp_path)
    made = installed.run("far_away.py", cwd=tmp_path)
    assert made.split() == [make.__name__ for make in PANELS]


def test_a_kernel_is_forked_away_from_the_checkout_where_jupyter_is_told_to(installed: Installed, tmp_path: Path):
    assert installed.run("-c", A_KERNEL, cwd=tmp_path).split() == ["Forked", "True"]
