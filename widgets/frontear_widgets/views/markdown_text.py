"""Words with headings, lists and formulas, as in the Markdown cells of a notebook."""

from inspect import cleandoc

import mistune

from frontear_widgets.browser.plain import HTML
from frontear_widgets.views.formulas import with_formulas

READ = mistune.create_markdown(escape=False, plugins=["math", "table"])


class MarkdownText(HTML):
    """Shows Markdown of ours, its formulas between dollars as MathML."""

    def __init__(self, text: str):
        super().__init__()
        self.show(text)
        self.add_class("frontear-text")

    def show(self, text: str) -> None:
        """Replace the text."""
        self.value = with_formulas(str(READ(cleandoc(text))))
