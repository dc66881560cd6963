"""The one door for names from outside: of files, folders, classes, runs, speakers, and in sentences that quote them.

A name is any text. Where it is set into HTML, or into what plotly draws, it goes through here, and is read as it is.
"""

import html
import re

MINUS = re.compile(r"(<code\b.*?</code>|<[^>]*>)|(?<![\w)\]-])-(?=\.?\d|∞)", re.DOTALL)
LONGEST = 60  # characters of a name that are shown


def escaped(name: object) -> str:
    """A name, or a sentence that quotes one, as HTML that shows it letter by letter, in text and in attributes."""
    return html.escape(_text(name))


def drawn(name: object) -> str:
    """A name as plotly draws it letter by letter, which reads tags, entities, and between dollars TeX."""
    return html.escape(_text(name), quote=False).replace("$", "&#36;")


def with_minus(words: str) -> str:
    """Text or HTML with a minus sign before numbers, where Python writes a hyphen; code and tags stay as they are."""
    return MINUS.sub(lambda found: found[1] or "−", words)


def shortened(name: str) -> str:
    """A name of at most `LONGEST` characters, what is too much being left out before its last third."""
    name = _text(name)
    end = LONGEST // 3
    return name if len(name) <= LONGEST else f"{name[: LONGEST - end - 1]}…{name[-end:]}"


def _text(name: object) -> str:
    """What can be sent to a page: of file names that are no text, question marks for what is none."""
    return str(name).encode(errors="replace").decode()
