"""A lesson run from top to bottom in this process: its text, and what each cell of code shows."""

import ast
import contextlib
import io
import json
import linecache
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A cell by its place, from 0: Markdown, or what code printed and showed, None for nothing."""

    place: int
    markdown: str = ""
    printed: str = ""
    shown: Any = None


def run(notebook: Path) -> list[Cell]:
    """Return the cells of a notebook, those of code run one after another; what one of them raises, this raises."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [_cell(place, cell, f"<{notebook.stem} {place}>", namespace) for place, cell in enumerate(cells)]


def title_of(cells: list[Cell]) -> str:
    """What a page is called: its first heading."""
    return cells[0].markdown.splitlines()[0].lstrip("# ")


def _cell(place: int, cell: dict, name: str, namespace: dict[str, Any]) -> Cell:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return Cell(place, markdown=source)
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name  # an exercise shows its form
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        shown = _run(source, name, namespace)
    return Cell(place, printed=printed.getvalue(), shown=shown)


def _run(source: str, name: str, namespace: dict[str, Any]) -> Any:
    """Run lines of code; the value of the last, where it is an expression."""
    parsed = ast.parse(source, name)
    last = parsed.body.pop() if parsed.body and isinstance(parsed.body[-1], ast.Expr) else None
    exec(compile(parsed, name, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval"), namespace) if isinstance(last, ast.Expr) else None
