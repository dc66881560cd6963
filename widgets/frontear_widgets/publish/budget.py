"""How finely each panel of a page is recorded: as finely as the page's bytes allow, the coarsest panels first."""

import json
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .blobs import Blobs, used_in
from .models import State
from .places import PLACES
from .recorder import Recorder


@dataclass(frozen=True)
class Recorded:
    """What is recorded of a panel: places of each control, whether sounds are left out, all states."""

    recorder: Recorder
    places: int
    silent: bool
    states: dict[str, dict[str, State]]
    used: set[int] = field(init=False)
    packed: str = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "used", used_in(list(self.states.values())))
        object.__setattr__(self, "packed", packed(self.states))


def recorded(recorders: list[Recorder], blobs: Blobs, *, room: Callable[[], int], finest: int) -> list[Recorded]:
    """Record panels within a page's room.

    Args:
        recorders: Of the panels.
        blobs: What is large in the page.
        room: Bytes that are left for what the panels show elsewhere than at their start.
        finest: Places of a slider that are enough.
    """
    steps = [places for places in PLACES if places <= finest]
    found = [_record(recorder, steps[0], silent=recorder.has_sounds) for recorder in recorders]
    most = room()
    for places in steps[1:]:
        found = _tried(found, blobs, most, lambda old, places=places: _again(old, places, silent=old.silent))
        if places == steps[min(1, len(steps) - 1)]:
            found = _tried(found, blobs, most, lambda old: _again(old, old.places, silent=False))
    return found


def _tried(found: list[Recorded], blobs: Blobs, most: int, better: Callable[[Recorded], Recorded]) -> list[Recorded]:
    """Each panel recorded better, the small ones first, where there is room for that."""
    now = list(found)
    for place in sorted(range(len(now)), key=lambda each: _bytes([now[each]], blobs)):
        if _bytes([*now, now[place]], blobs) > most:
            continue
        tried = [*now[:place], better(now[place]), *now[place + 1 :]]
        if _bytes(tried, blobs) <= most:
            now = tried
    return now


def _again(old: Recorded, places: int, *, silent: bool) -> Recorded:
    return old if (old.places, old.silent) == (places, silent) else _record(old.recorder, places, silent=silent)


def _record(recorder: Recorder, places: int, *, silent: bool) -> Recorded:
    return Recorded(recorder, places, silent, recorder.record(places, silent=silent))


def _bytes(found: list[Recorded], blobs: Blobs) -> int:
    used = set().union(*(each.used for each in found))
    return sum(map(blobs.size, used)) + sum(len(each.packed) for each in found)


def packed(value: Any) -> str:
    """A value as JSON, deflated, in letters."""
    return b64encode(zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 9)).decode()
