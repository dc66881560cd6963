"""Sliders: a handle on a track, and above it the number to type with its unit; over a range, or over given values."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import traitlets

from frontear_widgets.browser import PageWidget


class Slider(PageWidget):
    """A number from `min` to `max`; a person moves it by `step`, from code every number between is taken."""

    module = traitlets.Unicode("slider.js").tag(sync=True)
    place = "value"  # the trait that the page moves

    description = traitlets.Unicode("").tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)
    moved = traitlets.Int(0).tag(sync=True)  # a person moved it last: a number that rises from move to move
    min: Any = traitlets.CFloat(0.0).tag(sync=True)
    max: Any = traitlets.CFloat(1.0).tag(sync=True)
    step: Any = traitlets.CFloat(1.0).tag(sync=True)
    value: Any = traitlets.CFloat(0.0).tag(sync=True)

    @traitlets.validate("value")
    def _within(self, proposal: dict) -> float:
        if not self.min <= (value := proposal["value"]) <= self.max:
            raise traitlets.TraitError(refusal(self, value))
        return value

    def near(self, steps: int) -> Any:
        """The value so many steps on, of those that a person can reach; None beyond the ends."""
        count = round((self.value - self.min) / self.step) + steps
        value = type(self.value)(round(self.min + count * self.step, 10))
        return value if self.min <= value <= self.max else None

    @staticmethod
    def place_of(value: Any) -> float:
        """Where in the page a value is."""
        return value


class WholeSlider(Slider):
    """A slider over whole numbers: `value` is an int."""

    min = traitlets.CInt(0).tag(sync=True)
    max = traitlets.CInt(100).tag(sync=True)
    step = traitlets.CInt(1).tag(sync=True)
    value = traitlets.CInt(0).tag(sync=True)


class Timeline(WholeSlider):
    """A slider over the moments of what a panel shows, as wide as the first picture and under it, with Play."""

    module = traitlets.Unicode("timeline.js").tag(sync=True)

    under_picture = True  # where a panel puts it


class Ladder(PageWidget):
    """One of some given values, such as powers of two: a slider on which all of them lie equally far apart."""

    module = traitlets.Unicode("slider.js").tag(sync=True)
    place = "index"  # the trait that the page moves

    description = traitlets.Unicode("").tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)
    moved = traitlets.Int(0).tag(sync=True)  # a person moved it last: a number that rises from move to move
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int(0).tag(sync=True)
    value = traitlets.Any()

    def __init__(self, options: Sequence):
        self.options = tuple(options)
        super().__init__(labels=[_written(option) for option in options], value=self.options[0])

    @traitlets.validate("value")
    def _known(self, proposal: dict) -> object:
        if (value := proposal["value"]) not in self.options:
            raise traitlets.TraitError(refusal(self, value))
        return self.options[self.options.index(value)]  # 8 and 8.0 are equal

    def near(self, steps: int) -> Any:
        """The value so many rungs on; None beyond the ends."""
        index = self.index + steps
        return self.options[index] if 0 <= index < len(self.options) else None

    def place_of(self, value: Any) -> int:
        """Where in the page a value is."""
        return self.options.index(value)

    @traitlets.validate("index")
    def _on_it(self, proposal: dict) -> int:
        if not 0 <= (index := proposal["value"]) < len(self.options):
            raise traitlets.TraitError(f"index is {index}; allowed: 0 to {len(self.options) - 1}")
        return index

    @traitlets.observe("index")
    def _take(self, change: dict) -> None:
        self.value = self.options[change["new"]]

    @traitlets.observe("value")
    def _stand(self, change: dict) -> None:
        self.index = self.options.index(change["new"])


def refusal(control: Any, value: object) -> str:
    """That a control cannot be brought to a value, and what is allowed, as a sentence.

    Args:
        control: A widget with `description` and, where it has one, `unit`.
        value: What it was to take.
    """
    unit = f" ({control.unit})" if getattr(control, "unit", "") else ""
    return f"{control.description}{unit} is {value!r}; allowed: {_allowed(control)}"


def _allowed(control: Any) -> str:
    if isinstance(control, Slider):
        return f"{control.min:g} to {control.max:g}"
    options = getattr(control, "options", (False, True))
    return ", ".join(_written(option[0] if isinstance(option, tuple) else option) for option in options)


def _written(option: object) -> str:
    """A value as a person writes it: 0.00001, not 1e-05."""
    return f"{Decimal(repr(option)).normalize():f}" if isinstance(option, float) else str(option)
