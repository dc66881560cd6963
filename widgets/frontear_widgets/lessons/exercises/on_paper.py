"""An exercise on paper: a question whose answer is one number, typed into a field that says whether it is right."""

from dataclasses import dataclass, field
from math import isfinite

from frontear_widgets.browser.plain import Text
from frontear_widgets.core.exercise import Checked


@dataclass(frozen=True)
class PaperTask:
    """A question with a number for an answer; called, it makes the panel that asks it.

    Args:
        question: HTML.
        answer: The number.
        within: How far off is still right.
        unit: Of the number, empty if it has none.
        because: How one gets there.
        faults: Known slips: the number that one leads to, and the sentence that names it.
    """

    question: str
    answer: float
    within: float
    unit: str
    because: str
    faults: dict[float, str] = field(default_factory=dict)

    def __call__(self) -> "PaperExercise":
        """Ask."""
        return PaperExercise(self)

    def verdict(self, written: str) -> tuple[bool, str]:
        """Return whether what was written is the answer, and a sentence: why, or what may be wrong."""
        try:
            number = _number(written, self.unit)
        except ValueError:
            return False, f"“{written}” is no number; write one, such as 12.5." if written else "Write a number first."
        if self._near(number, self.answer):
            return True, self.because
        known = (sentence for slip, sentence in self.faults.items() if self._near(number, slip))
        return False, next(known, f"{number:g} is too {'high' if number > self.answer else 'low'}.")

    def _near(self, number: float, other: float) -> bool:
        return abs(number - other) <= self.within


class PaperExercise(Checked):
    """The question, a field, and what is said of the number in it."""

    def __init__(self, task: PaperTask):
        self.task = task
        label = f"Your number ({task.unit}), then Enter" if task.unit else "Your number, then Enter"
        self.number = Text(description=label, continuous_update=False)
        super().__init__("Exercise on paper", task.question, [], self.number)
        self.number.observe(lambda _: self.check(), "value")

    def checked(self) -> tuple[bool, str]:
        """Whether the number in the field is the answer."""
        return self.task.verdict(self.number.value.strip())


def _number(written: str, unit: str) -> float:
    """A number as people write it: with a comma for a point, a minus sign, or the unit behind it."""
    number = float(written.replace(",", ".").replace("−", "-").removesuffix(unit))
    if not isfinite(number):
        raise ValueError
    return number
