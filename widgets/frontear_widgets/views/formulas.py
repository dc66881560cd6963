"""Formulas as MathML, which browsers draw by themselves: pages typeset nothing."""

import re
from functools import lru_cache

from mistune.util import unescape

FORMULA = re.compile(r"\$\$(?P<block>.+?)\$\$|\\\((?P<inline>.+?)\\\)", re.DOTALL)


NAMED = re.compile(r'<mi>(?P<function>[a-z]{2,})</mi>(?P<bracket><mo stretchy="false">&#x00028;)?')


class Formulas:
    """Of a renderer of Markdown: its formulas."""

    def block_math(self, body: str) -> str:
        """A formula in a line of its own."""
        return formula(body, block=True)

    def inline_math(self, body: str) -> str:
        """A formula in a line of words."""
        return formula(body)

    def multiline_math(self, text: str) -> str:
        """A formula that begins an environment."""
        return formula(text, block=True)


def with_formulas(words: str) -> str:
    """HTML whose formulas stand between signs, as Markdown's readers leave them, with them drawn."""

    def drawn(found: re.Match) -> str:
        block = found["block"] is not None
        return formula(unescape(found["block"] if block else found["inline"]), block=block)

    return FORMULA.sub(drawn, words)


@lru_cache(maxsize=1_000)
def formula(tex: str, *, block: bool = False) -> str:
    """TeX as MathML.

    Args:
        tex: What stands between the dollars.
        block: Whether it has a line of its own.
    """
    from latex2mathml.converter import convert

    return NAMED.sub(_operator, convert(tex.strip(), display="block" if block else "inline"))


def _operator(found: re.Match) -> str:
    """A function's name stands apart from what is beside it, but for a bracket."""
    after = "0" if found["bracket"] else "0.167em"
    return f'<mo form="prefix" lspace="0.167em" rspace="{after}">{found["function"]}</mo>{found["bracket"] or ""}'
