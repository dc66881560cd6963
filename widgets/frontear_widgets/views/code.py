"""A button that copies the few lines of library code behind a picture."""

import anywidget
import traitlets

from frontear_widgets.browser import script


class CopyCode(anywidget.AnyWidget):
    """Copies `code` to the clipboard and shows it."""

    _esm = script("code.js")

    code = traitlets.Unicode("").tag(sync=True)

    def __init__(self, code: str):
        super().__init__(code=code)
