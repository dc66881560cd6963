"""What every panel is: a box with a frame, closed with all that is in it when its cell is run again.

The kernel keeps each widget until it is closed: what a cell showed before would go on listening, unseen.
"""

import itertools
from collections.abc import Callable
from typing import Any

import traitlets
from IPython import get_ipython
from ipywidgets import Widget

from frontear_widgets.browser.plain import Dropdown, VBox, is_shared


class Shared(traitlets.HasTraits):
    """What the whole page shares, its sounds, sets and runs: `changes` counts how often any of it has changed."""

    changes = traitlets.Int(0)


SHARED = Shared()


class Panel(VBox):
    """A box with a frame. Closing it closes all widgets in it."""

    def __init__(self, children: list[Widget]):
        super().__init__(children)
        self.add_class("frontear-panel")

    def _repr_mimebundle_(self, **options: Any) -> Any:
        CELLS.note(self)
        return super()._repr_mimebundle_(**options)

    def close(self) -> None:
        """Close the panel and all that is in it."""
        for child in self.children:
            _close(child)
        super().close()
        _close_look(self)


def follow(widget: Widget, source: traitlets.HasTraits, names: str | list[str], refresh: Callable[[], None]) -> None:
    """Call `refresh` whenever one of `names` of `source` changes, until the widget is closed.

    Args:
        widget: Who follows.
        source: What the whole page shares.
        names: Traits of it.
        refresh: Takes nothing.
    """

    def heard(_change: dict) -> None:
        SHARED.changes += 1
        refresh()

    def closed(change: dict) -> None:
        if change["new"] is None:
            source.unobserve(heard, names)

    source.observe(heard, names)
    widget.observe(closed, "comm")


class GrowingList(Dropdown):
    """Its options are what `choices()` gives, anew whenever what the page shares changes; what is chosen stays."""

    def __init__(self, choices: Callable[[], list], source: traitlets.HasTraits, names: str | list[str]):
        self._choices = choices
        super().__init__(options=choices())
        follow(self, source, names, self._refresh)

    def _refresh(self) -> None:
        value = self.value
        self.options = self._choices()
        self.value = value


class Cells:
    """Which panels each cell shows; a run of a cell closes what it showed before and no cell shows any more."""

    def __init__(self):
        self._shown: dict[str, dict[str, list[Panel]]] = {}  # by cell and run
        self._listening = False

    def note(self, panel: Panel) -> None:
        """A panel is shown by the cell that runs now; outside notebooks nothing takes the place of anything."""
        cell, run = running()
        if cell:
            self._shown.setdefault(cell, {}).setdefault(run, []).append(panel)
            self._listen()

    def ended(self, cell: str, run: str) -> None:
        """That run of a cell has ended: close what runs of it before have shown."""
        runs = self._shown.pop(cell, {})
        if now := runs.pop(run, []):
            self._shown[cell] = {run: now}
        shown = {id(panel) for runs_of in self._shown.values() for panels in runs_of.values() for panel in panels}
        for panel in itertools.chain(*runs.values()):
            if id(panel) not in shown:
                panel.close()

    def _listen(self) -> None:
        if not self._listening:
            get_ipython().events.register("post_run_cell", lambda _result: self.ended(*running()))
            self._listening = True


CELLS = Cells()


def running() -> tuple[str, str]:
    """The cell that runs now, and its run, as the kernel was told; "" where there is none."""
    shell = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return parent.get("metadata", {}).get("cellId") or "", parent.get("header", {}).get("msg_id") or ""


def _close(widget: Widget) -> None:
    if isinstance(widget, Panel):
        return widget.close()
    for child in getattr(widget, "children", ()):
        _close(child)
    widget.close()
    return _close_look(widget)


def _close_look(widget: Widget) -> None:
    for part in (getattr(widget, "layout", None), getattr(widget, "style", None)):
        if isinstance(part, Widget) and not is_shared(part):
            part.close()
