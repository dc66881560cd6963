"""Markdown as the lessons' pages have it, its formulas as MathML: a page without a server typesets nothing."""

import re

from mistune.util import unescape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

FORMULA = re.compile(r"\$\$(?P<block>.+?)\$\$|\\\((?P<inline>.+?)\\\)", re.DOTALL)


class _WithFormulas(IPythonRenderer):
    """What nbconvert makes of Markdown, but its formulas drawn already."""

    def block_math(self, body: str) -> str:
        """A formula in a line of its own."""
        return formula(body, block=True)

    def inline_math(self, body: str) -> str:
        """A formula in a line of words."""
        return formula(body)

    def multiline_math(self, text: str) -> str:
        """A formula that begins an environment."""
        return formula(text, block=True)


def rendered(text: str) -> str:
    """Markdown of a lesson as HTML."""
    return MarkdownWithMath(renderer=_WithFormulas(escape=False)).render(text)


def with_formulas(words: str) -> str:
    """HTML whose formulas stand between signs for MathJax, with them drawn."""

    def drawn(found: re.Match) -> str:
        block = found["block"] is not None
        return formula(unescape(found["block"] if block else found["inline"]), block=block)

    return FORMULA.sub(drawn, words)


def formula(tex: str, *, block: bool = False) -> str:
    """TeX as MathML.

    Args:
        tex: What stands between the dollars.
        block: Whether it has a line of its own.
    """
    from latex2mathml.converter import convert  # comes with the extra `publish`

    return convert(tex.strip(), display="block" if block else "inline")
