"""An exercise in code: a form whose body the student writes, a check that says what is wrong, hints one by one."""

import linecache
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from frontear_widgets.browser.plain import HTML, Button, VBox
from frontear_widgets.core.exercise import verdict
from frontear_widgets.core.panel import Panel
from frontear_widgets.views.code import CopyCode
from frontear_widgets.views.markdown_text import MarkdownText

from .checking import Case, NotYet, check

IN_LAB = "Write the body in the cell above, and run the cell (Shift + Enter)."
IN_VOILA = (
    "Cells of code are hidden here. Open this lesson in JupyterLab (<code>python3 start.py lab</code>), or copy the "
    "cell into a notebook of your own, write the body and run it."
)


@dataclass(frozen=True)
class CodeTask:
    """A function that is to be written; called with it, it makes the panel that judges it.

    Args:
        words: What it is to do: Markdown with formulas.
        hints: From the first push to nearly all of it, Markdown.
        cases: Makes the calls that it is judged by.
        then: What a student who has solved it may know besides.
        solution: The file in `notebooks/solutions` where one stands.
    """

    words: str
    hints: Sequence[str]
    cases: Callable[[], list[Case]]
    then: str
    solution: str

    def __call__(self, function: Any) -> "CodeExercise":
        """Show the task, and what is still wrong with this function."""
        return CodeExercise(function, self)

    def verdict(self, function: Any) -> tuple[bool, str]:
        """Return whether the function does what it should, and a sentence: what is wrong, or what follows."""
        try:
            check(function, self.cases())
        except NotYet as problem:
            return False, str(problem)
        return True, self.then


class CodeExercise(Panel):
    """The task, in JupyterLab the verdict on the cell above, in Voila the text of that cell, and hints."""

    def __init__(self, function: Any, task: CodeTask):
        self.solved, sentence = task.verdict(function)
        self.feedback = HTML(verdict(self.solved, sentence))
        self.feedback.add_class("frontear-words")
        in_lab = VBox([HTML(f"<p>{IN_LAB}</p>"), self.feedback]).add_class("frontear-in-lab")
        self.form = CopyCode(_cell(function), folded=False)
        in_voila = VBox([HTML(f"<p>{IN_VOILA}</p>"), self.form]).add_class("frontear-in-voila")
        hints = Hints([*task.hints, f"A solution stands in `solutions/{task.solution}`, beside the notebooks."])
        super().__init__([HTML("<h3>Exercise in code</h3>"), MarkdownText(task.words), in_lab, in_voila, hints])


class Hints(VBox):
    """A button that shows one hint after another."""

    def __init__(self, hints: Sequence[str]):
        self._hints, self._shown = hints, 0
        self.words, self.more = MarkdownText(""), Button(description="Show a hint")
        self.words.add_class("frontear-words")
        self.more.on_click(lambda _: self.show())
        super().__init__([self.words, self.more])
        self.add_class("frontear-hints")

    def show(self) -> None:
        """Show the next one too, if there is one."""
        self._shown = min(self._shown + 1, len(self._hints))
        self.words.show("\n".join(f"{number}. {hint}" for number, hint in enumerate(self._hints[: self._shown], 1)))
        left = len(self._hints) - self._shown
        self.more.description = f"Show another hint ({left} left)" if left else "No more hints"  # a keyboard stays here


def _cell(function: Any) -> str:
    """The text of the cell, or file, that a function was written in."""
    code = getattr(function, "__code__", None)
    return "".join(linecache.getlines(code.co_filename)).rstrip() if code else ""
