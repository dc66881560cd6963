"""The folder of pages: lessons, the gallery that leads to them, glossary and conventions, and what all share."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

from frontear_widgets import browser

from .cells import Cell, run
from .lesson import Lesson, Recording
from .pages import HERE, large_name, large_script, lesson_page, manager_scripts, static_files, text_page

GALLERY = "00_index"
BINDER = "https://mybinder.org/v2/gh/frontear/frontear/HEAD?urlpath="
MOST_BYTES = 6_000_000  # of a page with all that it loads
FINEST = 33  # places of a slider that are enough
TEXT_BYTES = 150_000  # of a lesson's text, about
STARTER = "start.js"
MANAGER = "jupyter/nbconvert/templates/frontear/static/manager"  # as the pages' scripts name it in a checkout
FRONT_PAGE = f"""<!DOCTYPE html>
<html lang="en">
  <head><title>Frontear</title><meta http-equiv="refresh" content="0; url={GALLERY}.html"></head>
  <body><a href="{GALLERY}.html">The lessons</a></body>
</html>
"""


def publish(
    folder: Path,
    notebooks: Path,
    *,
    lessons: Sequence[str] = (),
    finest: int = FINEST,
    told: Callable[[str], None] = print,
) -> None:
    """Write the lessons as pages that need no server.

    Args:
        folder: Where to; it is made, and what has other names in it stays.
        notebooks: Where the lessons stand.
        lessons: Those that are wanted, by name; all if none is named.
        finest: Places of a slider that are enough.
        told: Hears what was written.

    Raises:
        ValueError: No lesson has a name that is wanted, or a page weighs more than `MOST_BYTES`.
    """
    found = {path.stem: path for path in sorted(notebooks.glob("*.ipynb")) if path.stem != GALLERY}
    if unknown := sorted(set(lessons) - found.keys()):
        raise ValueError(f"no lesson named {', '.join(unknown)}; there are: {', '.join(found)}")
    shared = static_files() | {"frontear.js": scripts().encode()}
    for name, content in shared.items():
        _write(folder / "static" / name, content)
    room = MOST_BYTES - sum(len(content) for name, content in shared.items() if name != "plotly-LICENSE.txt")
    for page in (notebooks / f"{GALLERY}.ipynb", *sorted(notebooks.glob("*.md"))):
        _write(folder / f"{page.stem}.html", text_page(_text(page)).encode())
    _write(folder / "index.html", FRONT_PAGE.encode())
    for name in lessons or found:
        made = Recording(found[name], room=room - TEXT_BYTES, finest=finest).made()
        page, large = lesson_page(made, python=binder(made)).encode(), large_script(made).encode()
        whole = MOST_BYTES - room + len(page) + len(large)
        if whole > MOST_BYTES:
            raise ValueError(f"{name} weighs {whole / 1e6:.1f} MB; allowed: {MOST_BYTES / 1e6:g}")
        _write(folder / "static" / large_name(made), large)
        _write(folder / f"{name}.html", page)
        told(f"{name}: {whole / 1e6:.1f} MB with all that it loads")


def binder(lesson: Lesson) -> str:
    """Where a lesson runs with Python for everybody; what its settings are may follow."""
    return BINDER + quote(f"voila/render/notebooks/{lesson.name}.ipynb", safe="")


def scripts() -> str:
    """All modules of the pages, by name, and what gives them addresses."""
    own = {f"publish/page/{path.name}": path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.js"))}
    modules = {f"browser/{name}": text for name, text in browser.texts().items()}
    starter = own.pop(f"publish/page/{STARTER}")
    own |= {f"{MANAGER}/{path.name}": path.read_text(encoding="utf-8") for path in manager_scripts()}
    modules |= {name: browser.COMMENTS.sub("", text) for name, text in own.items()}
    return f"globalThis.frontearModules = {json.dumps(modules)};\n{starter}"


def _text(page: Path) -> list[Cell]:
    if page.suffix == ".md":
        return [Cell(0, markdown=page.read_text(encoding="utf-8"))]
    from frontear_widgets.lessons.gallery import gallery

    return [Cell(cell.place, cell.markdown, shown=cell.shown and gallery(page.parent)) for cell in run(page)]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
