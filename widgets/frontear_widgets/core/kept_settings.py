"""Controls whose values the browser keeps: those that stand elsewhere than at first, or than the page."""

from typing import Any

from ipywidgets import Widget

from .attempt import attempt
from .controls import move
from .kept import SETTINGS, kept


def keep_settings(panel: Widget, title: str, controls: dict[str, Any]) -> None:
    """Keep where a panel's controls stand, by name; what equals the first value is not kept.

    A control with a `page`, a `PageValue`, follows that from now on; what equals it is not kept either.

    Args:
        panel: The panel, until it is closed.
        title: What it is known by.
        controls: Widgets with a `value`, by name.
    """
    first = {name: control.value for name, control in controls.items()}
    pages = {name: control.page for name, control in controls.items() if hasattr(control, "page")}

    def moved(name: str) -> bool:
        return pages[name].is_own(controls[name], first[name]) if name in pages else controls[name].value != first[name]

    def now() -> dict[str, Any]:
        return {name: control.value for name, control in controls.items() if moved(name)}

    def recall(values: dict) -> None:
        for name, value in values.items():
            if name in controls:
                attempt(_bring_back, controls[name], value, advice="")  # the others come back all the same
            if name in pages:
                pages[name].stays(controls[name])

    for name, page in pages.items():
        page.join(controls[name])
    keeper = kept()
    keeper.keep(panel, SETTINGS, title, now=now, recall=recall)
    for control in controls.values():
        control.observe(lambda _: keeper.changed(), "value")


def _bring_back(control: Any, value: Any) -> None:
    """Move a control through the door that all go through. Raises ValueError for what is not allowed there."""
    options = [option[1] if isinstance(option, tuple) else option for option in getattr(control, "options", ())]
    allowed = [option for option in options if _kind(option) is _kind(value) and option == value]
    if not allowed and _kind(value) is not _kind(control.value):
        raise ValueError(f"{control.description} is {value!r}; allowed: {_kind(control.value).__name__}")
    move(control, allowed[0] if allowed else value)


def _kind(value: Any) -> type:
    """Numbers are of one kind, whole or not: JSON knows no other."""
    return float if type(value) is int else type(value)
