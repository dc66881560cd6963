"""A button that copies lines of code: those behind a picture, or an exercise's form."""

import traitlets

from frontear_widgets.browser import PageWidget


class CopyCode(PageWidget):
    """Copies `code` to the clipboard and shows it; what is not `folded` is in sight from the start."""

    module = traitlets.Unicode("code.js").tag(sync=True)

    code = traitlets.Unicode("").tag(sync=True)
    folded = traitlets.Bool(True).tag(sync=True)

    def __init__(self, code: str, *, folded: bool = True):
        super().__init__(code=code, folded=folded)
