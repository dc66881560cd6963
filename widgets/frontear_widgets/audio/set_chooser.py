"""Choosing a data set to learn from or to be tested on: those a panel names, and the student's own."""

from frontear_widgets.core.controls import control_field
from frontear_widgets.core.panel import GrowingList

from .sounds import OWN, set_title


def set_choice(default: str, sets: dict[str, str], *, label: str) -> str:
    """A field that names a data set, of a dict of shown name to name, or of the student's own."""
    return control_field(default, lambda: SetChooser(sets), label, "")


def shown_set(name: str) -> str:
    """What a data set that `datasets.load` takes is called on a page: one of the student's own by its title."""
    return {loaded: title for title, loaded in _own().items()}.get(name, name)


def _own() -> dict[str, str]:
    return {set_title(name): loaded for name, loaded in OWN.sets.items()}


class SetChooser(GrowingList):
    """A list that grows with the student's own sets; `value` is what `datasets.load` takes."""

    def __init__(self, sets: dict[str, str]):
        super().__init__(lambda: list((sets | _own()).items()), OWN, "sets")
