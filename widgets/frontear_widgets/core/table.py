"""Tables in HTML, and a view for those that follow the controls."""

from collections.abc import Iterable, Sequence

from ipywidgets import HTML


class Table(HTML):
    """Shows the HTML of a table; unlike `LiveText` it is not read aloud at every step."""

    def show(self, table: str) -> None:
        """Replace the table."""
        self.value = table


def table(heads: Sequence[str], rows: Iterable[Iterable[str]], *, chosen: str = "") -> str:
    """A row of heads, if there are any, and the rows, whose first cell is their name; cells are HTML.

    The row named `chosen` is tinted.
    """
    head = f"<tr>{_cells('th', heads)}</tr>" if heads else ""
    return f"<table>{head}{''.join(_row(*row, chosen=chosen) for row in rows)}</table>"


def _row(name: str, *cells: str, chosen: str) -> str:
    here = ' style="background: var(--fe-tint)"' if name == chosen else ""
    return f"<tr{here}><th>{name}</th>{_cells('td', cells)}</tr>"


def _cells(tag: str, cells: Iterable[str]) -> str:
    return "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)
