"""A live panel: controls -> settings -> pure function -> views. Latest settings win, the last good picture stays."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from ipywidgets import Widget

from frontear.dsp.warned import warned
from frontear_widgets.browser.plain import HTML, Box, Button, VBox
from frontear_widgets.views.code import CopyCode
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.names import escaped
from frontear_widgets.views.player import Player

from .ahead import Ahead
from .attempt import attempt
from .controls import controls, move, shown
from .kept_settings import keep_settings
from .page_value import WORKING
from .panel import Panel
from .tabs import arranged

_attempt = partial(attempt, advice="move the control back")


class Live(Panel):
    """Shows what `function(settings)` returns, again whenever a control moves.

    `settings` is a frozen dataclass made of the fields of `settings.py`. `function` is pure and returns a
    dict from view name to what that view shows; `views` maps the same names to widget classes or to
    functions that make a widget from a first value. Where `function` raises ValueError its sentence stands beside the
    control that moved last and the views keep what they show. What the library warns of meanwhile stands there
    too, more quietly, until it no longer holds.
    """

    def __init__(
        self,
        settings: Any,
        function: Callable[[Any], dict],
        views: dict[str, Callable],
        *,
        title: str,
        hint: str = "",
        code: Callable[[Any], str] | None = None,
    ):
        self.settings = self._first = settings
        self._function, self._code = function, code
        self._waiting, self._working = None, False
        self.controls = controls(settings)
        self.errors = {name: HTML() for name in self.controls}
        self.warnings = {name: HTML() for name in self.controls}
        self._warned: dict[str, str] = {}  # sentences, and beside which control
        self._cells = {name: self._cell(name, control) for name, control in self.controls.items()}
        first, first_code, warnings = self._made(settings)
        self.views = {name: make(first[name]) for name, make in views.items()}
        self._copy = CopyCode(first_code) if code else None
        view_box = VBox(self._with_timelines(arranged(views, self.views))).add_class("frontear-views")
        boxes = [self._head_box(title, hint), self._control_box(), view_box, self._foot()]
        super().__init__([box for box in boxes if box.children])
        self.add_class("frontear-live")
        self._hide_idle_controls()
        self._warn(next(iter(self.controls), ""), warnings)
        for view in self.views.values():
            if view.has_trait("channel"):
                view.channel = self.model_id
        self._ahead = Ahead(self, self._made, self._copy)
        keep_settings(self, title, self.controls)

    def set(self, **changes: Any) -> None:
        """Move controls from code, all at once: `panel.set(length_ms=64, shape="hann")`."""
        unknown = changes.keys() - self.controls.keys()
        if unknown:
            raise ValueError(f"no control named {', '.join(sorted(unknown))}; there are: {', '.join(self.controls)}")
        for name, value in changes.items():
            move(self.controls[name], value)

    def reset(self) -> None:
        """Move every control back to where it began, and show every picture whole again."""
        self.set(**{name: getattr(self._first, name) for name in self.controls})
        for view in self.views.values():
            if view.has_trait("module"):  # of our own in the page
                view.send("whole")

    def _cell(self, name: str, control: Any) -> VBox:
        """A control that is listened to, and below it the places of what is said of it."""
        control.observe(lambda _: self._moved(name, control.value), ["value", "moved"])
        self.errors[name].add_class("frontear-error")
        self.warnings[name].add_class("frontear-warning")
        return VBox([control, self.errors[name], self.warnings[name]]).add_class("frontear-control")

    def _head_box(self, title: str, hint: str) -> VBox:
        """Title and hint, and below them the controls that take a line of the panel's: the sound's."""
        return VBox([_words(title, hint), *self._placed("at_head")]).add_class("frontear-head")

    def _with_timelines(self, views: list[Widget]) -> list[Widget]:
        """The views, and behind the first picture or chart of them the controls that stand under it."""
        pictures = [number for number, view in enumerate(views, start=1) if isinstance(view, HeatMap | Lines)]
        under = pictures[0] if pictures else 0
        return [*views[:under], *self._placed("under_picture"), *views[under:]]

    def _control_box(self) -> Box:
        placed = self._placed("")
        for cell in placed[:1]:
            cell.add_class("frontear-in-use")  # until another is
        return Box(placed).add_class("frontear-controls")

    def _placed(self, where: str) -> list[VBox]:
        """The cells of the controls that say so of themselves; "" is for those that say nothing."""
        places = {name: _place(control) for name, control in self.controls.items()}
        return [cell for name, cell in self._cells.items() if places[name] == where]

    def _foot(self) -> Box:
        reset = Button(description="Reset", tooltip="Move every control back to where it began")
        reset.on_click(lambda _: self.reset())
        return Box([reset, *([self._copy] if self._copy else [])]).add_class("frontear-foot")

    def _hide_idle_controls(self) -> None:
        for name, matters in shown(self.settings).items():
            self._cells[name].show_if(matters)

    def _moved(self, name: str, value: object) -> None:
        self.settings = replace(self.settings, **{name: value})
        self._waiting = name
        self._hide_idle_controls()
        if self._working:
            return
        try:
            asyncio.get_running_loop().create_task(self._catch_up())
            self._working = True
            WORKING.add(self)
            self.add_class("frontear-busy")  # the page says so after 300 ms
        except RuntimeError:  # no event loop, as in a plain script: work at once
            self._settle(name, *_attempt(self._made, self.settings))

    async def _catch_up(self) -> None:
        """Work off the newest settings in a thread; what came and went meanwhile is never computed."""
        try:
            while self._waiting:
                name, self._waiting = self._waiting, None
                with self._ahead.answering():
                    self._settle(name, *await asyncio.to_thread(_attempt, self._made, self.settings))
        finally:
            self._working = False
            WORKING.discard(self)
            self.remove_class("frontear-busy")

    def _made(self, settings: Any) -> tuple[dict, str, list[str]]:
        """What the views show, the code beside them, both of the same settings, and what is warned of meanwhile."""
        with warned() as warnings:
            return self._function(settings), self._code(settings) if self._code else "", warnings

    def _settle(self, name: str, made: tuple[dict, str, list[str]] | None, error: str) -> None:
        if made:
            values, code, warnings = made
            _, error = _attempt(self._show, values, code)
            self._warn(name, warnings)
        for slot, message in self.errors.items():
            message.value = f'<p role="alert">{escaped(error)}</p>' if error and slot == name else ""
        for view in self.views.values():
            (view.add_class if error else view.remove_class)("frontear-stale")

    def _warn(self, name: str, warnings: list[str]) -> None:
        """Say what is new beside the control of that name; what still holds stays where it stands."""
        self._warned = {sentence: self._warned.get(sentence, name) for sentence in warnings}
        for slot, message in self.warnings.items():
            own = [sentence for sentence, place in self._warned.items() if place == slot]
            message.value = "".join(f'<p role="status">{escaped(sentence)}.</p>' for sentence in own)

    def _show(self, values: dict, code: str) -> None:
        for view, widget in sorted(self.views.items(), key=lambda item: _urgency(item[1])):
            widget.show(values[view])
        if self._copy:
            self._copy.code = code


def _urgency(view: Widget) -> int:
    """What is looked at while a slider moves goes first; sounds are large, and nobody hears a few milliseconds."""
    return 0 if isinstance(view, HeatMap) else 2 if isinstance(view, Player) else 1


def _place(control: Any) -> str:
    return next((place for place in ("at_head", "under_picture") if getattr(control, place, False)), "")


def _words(title: str, hint: str) -> HTML:
    words = f"<h3>{title}</h3>" + (f'<p class="frontear-quiet">{hint}</p>' if hint else "")
    return HTML(words)
