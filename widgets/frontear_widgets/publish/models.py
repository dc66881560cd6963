"""Widgets as the page has them: what each is, its state, and which stand in which."""

from collections.abc import Iterator, Mapping
from typing import Any

from ipywidgets import Widget

from frontear_widgets.browser import PageWidget

from .blobs import Blobs

REFERENCE = "IPY_MODEL_"
LEFT_OUT = {"layout", "style", "scripts", "module", "unseen", "tabbable", "_esm", "_css", "_anywidget_id"}
State = dict[str, Any]


class Models:
    """The widgets of one page by short names, in the order in which they are met, and what is large in them."""

    def __init__(self):
        self.blobs = Blobs()
        self.widgets: dict[str, Widget] = {}
        self._names: dict[str, str] = {}
        self._begun: dict[str, State] = {}

    def begin(self, name: str, state: State) -> None:
        """Say in which state a widget begins in the page, where that is not as it stands now."""
        self._begun[name] = state

    def beginnings(self) -> dict[str, State]:
        """The state in which each widget begins."""
        return {name: self._begun.get(name) or self.state(name) for name in [*self.widgets]}

    def name(self, widget: Widget) -> str:
        """The name of a widget in the page."""
        self._meet(widget)
        return self._names[widget.model_id]

    def of(self, widget: Widget) -> list[str]:
        """The names of a widget and all that stand in it."""
        found: dict[str, None] = {}
        waiting = [widget]
        while waiting:
            name = self.name(waiting.pop())
            if name not in found:
                found[name] = None
                waiting += _parts(self.widgets[name])
        return list(found)

    def state(self, name: str) -> State:
        """What a widget shows now, for JSON."""
        widget = self.widgets[name]
        return {trait: self.blobs.value(self._named(value)) for trait, value in _synced(widget).items()}

    def states(self, names: list[str]) -> dict[str, State]:
        """What widgets show now."""
        return {name: self.state(name) for name in names}

    def about(self, name: str) -> dict[str, Any]:
        """What a widget is: a kind of ipywidgets', or a module of ours."""
        widget = self.widgets[name]
        kind = widget.module if isinstance(widget, PageWidget) else str(widget._model_name)
        return {"kind": kind.removesuffix("Model"), "classes": type(widget).__name__}

    def _meet(self, widget: Widget) -> None:
        if widget.model_id not in self._names:
            self._names[widget.model_id] = name = f"w{len(self._names)}"
            self.widgets[name] = widget

    def _named(self, value: Any) -> Any:
        """A value with the page's names for the widgets that it names."""
        if isinstance(value, str):
            if value.startswith(REFERENCE) and (widget := every_widget().get(value.removeprefix(REFERENCE))):
                return REFERENCE + self.name(widget)
            return self._names.get(value, value)  # a channel is called as a panel
        if isinstance(value, dict):
            return {name: self._named(each) for name, each in value.items()}
        return [self._named(each) for each in value] if isinstance(value, list | tuple) else value


def _synced(widget: Widget) -> State:
    state = widget.get_state()
    return {name: value for name, value in state.items() if name not in LEFT_OUT and not _is_plumbing(name)}


def _is_plumbing(trait: str) -> bool:
    return trait.startswith(("_model_", "_view_"))


def _parts(widget: Widget) -> Iterator[Widget]:
    """The widgets that a widget's state names."""
    for name in _references(list(_synced(widget).values())):
        if part := every_widget().get(name):
            yield part


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(REFERENCE):
        yield value.removeprefix(REFERENCE)
    elif isinstance(value, dict):
        yield from _references(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _references(each)


def every_widget() -> Mapping[str, Widget]:
    """All widgets of this process that are not closed, by their long names."""
    from ipywidgets.widgets import widget

    return widget._instances
