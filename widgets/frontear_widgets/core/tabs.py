"""Views that take turns at one place of a panel, so that a panel and its controls fit on one screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import traitlets
from ipywidgets import Widget

from frontear_widgets.browser import PageWidget
from frontear_widgets.browser.plain import Box, VBox


@dataclass(frozen=True)
class Tab:
    """A view, made by `make`, seen while the tab called `label` is open; those of one label stand side by side."""

    label: str
    make: Callable[[Any], Any]

    def __call__(self, first: Any) -> Any:
        """The view, of what it shows first."""
        return self.make(first)


class TabBar(PageWidget):
    """The tabs' buttons; which one is open, the page alone knows."""

    module = traitlets.Unicode("tabs.js").tag(sync=True)

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)


class Tabs(VBox):
    """Pages of views by label, the first open."""

    def __init__(self, pages: dict[str, list[Widget]]):
        boxes = [Box(views).add_class("frontear-page") for views in pages.values()]
        super().__init__([TabBar(labels=list(pages)), *boxes])
        self.add_class("frontear-tabs")


def arranged(makers: dict[str, Callable], views: dict[str, Any]) -> list[Widget]:
    """The views in their order, those under tabs in one box where the first of them stands.

    Args:
        makers: What made each view; a `Tab` for those that take turns.
        views: What was made, by the same names.
    """
    tabs = {name: make for name, make in makers.items() if isinstance(make, Tab)}
    pages: dict[str, list[Widget]] = {}
    for name, tab in tabs.items():
        pages.setdefault(tab.label, []).append(views[name])
    later = [*tabs][1:]
    return [Tabs(pages) if name in tabs else views[name] for name in makers if name not in later]
