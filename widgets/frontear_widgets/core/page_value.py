"""A value that is the page's: chosen at one panel it is taken by all, one after another while no panel computes."""

import asyncio
from collections.abc import Callable
from typing import Any

import traitlets
from ipywidgets import Widget

from .attempt import attempt
from .kept import SETTINGS, kept

BREATH_S = 0.02  # between looks whether all panels rest
WORKING: set[Widget] = set()  # panels that compute now


class PageValue(traitlets.HasTraits):
    """What a person has chosen at one panel for all; None until then. The browser keeps it for all lessons.

    A control that names it as its `page` follows as soon as it belongs to a panel, a new one too, until it is closed.
    One that gets another value from a person or the browser keeps that until the next choice.

    Args:
        name: What the browser keeps it as.
        check: Raises ValueError for what it cannot be (any more).
    """

    value = traitlets.Any(None)

    def __init__(self, name: str, *, check: Callable[[Any], object]):
        super().__init__()
        self._name, self._check = name, check
        self._followers: dict[Any, None] = {}  # in the order of the page
        self._due: dict[Any, Any] = {}  # who follows as soon as all rest, and what they had when it was chosen
        self._turns: asyncio.Task | None = None
        self._kept = False

    def join(self, control: Any) -> None:
        """A control follows from now on, and takes what was chosen before it came."""
        self._followers[control] = None
        control.observe(lambda change: self.leave(control) if change["new"] is None else None, "comm")
        if not self._kept:
            self._kept = True
            kept().keep(kept(), SETTINGS, "page", now=self._now, recall=self._recall)
        if self.value is not None:
            self._wait([control])

    def leave(self, control: Any) -> None:
        """A control follows no longer: its value is its panel's own."""
        self._followers.pop(control, None)
        self._due.pop(control, None)

    def choose(self, value: Any, control: Any) -> None:
        """A person has chosen at a control: those that follow take it, the next ones first, if this one follows."""
        if control in self._followers:
            order = list(self._followers)
            place = order.index(control)
            self._set(value, [*order[place + 1 :], *order[:place]])

    def stays(self, control: Any) -> None:
        """What a control has now is its own: it stays until the next choice."""
        self._due.pop(control, None)

    def is_own(self, control: Any, first: Any) -> bool:
        """Whether a control has another value than the page's, or than `first` where it does not follow."""
        usual = first if self.value is None or control not in self._followers else self.value
        return control not in self._due and control.value != usual

    def _now(self) -> dict[str, Any]:
        return {} if self.value is None else {self._name: self.value}

    def _recall(self, settings: dict) -> None:
        self._check(settings[self._name])
        self._set(settings[self._name], list(self._followers))

    def _set(self, value: Any, followers: list[Any]) -> None:
        self.value = value
        self._due.clear()
        self._wait([control for control in followers if control.value != value])
        kept().changed()

    def _wait(self, controls: list[Any]) -> None:
        self._due |= {control: control.value for control in controls}
        try:
            if self._turns is None or self._turns.done():
                self._turns = asyncio.get_running_loop().create_task(self._in_turn())
        except RuntimeError:  # no event loop, as in a plain script
            while self._due:
                self._next()

    async def _in_turn(self) -> None:
        while self._due:
            await asyncio.sleep(BREATH_S)
            if self._due and not WORKING:
                self._next()
        kept().changed()

    def _next(self) -> None:
        control = next(iter(self._due))
        if self._due.pop(control) == control.value:
            attempt(setattr, control, "value", self.value, advice="")
