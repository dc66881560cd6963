"""The browser's half: its own tests under node, and what biome and TypeScript say of it.

A person may go without node and npm; the build may not, and fetches its tools as `npm ci` does.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from frontear_widgets.browser import FOLDER, LOADER, texts

ROOT = Path(__file__).resolve().parents[2]
WIDGETS = ROOT / "widgets"
SENT = {"loader.js": LOADER, **texts()}


def tool(name):
    """Path of node or npm; on Windows npm is a batch file."""
    if found := shutil.which(name):
        return found
    return missing(f"no {name} here: install Node.js 20 or newer to run the browser's own tests")


def missing(reason):
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def succeeds(*command):
    done = subprocess.run(command, cwd=WIDGETS, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def npm():
    npm = tool("npm")
    if os.environ.get("CI"):
        succeeds(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
    elif not (WIDGETS / "node_modules").is_dir():
        missing("biome and TypeScript are not installed: run `npm ci` in widgets/")
    return npm


def test_what_the_browser_computes_is_right():
    succeeds(tool("node"), "--test", *sorted(map(str, (ROOT / "tests" / "javascript").glob("*.test.mjs"))))


def test_every_script_that_is_sent_is_a_valid_module(tmp_path):
    for name, text in SENT.items():
        (tmp_path / f"{name.replace('/', '-')}.mjs").write_text(text, encoding="utf-8")
    for path in sorted(tmp_path.iterdir()):
        succeeds(tool("node"), "--check", str(path))


def test_biome_and_typescript_are_content(npm):
    succeeds(npm, "run", "--silent", "check")


def test_every_script_asks_to_be_checked():
    scripts = [*FOLDER.rglob("*.js"), *(ROOT / "tests").rglob("*.js"), *(ROOT / "tests").rglob("*.mjs")]
    unchecked = [path.name for path in scripts if not path.read_text(encoding="utf-8").startswith("// @ts-check\n")]
    assert len(scripts) > 20
    assert not unchecked
