"""The site of the library: it builds without a warning, shows every module and asks no other machine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "lib" / "frontear"
ROOMS = sorted(face.parent.name for face in LIBRARY.glob("*/__init__.py"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    quiet = dict(os.environ, NO_MKDOCS_2_WARNING="1")
    built = subprocess.run(command, cwd=ROOT, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert built.returncode == 0, built.stdout
    assert not re.search("warning|error", built.stdout, re.IGNORECASE), built.stdout
    return folder


def modules(room):
    """Dotted names of what a room holds; a package's is its folder's, and what is run is not read."""
    paths = (path.relative_to(LIBRARY).with_suffix("") for path in (LIBRARY / room).rglob("*.py"))
    return {".".join(("frontear", *path.parts)).removesuffix(".__init__") for path in paths if path.name != "__main__"}


@pytest.mark.parametrize("room", ROOMS)
def test_the_page_of_a_room_shows_every_module_of_it(site, room):
    shown = set(re.findall(r'id="([\w.]+)"', (site / "rooms" / f"{room}.html").read_text(encoding="utf-8")))
    assert modules(room) <= shown


def test_no_page_of_the_site_asks_another_machine(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(ROOMS)
    fetched = r'<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href)="(?:https?:)?//'
    assert not [page.name for page in pages if re.search(fetched, page.read_text(encoding="utf-8"))]
    assert not [sheet.name for sheet in site.rglob("*.css") if re.search(r"url\(.?(https?:)?//", sheet.read_text())]
