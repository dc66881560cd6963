"""Answers before the question: while a slider is held and Python rests, the page gets what the next steps would show.

The page shows it in the frame of the step, and what Python answers later takes its place (`browser/page/ahead.js`). It
has the states of one panel at a time, of the one whose slider a person took last. All take the same for granted: the
other controls, the sounds and runs of the page, no error and no warning. Where one of that changes, all go.
"""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from frontear_widgets.browser.ahead_store import store
from frontear_widgets.views.player import Player

from .attempt import attempt
from .controls import shown
from .page_value import WORKING
from .panel import SHARED

MOST_BYTES = 16_000_000  # that the page keeps; when they are full, it begins anew with the next step
LARGEST_BYTES = 2_000_000  # of a state
FEWEST_ALONG, ALONG_A_SECOND, BACK = 6, 60, 4  # steps that are computed along the way, more where the page is far
FARTHEST_S = 0.5
SLOW_S = 0.1  # a panel that takes longer to compute leaves the machine to who moves it

Made = tuple[dict, str, list[str]]
Parts = dict[str, tuple[str, dict[str, Any]]]  # of each view by its model: a digest, and its traits


class Ahead:
    """What a panel would show next.

    Args:
        panel: The panel, a `Live`, all its views made.
        made: What it would show for settings, its code, and what is warned of.
        code: Its button for the code, if it has one.
    """

    def __init__(self, panel: Any, made: Callable[[Any], Made], code: Any):
        self.id = panel.model_id
        self._panel, self._made, self._code_view = panel, made, code
        self._store = store()
        self._views = {name: view for name, view in panel.views.items() if not isinstance(view, Player)}
        traits_tell = all(hasattr(view, "state") for view in self._views.values())
        sliders = {name: each for name, each in panel.controls.items() if each.has_trait("moved")}
        self._sliders = sliders if traits_tell else {}  # that have states ahead
        self._toward = next(iter(sliders), ""), 1  # the slider that moved last, and its way; 0 before it moves
        self._granted: Any = None  # what the states of the page take for granted
        self._known: set[Any] = set()  # settings that are sent, or never will be
        self._parts: set[str] = set()
        self._bytes, self._state_bytes, self._slow = 0, 0, False
        self._task: asyncio.Task | None = None
        for name, control in panel.controls.items():
            control.observe(self._watch(name), "value")
        for name, slider in self._sliders.items():
            slider.observe(lambda _: self._store.take(self), "moved")
            slider.on_msg(self._hold(name))
        SHARED.observe(self._heard, "changes")
        panel.observe(lambda change: self._leave() if change["new"] is None else None, "comm")

    def in_page(self) -> dict[str, Any]:
        """The models of the sliders, each with the trait that says where it stands, and of what is shown ahead."""
        sliders = [(slider.model_id, slider.place) for slider in self._sliders.values()]
        views = [view.model_id for view in [*self._views.values(), self._code_view] if view]
        return {"panel": self.id, "sliders": sliders, "views": views}

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around an answer of Python's: then the page hears which of its moves that was, and Python looks ahead."""
        moved = max((slider.moved for slider in self._sliders.values()), default=0)
        try:
            yield
        finally:
            if self.id in self._store.told:
                self._store.send({"panel": self.id, "settled": moved})
        self._slow = False
        if self._is_current() and (self._is_full() or self._granted != self._now()):
            self.forget()
        self.go_on()

    def check(self) -> None:
        """Forget all states where one thing has changed that they take for granted."""
        if self._is_current() and self._granted != self._now():
            self.forget()

    def forget(self) -> None:
        """The page has no state of this panel any more."""
        if self._known:
            self._store.send({"panel": self.id, "forget": True})
        self._granted, self._bytes = self._now(), 0
        self._known.clear()
        self._parts.clear()

    def go_on(self) -> None:
        """Compute what is next, unless that goes on already."""
        if self._is_current() and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._look_ahead())

    def _heard(self, _change: dict) -> None:
        self.check()

    def _leave(self) -> None:
        SHARED.unobserve(self._heard, "changes")
        self._store.leave(self)

    def _is_current(self) -> bool:
        return self._store.panel is self

    def _is_full(self) -> bool:
        return self._bytes + self._state_bytes > MOST_BYTES

    def _watch(self, name: str) -> Callable[[dict], None]:
        def stepped(change: dict) -> None:
            rises = self._sliders[name].place_of(change["new"]) > self._sliders[name].place_of(change["old"])
            self._toward = name, 1 if rises else -1

        return stepped if name in self._sliders else lambda _: self.check()

    def _hold(self, name: str) -> Callable[..., None]:
        def held(*_message: Any) -> None:
            self._store.take(self)
            self._toward = name, 0
            self.go_on()

        return held

    def _now(self) -> Any:
        """All that is taken for granted; None where a sentence stands beside a control."""
        settings, panel = self._panel.settings, self._panel
        if any(slot.value for slot in [*panel.errors.values(), *panel.warnings.values()]):
            return None
        others = [getattr(settings, name) for name in panel.controls if name not in self._sliders]
        return SHARED.changes, others, shown(settings)

    async def _look_ahead(self) -> None:
        """One state after another, the next first, until somebody wants an answer or the line is full."""
        while self._may_go_on() and (settings := self._next()) is not None:
            self._known.add(settings)
            granted, begun = self._granted, time.monotonic()
            parts, _ = await asyncio.to_thread(attempt, self._would_show, settings, advice="")
            self._slow = time.monotonic() - begun > SLOW_S
            if parts and self._is_current() and granted is self._granted:
                self._send(settings, parts)

    def _may_go_on(self) -> bool:
        line = self._store.line
        rests = self._is_current() and not WORKING and not self._slow
        wanted = self._granted is not None and not self._is_full()
        return rests and wanted and line.has_room(self._state_bytes) and line.has_time()

    def _next(self) -> Any:
        """The settings that come next and are not sent yet."""
        seen = shown(self._panel.settings)
        for name, steps in self._steps():
            value = self._sliders[name].near(steps) if seen[name] else None
            if value is not None:
                settings = replace(self._panel.settings, **{name: value})
                if settings not in self._known and shown(settings) == seen:
                    return settings
        return None

    def _steps(self) -> Iterator[tuple[str, int]]:
        """Along the way of the slider that moved last, then back, or both at once; then one step of every other."""
        name, way = self._toward
        along = FEWEST_ALONG + int(ALONG_A_SECOND * min(self._store.line.round_trip_s, FARTHEST_S))
        if way:
            yield from ((name, way * step) for step in range(1, along + 1))
            yield from ((name, -way * step) for step in range(1, BACK + 1))
        else:
            yield from ((name, sign * step) for step in range(1, along + 1) for sign in (1, -1))
        yield from ((other, step) for other in self._sliders if other != name for step in (1, -1))

    def _would_show(self, settings: Any) -> Parts | None:
        """The traits of all views; None where something is warned of, which Python says when it is asked."""
        values, code, warnings = self._made(settings)
        states = {view.model_id: view.state(values[name]) for name, view in self._views.items()}
        if self._code_view:
            states[self._code_view.model_id] = {"code": code}
        return None if warnings else {model: (_digest(model, state), state) for model, state in states.items()}

    def _send(self, settings: Any, parts: Parts) -> None:
        """A state, and of its parts those that the page has not got with another."""
        about, buffers = [], []
        for digest, state in parts.values():
            if digest not in self._parts:
                binary = [name for name, value in state.items() if isinstance(value, bytes)]
                about.append({"digest": digest, "binary": binary, "traits": _plain(state)})
                buffers += [state[name] for name in binary]
        size = sum(map(len, buffers)) + len(json.dumps(about))
        self._state_bytes = size
        if size > LARGEST_BYTES or self._is_full():
            return
        self._store.introduce(self)
        self._bytes += size
        self._parts |= {digest for digest, _ in parts.values()}
        message = {
            "panel": self.id,
            "number": self._store.line.sent(size),
            "places": [slider.place_of(getattr(settings, name)) for name, slider in self._sliders.items()],
            "digests": {model: digest for model, (digest, _) in parts.items()},
            "parts": about,
        }
        self._store.send(message, buffers=buffers)


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in state.items() if not isinstance(value, bytes)}


def _digest(model: str, state: dict[str, Any]) -> str:
    """What tells this state of a view from all others."""
    known = blake2b(json.dumps([model, _plain(state)]).encode(), digest_size=12)
    for value in state.values():
        if isinstance(value, bytes):
            known.update(value)
    return known.hexdigest()
