"""Say first, see then: the answer stays covered until the student has chosen."""

from collections.abc import Callable, Sequence

from ipywidgets import Widget

from frontear_widgets.browser.plain import HTML, Button, RadioButtons
from frontear_widgets.views.markdown_text import MarkdownText
from frontear_widgets.views.names import escaped

from .answers import told
from .attempt import attempt
from .controls import move
from .kept import CHOICES, RIGHT, kept
from .panel import Panel, running

COMPUTING = '<p class="frontear-computing" role="status">computing …</p>'  # the page shows it after 300 ms


class Predict(Panel):
    """A question with choices; committing uncovers the answer and leaves the choice beside it.

    Args:
        question: What is asked, HTML.
        choices: What may be answered.
        key: Where the answer in words stands, `LESSON.NAME`: `core.answers`.
        heading: What stands over it.
        answer: Makes the panel, or panels, that show it.

    Raises:
        ValueError: Nothing stands there, or its right choice is none of the choices.
    """

    def __init__(
        self,
        question: str,
        choices: Sequence[str],
        *,
        key: str,
        heading: str = "Predict",
        answer: Callable[[], Widget | list[Widget]] = list,
    ):
        self._told, self._answer = told(key), answer
        self._place = key.partition(".")[2], *running()
        if self._told.right not in choices:
            raise ValueError(
                f"{key!r} has {self._told.right!r} as its right choice; allowed: one of the choices {list(choices)}"
            )
        self.choice = RadioButtons(options=list(choices), value=None)
        self.button = Button(description="Commit to my answer", disabled=True)
        self.cover = HTML('<div class="frontear-cover">Choose and commit: then the answer is uncovered.</div>')
        self.cover.add_class("frontear-words")
        self.choice.observe(lambda change: setattr(self.button, "disabled", change["new"] is None), "value")
        self.button.on_click(lambda _: self.commit())
        super().__init__([HTML(f"<h3>{heading}</h3><p>{question}</p>"), self.choice, self.button, self.cover])
        self.add_class("frontear-predict")
        kept().keep(self, CHOICES, question, now=self._made, recall=self._recall)
        kept().keep(self, RIGHT, question, now=self._is_right, recall=lambda _: None)  # the choice brings it back

    def commit(self) -> None:
        """Fix the choice and uncover the answer."""
        if self.choice.disabled:
            return
        if self.choice.value is None:
            raise ValueError("nothing is chosen yet; choose one of the answers first")
        self.choice.disabled = True
        self.button.description = "Committed"  # stays enabled: a keyboard keeps its place
        self.add_class("frontear-done")
        verdict = self.verdict(str(self.choice.value))
        self.cover.value = verdict + COMPUTING
        kept().changed()
        with kept().under(*self._place):
            shown, problem = attempt(self._answer, advice="the rest of the page goes on")
        self.cover.value = verdict + (f'<p role="alert">{escaped(problem)}</p>' if problem else "")
        if problem:
            return
        answers = [*(shown if isinstance(shown, list) else [shown]), *self._words_after()]
        self.children = [*self.children, *(answer.add_class("frontear-answer") for answer in answers)]

    def _words_after(self) -> list[Widget]:
        return [MarkdownText(self._told.after)] if self._told.after else []

    def _made(self) -> str:
        return str(self.choice.value) if self.choice.disabled else ""

    def _is_right(self) -> bool:
        return self.is_right(self._made())

    def _recall(self, choice: str) -> None:
        if not self.choice.disabled:
            move(self.choice, choice)
            self.commit()

    def verdict(self, choice: str) -> str:
        """What is said of a choice, as HTML."""
        said, right, because = escaped(choice), self._told.right, self._told.because
        if choice == right:
            return f'<p><span class="frontear-good">✓ You said: {said}.</span> {because}</p>'
        return f'<p><span class="frontear-bad">✗ You said: {said}.</span> It is: <b>{escaped(right)}</b>. {because}</p>'

    def is_right(self, choice: str) -> bool:
        """Whether that is the choice that holds."""
        return choice == self._told.right
