"""A waveform whose parts are marked by drawing over them or by two numbers: keep this, gate that."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np
import traitlets
from numpy.typing import NDArray

from frontear.gates import Mark
from frontear_widgets.browser import PageWidget
from frontear_widgets.browser.plain import BoundedFloatText, Box, Button, Dropdown, VBox
from frontear_widgets.core.attempt import attempt
from frontear_widgets.training.job_panel import wrong
from frontear_widgets.views.live_text import LiveText

COLUMNS = 1_600  # of the waveform
KINDS = {"keep": True, "gate": False}


class Wave(PageWidget):
    """The lowest and highest sample of each of COLUMNS, of 127, and the marks; the page says what was drawn.

    `typed` is what the two numbers say, `chosen` the place of the mark that may be removed.
    """

    module = traitlets.Unicode("marks.js").tag(sync=True)

    ends = traitlets.Bytes().tag(sync=True)
    seconds = traitlets.Float(1.0).tag(sync=True)
    marks = traitlets.List().tag(sync=True)
    typed = traitlets.List(traitlets.Float(), [0.0, 0.0]).tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)
    keep = traitlets.Bool(True).tag(sync=True)
    height = traitlets.Int(110).tag(sync=True)


class MarkedWave(VBox):
    """The wave, what draws on it, and the same by keyboard; `marks` are by time."""

    def __init__(self):
        self.marks: tuple[Mark, ...] = ()
        self._before: list[tuple[Mark, ...]] = []
        self.wave, self.told = Wave(), LiveText("")
        self.kind = Dropdown(options=KINDS, description="Mark as")
        self.kind.observe(lambda change: setattr(self.wave, "keep", change["new"]), "value")
        self.start, self.stop = (_seconds(name) for name in ("from (s)", "to (s)"))
        for number in (self.start, self.stop):
            number.observe(lambda _: self._show_typed(), "value")
        self.chosen = Dropdown(options=[], description="Mark")
        self.chosen.observe(lambda change: setattr(self.wave, "chosen", _place(change["new"])), "index")
        self.buttons = {
            "Add": lambda: self.add(self.start.value, self.stop.value),
            "Remove": self.remove,
            "Undo": self.undo,
        }
        add, remove, undo = (_button(name, act) for name, act in self.buttons.items())
        lines = Box([self.kind, self.start, self.stop, add]), Box([self.chosen, remove, undo])
        rows = [line.add_class("frontear-foot").add_class("frontear-fields") for line in lines]
        self.wave.on_msg(lambda _wave, drawn, _buffers: self.add(drawn["start"], drawn["stop"]))
        super().__init__([self.wave, *rows, self.told])

    def show(self, sound: NDArray, seconds: float, marks: Sequence[Mark] = ()) -> None:
        """Begin anew with another recording, and perhaps with marks in it."""
        with self.wave.hold_sync():
            self.wave.ends, self.wave.seconds = _ends(sound), seconds
        self._before.clear()
        self._set(tuple(marks))
        begin = max((mark.stop for mark in marks), default=0.0)
        self.start.value, self.stop.value = round(begin, 2), round(min(begin + 0.5, seconds), 2)
        self._show_typed()

    def add(self, start: float, stop: float) -> None:
        """One mark more, of the kind that is chosen; what cannot be is told."""
        mark, problem = attempt(self._new, start, stop, advice="draw it once more")
        self.told.show(f"<p>{wrong(problem)}</p>" if problem else "")
        if not problem:
            self._before.append(self.marks)
            self._set((*self.marks, mark))

    def remove(self) -> None:
        """Take the chosen one away."""
        if self.chosen.value is not None:
            self._before.append(self.marks)
            self._set(tuple(mark for mark in self.marks if mark is not self.chosen.value))

    def undo(self) -> None:
        """Back to the marks before the last change."""
        if self._before:
            self._set(self._before.pop())

    def take(self, marks: Sequence[Mark]) -> None:
        """These marks in place of all."""
        self._before.append(self.marks)
        self._set(tuple(marks))

    def _show_typed(self) -> None:
        self.wave.typed = [self.start.value, self.stop.value]

    def _new(self, start: float, stop: float) -> Mark:
        mark = Mark(round(start, 2), round(min(stop, self.wave.seconds), 2), bool(self.kind.value))
        for other in self.marks:
            if mark.start < other.stop and other.start < mark.stop:
                raise ValueError(f"got {mark} over {other}, allowed is that no mark lies over another")
        return mark

    def _set(self, marks: tuple[Mark, ...]) -> None:
        self.marks = tuple(sorted(marks, key=lambda mark: mark.start))
        self.wave.marks = [asdict(mark) for mark in self.marks]
        with self.chosen.hold_sync():
            self.chosen.options = [(_named(mark), mark) for mark in self.marks]
            self.chosen.index = len(self.marks) - 1 if self.marks else None


def _named(mark: Mark) -> str:
    return f"{'keep' if mark.keep else 'gate'} {mark.start:.2f}–{mark.stop:.2f} s"


def _place(index: int | None) -> int:
    return -1 if index is None else index


def _seconds(name: str) -> BoundedFloatText:
    return BoundedFloatText(min=0, max=600, step=0.1, description=name)


def _button(name: str, act: Callable[[], None]) -> Button:
    button = Button(description=name)
    button.on_click(lambda _: act())
    return button


def _ends(sound: NDArray) -> bytes:
    columns = np.array_split(sound, COLUMNS)
    ends = np.array([(part.min(initial=0), part.max(initial=0)) for part in columns])
    return np.round(127 * ends / max(np.abs(ends).max(), 1e-9)).astype(np.int8).tobytes()
