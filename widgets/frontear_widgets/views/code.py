"""A button that copies the few lines of library code behind a picture."""

import traitlets

from frontear_widgets.browser import PageWidget


class CopyCode(PageWidget):
    """Copies `code` to the clipboard and shows it."""

    module = traitlets.Unicode("code.js").tag(sync=True)

    code = traitlets.Unicode("").tag(sync=True)

    def __init__(self, code: str):
        super().__init__(code=code)
