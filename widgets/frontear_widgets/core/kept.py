"""What the browser keeps of the panels and gives back at the next visit: settings, predictions made, exercises solved.

Of a prediction that is made it keeps too that it was right: for what a student hands in.

The page is never told to trust what it kept: each panel takes of it what it would take from a person, and no more.
"""

import asyncio
import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import traitlets
from ipywidgets import Widget

from frontear_widgets.browser import PageWidget
from frontear_widgets.browser.pieces import Pieces

from .attempt import attempt
from .panel import running

SETTINGS, CHOICES, RIGHT, SOLVED = KINDS = "settings", "choices", "right", "solved"
SOON_S = 0.4  # until the page hears what has changed: a slider moves on meanwhile
BREATH_S = 0.02  # between predictions that come back, for whoever moves a slider
LONGEST_NAME = 48
Parcel = Callable[[dict, bytes], None]


@dataclass(frozen=True)
class Place:
    """A panel that has something to keep: the cell and run it comes from, what it keeps now, how it takes that back."""

    panel: Widget
    cell: str
    run: str
    now: Callable[[], Any]
    recall: Callable[[Any], None]


class Kept(PageWidget):
    """One in a kernel, unseen. `state` is what there is to keep now, by kind and name; the page stores it.

    The page answers once, at its start, with what it has kept: settings at once, predictions one after another, for
    their answers take time. A panel that comes later, as under a covered answer, finds its own when it comes.
    """

    module = traitlets.Unicode("kept.js").tag(sync=True)
    unseen = traitlets.Bool(True).tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    parcels = traitlets.Bool(False).tag(sync=True)

    def __init__(self):
        super().__init__()
        self._places: dict[tuple[str, str], Place] = {}
        self._wanted: dict[tuple[str, str], Any] = {}
        self._back, self._due = False, False
        self._pieces = Pieces()
        self._under: tuple[str, str, str] | None = None  # a question whose answer is made now
        self._giving: asyncio.Task | None = None
        self.on_msg(lambda _widget, message, buffers: self._hear(message, buffers))

    def keep(
        self, panel: Widget, kind: str, title: str, *, now: Callable[[], Any], recall: Callable[[Any], None]
    ) -> None:
        """Keep something of a panel until that is closed; it calls `changed` when there is something new.

        Args:
            panel: The panel.
            kind: One of `KINDS`.
            title: What it is known by; where several are called the same, their order counts.
            now: Returns what is to be kept, for JSON; nothing is empty or false.
            recall: Takes what was kept, perhaps at once; raises ValueError for what is not allowed (any more).
        """
        question, cell, run = self._under or ("", *running())
        key = kind, self._name(kind, f"{question} {title}", cell, run)
        before = self._places.get(key)
        if before and key not in self._wanted and (kept := before.now()):
            self._wanted[key] = kept  # its cell runs again
        self._places[key] = place = Place(panel, cell, run, now, recall)
        panel.observe(lambda change: self._forget(key, place) if change["new"] is None else None, "comm")
        self._give(key)

    @contextlib.contextmanager
    def under(self, question: str, cell: str, run: str) -> Iterator[None]:
        """What is kept meanwhile is an answer's: known by its question, of that cell, whenever it is uncovered."""
        self._under = question, cell, run
        try:
            yield
        finally:
            self._under = None

    def name_of(self, panel: Widget, kind: str) -> str:
        """What the browser calls what it keeps of a panel, of that kind; "" where it keeps nothing."""
        return next((name for (of, name), place in self._places.items() if of == kind and place.panel is panel), "")

    def changed(self) -> None:
        """Tell the page soon; where no event loop runs, as in a plain script, there is no page."""
        if not self._due:
            with contextlib.suppress(RuntimeError):
                asyncio.get_running_loop().call_later(SOON_S, self.tell)
                self._due = True

    def tell(self) -> None:
        """Tell the page what there is to keep."""
        self._due = False
        state: dict[str, Any] = {kind: {} for kind in KINDS} | {"back": self._back}
        for (kind, name), place in self._places.items():
            state[kind][name] = self._wanted.get((kind, name)) or place.now()
        self.state = state

    def _name(self, kind: str, title: str, cell: str, run: str) -> str:
        """The title in plain letters, and a number where a panel elsewhere has that already."""
        name = wanted = re.sub(r"[^a-z0-9]+", "-", title.lower())[:LONGEST_NAME].strip("-") or "panel"
        number = 2
        while (other := self._places.get((kind, name))) and (not cell or other.cell != cell or other.run == run):
            name, number = f"{wanted}-{number}", number + 1
        return name

    def _forget(self, key: tuple[str, str], place: Place) -> None:
        if self._places.get(key) is place:
            del self._places[key]

    def _hear(self, message: dict, buffers: list) -> None:
        if "restore" in message:
            self._restore(message["restore"])
        elif "parcel" in message and PARCELS and (data := self._pieces.add(message, buffers)) is not None:
            attempt(PARCELS[0], message, data, advice="")  # what cannot be read is left out

    def _restore(self, kept: Any) -> None:
        self._wanted = {(kind, name): value for kind in KINDS for name, value in _dict(_dict(kept).get(kind)).items()}
        self._back = True
        here = [key for key in self._places if key in self._wanted]
        for key in here:
            if key[0] != CHOICES:
                self._give(key)
        predictions = [key for key in here if key[0] == CHOICES]
        try:
            self._giving = asyncio.get_running_loop().create_task(self._give_in_turn(predictions))
        except RuntimeError:  # no event loop, as in a plain script
            for key in predictions:
                self._give(key)
        self.changed()

    async def _give_in_turn(self, keys: list[tuple[str, str]]) -> None:
        for key in keys:
            await asyncio.sleep(BREATH_S)
            self._give(key)

    def _give(self, key: tuple[str, str]) -> None:
        """Give back what is wanted there, if anything; what is not allowed any more is dropped."""
        if key in self._wanted and key in self._places:
            attempt(self._places[key].recall, self._wanted[key], advice="")
            del self._wanted[key]
        self.changed()


@cache
def kept() -> Kept:
    """The kernel's own."""
    widget = Kept()
    widget.parcels = bool(PARCELS)
    return widget


PARCELS: list[Parcel] = []


def take_parcels(take: Parcel) -> None:
    """Say who takes the bytes that the page keeps under a name: called with what is said of them, and the bytes."""
    PARCELS[:] = [take]
    if kept.cache_info().currsize:
        kept().parcels = True


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}
