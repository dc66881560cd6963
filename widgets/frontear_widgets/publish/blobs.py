"""What is large in a page, each once: bytes, deflated; and how values that hold bytes are written as JSON."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from typing import Any

import numpy as np

FIGURE = re.compile(r'\{"dtype": "f4", "bdata": "([^"]*)"\}')
BYTES, NUMBERS = "$bytes", "$numbers"  # what stands for them in JSON: `page/values.js` reads it


class Blobs:
    """Bytes by number: the same bytes have the same number."""

    def __init__(self):
        self._numbers: dict[bytes, int] = {}
        self._packed: list[bytes] = []

    def add(self, content: bytes) -> int:
        """Return the number of these bytes."""
        if content not in self._numbers:
            self._numbers[content] = len(self._packed)
            self._packed.append(zlib.compress(content, 6))
        return self._numbers[content]

    def size(self, number: int) -> int:
        """Characters that it takes in the page."""
        return (len(self._packed[number]) + 2) // 3 * 4

    def written(self, used: list[int]) -> list[str]:
        """Those numbers as the page has them, in this order."""
        return [b64encode(self._packed[number]).decode() for number in used]

    def value(self, value: Any) -> Any:
        """A trait's value for JSON: bytes, and the numbers in a plotly figure, by their numbers here."""
        if isinstance(value, bytes | bytearray | memoryview):
            return {BYTES: self.add(bytes(value))}
        if isinstance(value, str) and value.startswith('{"data": ['):
            return {"$figure": json.loads(FIGURE.sub(self._in_planes, value))}
        if isinstance(value, dict):
            return {name: self.value(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        return value

    def _in_planes(self, found: re.Match) -> str:
        """Numbers of four bytes: all first bytes, then all second ones, for so they pack best."""
        planes = np.frombuffer(b64decode(found[1]), np.uint8).reshape(-1, 4).T
        return json.dumps({NUMBERS: self.add(planes.tobytes())})


def used_in(value: Any) -> set[int]:
    """The numbers of all blobs that a written value names."""
    if isinstance(value, dict):
        own = {number for name, number in value.items() if name in (BYTES, NUMBERS)}
        return own.union(*(used_in(each) for name, each in value.items() if name not in (BYTES, NUMBERS)))
    if isinstance(value, list):
        return set().union(*map(used_in, value))
    return set()


def renumbered(value: Any, numbers: dict[int, int]) -> Any:
    """The same value with other numbers for its blobs."""
    if isinstance(value, dict):
        return {
            name: numbers[each] if name in (BYTES, NUMBERS) else renumbered(each, numbers)
            for name, each in value.items()
        }
    return [renumbered(each, numbers) for each in value] if isinstance(value, list) else value
