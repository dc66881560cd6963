"""Settings in words, as on a command line: `frontend=log-mel,leaf`, `seed=0,1,2`, `snr_db=none,0:20`."""

from types import UnionType
from typing import get_args, get_origin

from frontear.sweeps.choices import Value
from frontear.training.settings import Settings
from frontear.training.short_names import kinds


def choices(words: list[str]) -> dict[str, list[Value]]:
    """Return the values to try for each name: commas stand between them, colons within one that has several parts.

    Raises ValueError for a name that `Settings` has not, or that comes twice, and for values of another type.
    Lesson: notebooks/06_paradigms.ipynb
    """
    found = {}
    for word in words:
        name, _, values = word.partition("=")
        if name in found:
            raise ValueError(f"got {name} twice, allowed is once, with commas between the values")
        found[name] = [_value(name, text) for text in values.split(",")]
    return found


def _value(name: str, text: str) -> Value:
    allowed = kinds(Settings)
    if name not in allowed:
        raise ValueError(f"got the setting {name!r}, allowed are {', '.join(allowed)}")
    try:
        return _read(text, allowed[name])
    except ValueError:
        raise ValueError(f"got {name}={text!r}, allowed is {_in_words(allowed[name])}") from None


def _read(text: str, kind: type) -> Value:
    inner = get_args(kind)
    if get_origin(kind) is UnionType:
        return None if text == "none" else _read(text, inner[0])
    if get_origin(kind) is not tuple:
        return _of_type(text, kind)
    parts = [] if text == "none" else text.split(":")
    kinds = [inner[0]] * len(parts) if ... in inner else inner
    return [_of_type(part, kind) for part, kind in zip(parts, kinds, strict=True)]


def _of_type(text: str, kind: type) -> Value:
    if not text:
        raise ValueError("got no text, allowed is some")
    return kind(text)


def _in_words(kind: type) -> str:
    inner = get_args(kind)
    if get_origin(kind) is UnionType:
        return f"{_in_words(inner[0])}, or none"
    if get_origin(kind) is tuple:
        return f"{_in_words(inner[0])}:…, or none" if ... in inner else ":".join(map(_in_words, inner))
    return {str: "text", int: "a whole number", float: "a number"}[kind]
