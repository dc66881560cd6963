"""Settings of a panel: a frozen dataclass whose fields say which control moves them.

@dataclass(frozen=True)
class Settings:
    length_ms: float = slider(25, 2, 100, label="Length", unit="ms")
    shape: str = choice("hann", list(WINDOWS), label="Window")
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import traitlets

from frontear_widgets.browser.plain import Checkbox, Dropdown

from .sliders import Ladder, Slider, Timeline, WholeSlider, refusal

CONTROL = "control"


def slider(
    default: float,
    low: float,
    high: float,
    *,
    step: float = 1,
    label: str,
    unit: str = "",
    when: Callable[[Any], bool] = lambda settings: True,
) -> Any:
    """A field moved by a slider from `low` to `high`, whole numbers if all four are; shown `when(settings)` holds."""
    whole = all(isinstance(number, int) for number in (default, low, high, step))
    kind = WholeSlider if whole else Slider
    return control_field(default, lambda: kind(min=low, max=high, step=step, value=low), label, unit, when)


def timeline(default: int, low: int, high: int, *, label: str, unit: str = "", step: int = 1) -> Any:
    """A field moved by a slider under the panel's first picture, and played through from `low` to `high`."""
    return control_field(default, lambda: Timeline(min=low, max=high, value=low, step=step), label, unit)


def choice(
    default: object,
    options: Sequence | dict,
    *,
    label: str,
    unit: str = "",
    when: Callable[[Any], bool] = lambda settings: True,
) -> Any:
    """A field chosen from a list, or from a dict of shown name to value; shown `when(settings)` holds."""
    shown = list(options.items()) if isinstance(options, dict) else list(options)
    return control_field(default, lambda: Dropdown(options=shown), label, unit, when)


def ladder(
    default: object,
    options: Sequence,
    *,
    label: str,
    unit: str = "",
    when: Callable[[Any], bool] = lambda settings: True,
) -> Any:
    """A field moved by a slider over the given values only, such as powers of two; shown `when(settings)` holds."""
    return control_field(default, lambda: Ladder(options), label, unit, when)


def switch(default: bool, *, label: str) -> Any:
    """A field turned on and off."""
    return control_field(default, lambda: Checkbox(indent=False), label, "")


@dataclass(frozen=True)
class Control:
    """How one field is shown: what makes the widget, its label, its unit, and for which settings it matters."""

    make: Callable[[], Any]
    label: str
    unit: str
    when: Callable[[Any], bool]


def controls(settings: Any) -> dict[str, Any]:
    """One widget per field of `settings`, at the field's value."""
    return {item.name: _widget(item.metadata[CONTROL], getattr(settings, item.name)) for item in fields(settings)}


def shown(settings: Any) -> dict[str, bool]:
    """Whether each field matters under these settings, and so is shown."""
    return {item.name: item.metadata[CONTROL].when(settings) for item in fields(settings)}


def _widget(control: Control, value: object) -> Any:
    widget = control.make()
    widget.description = control.label
    if widget.has_trait("unit"):
        widget.unit = control.unit
    elif control.unit:
        widget.description += f" ({control.unit})"
    move(widget, value)
    if widget.has_trait("first"):
        widget.first = value
    return widget


def move(widget: Any, value: object) -> None:
    """Bring a control to a value; ValueError with what is allowed where it cannot go there."""
    before = widget.value
    try:
        widget.value = value
    except traitlets.TraitError as refused:
        raise ValueError(refusal(widget, value)) from refused
    if widget.value != value:
        widget.value = before
        raise ValueError(refusal(widget, value))


def control_field(
    default: object, make: Callable, label: str, unit: str, when: Callable = lambda settings: True
) -> Any:
    """A field that the widget which `make` makes moves, shown `when(settings)` holds: what all others are made of."""
    return field(default=default, metadata={CONTROL: Control(make, label, unit, when)})
