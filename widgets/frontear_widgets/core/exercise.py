"""Exercises that check themselves: what is done in a panel, by its controls or by code, and what is said of it."""

import re
from collections.abc import Callable
from typing import Any

from ipywidgets import Widget

from frontear_widgets.browser.plain import HTML, Box, Button
from frontear_widgets.views.names import escaped, with_minus

from .attempt import attempt
from .kept import SOLVED, kept
from .live import Live
from .panel import Panel


class Checked(Panel):
    """A task, what it is done with, and beside what checks it a sentence; that it was solved the browser keeps.

    A subclass says in `checked` whether it is, and the sentence.
    """

    def __init__(self, title: str, task: str, parts: list[Widget], checks: Widget):
        self._title, self._task, self._solved = title, task, False
        self.head, self.feedback = HTML(self.head_when(solved=False)), HTML()
        self.head.add_class("frontear-task")
        self.feedback.add_class("frontear-words")
        checking = Box([checks, self.feedback]).add_class("frontear-checking")
        super().__init__([self.head, *parts, checking])
        self.add_class("frontear-exercise")
        kept().keep(self, SOLVED, task, now=lambda: self._solved, recall=self._mark)

    def check(self) -> bool:
        """Whether the task is solved as things stand; the feedback says why."""
        solved, sentence = self.checked()
        self.feedback.value = verdict(solved, sentence)
        if solved:
            self._mark(True)
        return solved

    def checked(self) -> tuple[bool, str]:
        """Whether the task is solved as things stand, and the sentence, of which nothing is shown."""
        raise NotImplementedError

    def head_when(self, *, solved: bool) -> str:
        """Title and task as HTML."""
        return _head(self._title, self._task, solved=solved)

    def _mark(self, solved: bool) -> None:
        if solved is True:
            self._solved = True
            self.add_class("frontear-done")
            self.head.value = self.head_when(solved=True)
            kept().changed()


class Exercise(Checked):
    """A task on a live panel. `check(settings)` gives whether it is solved, and a sentence that helps.

    In JupyterLab `exercise.answer(length_ms=64)` moves the controls and checks in one go; the task says so there, with
    the settings of `example`. What the page has in common, such as its sound, the panel does not follow: the task is
    about what it begins with.
    """

    def __init__(
        self,
        task: str,
        panel: Live,
        check: Callable[[Any], tuple[bool, str]],
        example: dict[str, Any] | None = None,
    ):
        self.panel, self._check, self.example = panel, check, example or {}
        button = Button(description="Check my answer")
        button.on_click(lambda _: self.check())
        super().__init__("Exercise", task + _by_code(self.example), [panel], button)
        for control in panel.controls.values():
            control.observe(lambda _: setattr(self.feedback, "value", ""), "value")
            if hasattr(control, "page"):
                control.page.leave(control)

    def checked(self) -> tuple[bool, str]:
        """Whether the panel as it stands solves the task."""
        return self.judged(self.panel.settings)

    def judged(self, settings: Any) -> tuple[bool, str]:
        """Whether these settings of the panel would solve the task, and the sentence."""
        checked, problem = attempt(self._check, settings, advice="move a control and check again")
        return (False, f"{problem.removesuffix('.')}.") if problem else checked

    def answer(self, **changes: Any) -> bool:
        """Set controls by name, then check."""
        self.panel.set(**changes)
        return self.check()


def verdict(solved: bool, sentence: str) -> str:
    """Return HTML for whether a task is solved, and why; what stands between backticks is code."""
    mark = '<span class="frontear-good">✓ Solved.</span>' if solved else '<span class="frontear-bad">Not yet.</span>'
    with_code = re.sub("`([^`]+)`", r"<code>\1</code>", escaped(sentence))
    return f"<p>{mark} {with_minus(with_code)}</p>"


def _by_code(example: dict[str, Any]) -> str:
    """How a task is answered by code, for those who see code; "" if there is no example."""
    settings = ", ".join(f"{name}={escaped(repr(value))}" for name, value in example.items())
    told = f' <span class="frontear-in-lab">In JupyterLab: <code>exercise.answer({settings})</code>.</span>'
    return told if settings else ""


def _head(title: str, task: str, *, solved: bool) -> str:
    mark = ' <span class="frontear-good">✓ solved</span>' if solved else ""
    return f"<h3>{title}{mark}</h3><p>{task}</p>"
