"""Exercises that check themselves: by the controls of a panel, or by code."""

from collections.abc import Callable
from typing import Any

from ipywidgets import HTML, Box, Button

from frontear_widgets.views.names import escaped, with_minus

from .attempt import attempt
from .kept import SOLVED, kept
from .live import Live
from .panel import Panel


class Exercise(Panel):
    """A task on a live panel. `check(settings)` gives whether it is solved, and a sentence that helps.

    In JupyterLab `exercise.answer(length_ms=64)` moves the controls and checks in one go. What the page has in common,
    such as its sound, the panel does not follow: the task is about what it begins with.
    """

    def __init__(self, task: str, panel: Live, check: Callable[[Any], tuple[bool, str]]):
        self.panel, self._check = panel, check
        self.head, self._solved = HTML(_head(task, solved=False)), False
        self.feedback = HTML()
        self.feedback.add_class("frontear-words")
        button = Button(description="Check my answer")
        button.on_click(lambda _: self.check())
        for control in panel.controls.values():
            control.observe(lambda _: setattr(self.feedback, "value", ""), "value")
            if hasattr(control, "page"):
                control.page.leave(control)
        checking = Box([button, self.feedback]).add_class("frontear-checking")
        super().__init__([self.head, panel, checking])
        self.add_class("frontear-exercise")
        self._task = task
        kept().keep(self, SOLVED, task, now=lambda: self._solved, recall=self._mark)

    def check(self) -> bool:
        """Whether the panel as it stands solves the task; the feedback says why."""
        checked, problem = attempt(self._check, self.panel.settings, advice="move a control and check again")
        solved, sentence = (False, f"{problem.removesuffix('.')}.") if problem else checked
        mark = (
            '<span class="frontear-good">✓ Solved.</span>' if solved else '<span class="frontear-bad">Not yet.</span>'
        )
        self.feedback.value = f"<p>{mark} {with_minus(escaped(sentence))}</p>"
        if solved:
            self._mark(True)
        return solved

    def _mark(self, solved: bool) -> None:
        if solved is True:
            self._solved = True
            self.add_class("frontear-done")
            self.head.value = _head(self._task, solved=True)
            kept().changed()

    def answer(self, **changes: Any) -> bool:
        """Set controls by name, then check."""
        self.panel.set(**changes)
        return self.check()


def _head(task: str, *, solved: bool) -> str:
    mark = ' <span class="frontear-good">✓ solved</span>' if solved else ""
    return f"<h3>Exercise{mark}</h3><p>{task}</p>"
