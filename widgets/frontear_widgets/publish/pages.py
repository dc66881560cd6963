"""The pages as HTML: a lesson's cells with places for its panels, and pages of text alone."""

import json
import re
import zlib
from base64 import b64encode
from functools import cache
from pathlib import Path

import jinja2
from IPython.display import HTML
from jupyter_core.paths import jupyter_path

from frontear_widgets.views.markdown import rendered
from frontear_widgets.views.names import escaped

from .cells import Cell, title_of
from .lesson import Lesson

HERE = Path(__file__).parent / "page"
CHECKOUT = Path(__file__).parents[2] / "jupyter" / "nbconvert" / "templates"
SHEETS = ("index.css", "theme-light.css", "page.css", "stock.css", "published.css", "look.css")
OF_TEXT = ("header.js", "hand_in.js")
OF_LESSONS = (*OF_TEXT, "alone.js", "slides.js", "frontear.js")
FONT = ("stix-two-math.woff2", "stix-two-math-LICENSE.txt")
LINK = re.compile(r'(href="(?![a-z]+:)[^"#]*)\.(?:ipynb|md)(?=["#])')
TEXT = '<div class="jp-RenderedHTMLCommon jp-RenderedMarkdown jp-MarkdownOutput">{}</div>'


def lesson_page(lesson: Lesson, *, python: str) -> str:
    """A lesson's page.

    Args:
        lesson: What it shows.
        python: Where the same lesson runs with Python.
    """
    sent = {"lesson": f"{lesson.name}.ipynb", "python": python, "page": lesson.packed}
    return _page(
        "lesson.html.j2",
        title=title_of(lesson.cells),
        cells=[_cell(cell, lesson.views.get(cell.place)) for cell in lesson.cells],
        sent=json.dumps(sent | {"recordings": lesson.recordings}),
        scripts=OF_LESSONS,
        lesson=True,
        large=large_name(lesson),
    )


def large_name(lesson: Lesson) -> str:
    """The script of what is large in a lesson, beside its page: a page of text is there sooner."""
    return f"{lesson.name}.js"


def large_script(lesson: Lesson) -> str:
    """What stands in it."""
    return f"frontearBlobs.resolve({json.dumps(lesson.blobs)});\n"


def text_page(cells: list[Cell]) -> str:
    """A page of text, and of what code has shown as HTML."""
    return _page("lesson.html.j2", title=title_of(cells), cells=[_cell(cell) for cell in cells], scripts=OF_TEXT)


def static_files() -> dict[str, bytes]:
    """What all pages share, by name, but for the scripts of the panels."""
    own, lab = template_folder("frontear") / "static", template_folder("lab") / "static"
    found = {name: own / name for name in (*OF_LESSONS[:-1], "page.css", "stock.css", *FONT, "plotly-LICENSE.txt")}
    found |= {name: lab / name for name in ("index.css", "theme-light.css", "theme-dark.css")}
    found |= {"published.css": HERE / "published.css", "look.css": HERE.parents[1] / "browser" / "look.css"}
    plotly = b64encode(zlib.compress((own / "plotly-basic.min.js").read_bytes(), 9)).decode()
    packed = f'/* plotly.js, its licence in plotly-LICENSE.txt */\nfrontearUnpack("{plotly}");\n'
    return {name: path.read_bytes() for name, path in found.items()} | {"plotly.js": packed.encode()}


def manager_scripts() -> list[Path]:
    """What pages with a kernel and pages without one share of the widget manager."""
    return sorted((template_folder("frontear") / "static" / "manager").glob("*.js"))


@cache
def template_folder(name: str) -> Path:
    """Where a template of nbconvert's lies: our own in the checkout, where there is one."""
    places = [CHECKOUT, *(Path(place) for place in jupyter_path("nbconvert", "templates"))]
    return next(place / name for place in places if (place / name / "static").is_dir())


def _page(template: str, **shown: object) -> str:
    folders = [str(HERE), str(template_folder("frontear"))]
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folders), keep_trailing_newline=True)
    page = environment.get_template(template).render(sheets=SHEETS, **shown)
    return LINK.sub(r"\1.html", page.lstrip())


def _cell(cell: Cell, view: str | None = None) -> str:
    if cell.markdown:
        return f'<div class="jp-Cell jp-MarkdownCell">{TEXT.format(rendered(cell.markdown))}</div>'
    shown = f'<pre class="fe-printed" tabindex="0">{escaped(cell.printed)}</pre>' if cell.printed else ""
    if isinstance(cell.shown, HTML):
        shown += f'<div class="jp-RenderedHTML">{cell.shown.data}</div>'
    elif view is None and cell.shown is not None:
        shown += f'<pre class="fe-printed" tabindex="0">{escaped(repr(cell.shown))}</pre>'
    panel = f'<div class="jp-OutputArea-output" data-fe-view="{view}"></div>' if view else ""
    sign = '<div class="fe-coming" aria-hidden="true"><i></i><i></i></div>' if view else ""
    output = f'<div class="jp-OutputArea-child">{panel or shown}</div>' if panel or shown else ""
    return f'<div cell-index="{cell.place + 1}">{sign}{output}</div>' if output else ""
