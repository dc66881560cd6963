"""What the page has of states that Python sends ahead: of one panel at a time, and how the line to the page is."""

from functools import cache
from typing import Any

import traitlets

from . import PageWidget
from .line import Line


class Store(PageWidget):
    """One in a kernel, unseen: the page's states, and what the page says of them."""

    module = traitlets.Unicode("ahead.js").tag(sync=True)
    unseen = traitlets.Bool(True).tag(sync=True)

    def __init__(self):
        super().__init__()
        self.line, self.here = Line(), False
        self.panel: Any = None
        self.introduced: Any = None
        self.told: set[str] = set()  # panels whose answers the page may wait for
        self.on_msg(lambda _widget, message, _buffers: self._hear(message))

    def take(self, panel: Any) -> None:
        """A person takes a slider of this panel: the page has states of it alone."""
        if self.here and self.panel is not panel:
            if self.panel:
                self.panel.forget()
            self.panel = panel
            panel.forget()

    def introduce(self, panel: Any) -> None:
        """Before the first state of a panel the page hears what it is of."""
        if self.introduced is not panel:
            self.introduced, self.told = panel, self.told | {panel.id}
            self.send(panel.in_page())

    def leave(self, panel: Any) -> None:
        """This panel is closed."""
        if panel.id in self.told:
            self.told.discard(panel.id)
            self.send({"panel": panel.id, "closed": True})
        if self.panel is panel:
            self.panel = None

    def _hear(self, message: dict) -> None:
        if "here" in message:  # a page has opened, which has nothing yet
            self.here, self.panel, self.introduced = True, None, None
            self.line.begin()
            self.send({"number": self.line.sent(0)})  # how far is it?
        elif "got" in message:
            self.line.arrived(message["got"])
            if self.panel:
                self.panel.go_on()


@cache
def store() -> Store:
    """The kernel's own."""
    return Store()
