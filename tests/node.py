"""Node's tools: a person may go without node and npm; the build may not, and fetches packages as `npm ci` does."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGETS = Path(__file__).resolve().parents[1] / "widgets"


def tool(name: str) -> str:
    """Path of node or npm; on Windows npm is a batch file."""
    return shutil.which(name) or missing(f"no {name} here: install Node.js 20 or newer to run these tests")


def package(name: str) -> str:
    """Path of a program that `npm ci` has fetched."""
    place = WIDGETS / "node_modules" / ".bin"
    return shutil.which(name, path=place) or missing(f"no {name} here: run `npm ci` in widgets/")


def missing(reason: str) -> str:
    """Skip, on a build fail."""
    return (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def succeeds(*command: str) -> None:
    """Run it among the widgets."""
    done = subprocess.run(command, cwd=WIDGETS, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
