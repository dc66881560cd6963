"""ipywidgets' own widgets, one layout and style for all: each of those is a model that the page has to make."""

import functools
from typing import Any

import ipywidgets
from ipywidgets import DOMWidget, Widget
from ipywidgets.widgets.trait_types import InstanceDict

HIDDEN = "frontear-hidden"


class Plain(DOMWidget):
    """A widget with the looks that all share; `show_if` hides it, for a shared layout is nobody's to change."""

    def __init__(self, *args: Any, **traits: Any):
        super().__init__(*args, **_looks(type(self)) | traits)

    def show_if(self, seen: bool) -> None:
        """Show it, or take it out of the page until it is shown again."""
        if seen:
            self.remove_class(HIDDEN)
        else:
            self.add_class(HIDDEN)


@functools.cache
def _looks(kind: type[Plain]) -> dict[str, Widget]:
    traits = kind.class_traits().items()
    kinds: dict[str, Any] = {name: trait.klass for name, trait in traits if isinstance(trait, InstanceDict)}
    return {name: shared_look(look) for name, look in kinds.items()}


def shared_look(kind: type[Widget]) -> Widget:
    """The layout or style of this kind, one a kernel: it outlives every panel."""
    if kind not in _SHARED:
        _SHARED[kind] = kind()
    return _SHARED[kind]


def is_shared(look: Widget) -> bool:
    """Whether a layout or style is the one that all have."""
    return _SHARED.get(type(look)) is look


_SHARED: dict[type[Widget], Widget] = {}


class HTML(Plain, ipywidgets.HTML):
    """Words."""


class Box(Plain, ipywidgets.Box):
    """Widgets side by side, or as the look says."""


class VBox(Plain, ipywidgets.VBox):
    """Widgets one below the other."""


class Button(Plain, ipywidgets.Button):
    """What is pressed."""


class Dropdown(Plain, ipywidgets.Dropdown):
    """One of a list."""


class RadioButtons(Plain, ipywidgets.RadioButtons):
    """One of a few."""


class Checkbox(Plain, ipywidgets.Checkbox):
    """Yes or no."""


class Text(Plain, ipywidgets.Text):
    """A line that is typed."""


class IntText(Plain, ipywidgets.IntText):
    """A whole number that is typed."""


class BoundedFloatText(Plain, ipywidgets.BoundedFloatText):
    """A number that is typed, between two."""
