"""The browser's half of the widgets: ES modules as they are written, sent once a kernel for all widgets.

No bundler and no build step: each widget carries `loader.js` alone, which takes the widget's module, and what that
imports, out of the one model that holds all files. Node reads the same files one by one, for their tests.
"""

import functools
import gzip
import json
import os
import re
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization
from ipywidgets.widgets import widget

from frontear_widgets.browser.plain import Plain

FOLDER = Path(__file__).parent
COMMENTS = re.compile(r"^[ \t]*(//.*|/\*\*(?:(?!\*/)[\s\S])*\*/)[ \t]*\n", re.MULTILINE)  # a fifth of what is sent
WEARS_LOOK = re.compile(r"\bLOOK\b")
OF_VOILA = "VOILA_BASE_URL"  # in the environment of a kernel whose page Voila makes
LOADER = (FOLDER / "loader.js").read_text(encoding="utf-8")


class Scripts(Widget):
    """All modules of the page, by name, packed; a page of Voila has them from its server, or asks for them."""

    files = traitlets.Bytes().tag(sync=True)

    def __init__(self):
        super().__init__()
        if OF_VOILA in os.environ:
            widget.JUPYTER_WIDGETS_ECHO = False  # which is for pages that share a kernel
        else:
            self._give()
        self.on_msg(lambda *_asked: self._give())

    def _give(self) -> None:
        self.files = gzip.compress(json.dumps(texts()).encode(), mtime=0)


class PageWidget(Plain, anywidget.AnyWidget):
    """A widget whose half in the page is the default export of `module`, a file of this folder."""

    _esm = LOADER

    module = traitlets.Unicode("").tag(sync=True)
    scripts = traitlets.Instance(Scripts).tag(sync=True, **widget_serialization)

    @traitlets.default("scripts")
    def _the_scripts(self) -> Scripts:
        return _scripts()


@functools.cache
def _scripts() -> Scripts:
    """One a kernel: it outlives every panel."""
    return Scripts()


def texts() -> dict[str, str]:
    """Every module by its path from here, without lines of comment; what wears the look has its text before it."""
    look = f"const LOOK = {json.dumps((FOLDER / 'look.css').read_text(encoding='utf-8'))};\n"
    found = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.js")}
    plain = {name: COMMENTS.sub("", text) for name, text in found.items() if name != "loader.js"}
    return {name: look + text if WEARS_LOOK.search(text) else text for name, text in plain.items()}
