"""Tables in HTML, and a view for those that follow the controls."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from frontear_widgets.browser.plain import HTML

from .names import escaped, with_minus


class Table(HTML):
    """Shows the HTML of a table; unlike `LiveText` it is not read aloud at every step."""

    def __init__(self, table: str):
        super().__init__(**self.state(table))

    def show(self, table: str) -> None:
        """Replace the table."""
        self.value = self.state(table)["value"]

    @staticmethod
    def state(table: str) -> dict[str, str]:
        """The traits that `show` sets."""
        return {"value": with_minus(table)}


def shape(array: Any) -> str:
    """The sizes of an array's axes, as they stand in a cell: in one piece."""
    return "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}".join(map(str, array.shape))


def table(heads: Sequence[str], rows: Iterable[Iterable[str]], *, chosen: str = "") -> str:
    """A row of heads, if there are any, and the rows, whose first cell is their name; all of it is text, not HTML.

    A head without words heads nothing. The row named `chosen` is tinted; a number and its ± or unit stand in one line.
    """
    head = f"<tr>{''.join(_cells('th' if text else 'td', [text]) for text in heads)}</tr>" if heads else ""
    return f"<table>{head}{''.join(_row(*row, chosen=chosen) for row in rows)}</table>"


def _row(name: str, *cells: str, chosen: str) -> str:
    here = ' style="background: var(--fe-tint)"' if name == chosen else ""
    return f"<tr{here}><th>{escaped(name)}</th>{_cells('td', cells)}</tr>"


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}{WHOLE * bool(MEASURE.search(text))}>{escaped(text)}</{tag}>" for text in texts)


WHOLE = ' style="white-space: nowrap"'
MEASURE = re.compile(r"±|^\W?[\d.,]+ \S{1,5}$")  # a number with its ±, or with its unit
