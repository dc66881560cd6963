"""Markdown as the lessons' pages have it, its formulas drawn."""

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .formulas import Formulas


class _Renderer(Formulas, IPythonRenderer):
    """What nbconvert makes of Markdown, but its formulas drawn already."""


def rendered(text: str) -> str:
    """Markdown of a lesson as HTML."""
    return MarkdownWithMath(renderer=_Renderer(escape=False)).render(text)
