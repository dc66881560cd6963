"""The folder of pages: light enough, asking no other machine, with links that lead somewhere."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from conftest import LESSONS, NOTEBOOKS
from frontear_widgets import browser
from frontear_widgets.publish import MOST_BYTES, publish
from frontear_widgets.publish.cells import run, title_of
from frontear_widgets.views.formulas import formula, with_formulas
from frontear_widgets.views.markdown import rendered

LESSON = "appendix_sounds"
FETCHED = r'<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href)="(?:https?:)?//'
LINKS = r'<a\b[^>]*\bhref="([^"#]+)'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    publish(folder, NOTEBOOKS, lessons=[LESSON], finest=3, told=lambda _: None)
    return folder


def test_a_page_weighs_little_with_all_that_it_loads(site: Path):
    page = (site / f"{LESSON}.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:src|href)="(static/[^"]+)"', page)
    assert len(loaded) > 10
    assert len(page.encode()) + sum((site / name).stat().st_size for name in loaded) <= MOST_BYTES


def test_no_page_asks_another_machine(site: Path):
    pages = list(site.glob("*.html"))
    assert len(pages) > 4
    assert not [page.name for page in pages if re.search(FETCHED, page.read_text(encoding="utf-8"))]
    sheets = list(site.rglob("*.css"))
    assert not [sheet.name for sheet in sheets if re.search(r"(url\(|@import ).?(https?:)?//", sheet.read_text())]


def test_links_between_pages_lead_to_pages(site: Path):
    written = {path.name for path in site.iterdir()} | {f"{name}.html" for name in LESSONS}
    for page in site.glob("*.html"):
        for link in re.findall(LINKS, page.read_text(encoding="utf-8")):
            assert link.startswith("https://") or unquote(link) in written, (page.name, link)


def test_what_needs_python_leads_to_the_same_lesson_on_binder(site: Path):
    assert f"%2F{LESSON}.ipynb" in (site / f"{LESSON}.html").read_text(encoding="utf-8")
    assert f"%2F{LESSON}.ipynb" in (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")


def test_an_unknown_lesson_is_named(tmp_path: Path):
    with pytest.raises(ValueError, match=r"no lesson named 77_none; there are: 01_windowing, "):
        publish(tmp_path, NOTEBOOKS, lessons=["77_none"])


def test_a_page_has_the_modules_that_a_live_one_has(site: Path):
    script = (site / "static" / "frontear.js").read_text(encoding="utf-8")
    assert all(f'"browser/{name}"' in script for name in browser.texts())


def test_cells_run_in_order_and_show_their_last_value(tmp_path: Path):
    cells = [("markdown", "# A *title*"), ("code", "a = 2\nprint(a)"), ("code", "a * 3"), ("code", "b = a")]
    written = ", ".join(f'{{"cell_type": "{kind}", "source": {source!r}}}' for kind, source in cells)
    (tmp_path / "a.ipynb").write_text('{"cells": [' + written.replace("'", '"') + "]}", encoding="utf-8")
    found = run(tmp_path / "a.ipynb")
    assert title_of(found) == "A *title*"
    assert [(cell.printed, cell.shown) for cell in found[1:]] == [("2\n", None), ("", 6), ("", None)]


def test_formulas_are_drawn_when_the_page_is_made():
    assert "<msqrt>" in formula(r"\sqrt{2}")
    text = rendered("A tone at $f_s/2$, and\n\n$$E = m c^2$$\n\n| $a$ | b |\n| - | - |\n| 1 | 2 |\n")
    assert text.count("<math") == 3
    assert text.count('display="block"') == 1
    assert "$" not in text
    assert with_formulas(r"<p>\(a &lt; b\)</p>").count("<math") == 1


@pytest.mark.parametrize("name", LESSONS)
def test_every_formula_of_a_lesson_can_be_drawn(name: str):
    for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            drawn = rendered("".join(cell["source"]))
            assert "\\" not in re.sub(r"<(code|pre)\b.*?</\1>", "", drawn, flags=re.DOTALL)
