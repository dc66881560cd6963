"""What a live panel shows wherever its controls can stand in the page: recorded once, as differences from its start."""

import contextlib
from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

from frontear_widgets.browser.plain import HIDDEN
from frontear_widgets.core.controls import shown
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.player import Player

from .models import Models, State
from .places import PLACES, Handle, handle

ALSO = ""  # in a recorded state what is no widget's: an exercise's verdict
MOST_TOGETHER = 125  # states of controls that are moved together
CELL = ("row", "column")  # what a picture whose cells can be chosen moves
Settings = dict[str, Any]


class Recorder:
    """Records one panel, which stands at its start before and after.

    Args:
        live: The panel.
        models: The page's.
        together: Names of controls that an exercise asks to be moved together.
        solution: Where controls are to go for what it asks.
        also: What else belongs to a state, an exercise's verdict.
    """

    def __init__(
        self,
        live: Live,
        models: Models,
        *,
        together: tuple[str, ...] = (),
        solution: Settings | None = None,
        also: Callable | None = None,
    ):
        self.live, self._models, self._also, self._solution = live, models, also, solution or {}
        self._together = together or self._cell()
        self._names = [name for name in models.of(live) if name not in self._own()]
        self._start = models.states(self._names)
        self._first: Settings = {name: control.value for name, control in live.controls.items()}
        self._known: dict[tuple, dict[str, State] | None] = {}

    @property
    def has_sounds(self) -> bool:
        """Whether there is something to hear that moves."""
        return any(isinstance(self._models.widgets[name], Player) for name in self._names)

    def handles(self, most: int) -> dict[str, Handle]:
        """How each control is moved among at most about so many places."""
        wanted = {name: [value] for name, value in self._solution.items()}
        return {name: handle(control, most, *wanted.get(name, ())) for name, control in self.live.controls.items()}

    def record(self, most: int, *, silent: bool = False) -> dict[str, dict[str, State]]:
        """Every state that the page can show, by where its controls stand.

        Args:
            most: Places of each control, about.
            silent: Leave out the sounds of all states but the first.
        """
        handles = self.handles(most)
        wanted = [*self._alone(handles, most), *self._in_all_ways(handles), *self._to_the_solution()]
        states = {key(handles, settings): self._at(settings) for settings in wanted}
        self.live.set(**self._first)
        found = {name: state for name, state in states.items() if state is not None}
        return {name: self._quiet(state) for name, state in found.items()} if silent else found

    def _alone(self, handles: dict[str, Handle], most: int) -> Iterator[Settings]:
        """Each control over its range from the start; where that brings forth others, these over theirs."""
        seen = shown(self.live.settings)
        for name, moved in handles.items():
            yield from ({name: value} for value in _others(moved) if seen[name])
        for name, value in self._that_bring_forth(handles):
            now = shown(self._settings({name: value}))
            for other in (each for each in handles if now[each] and not seen[each]):
                yield from ({name: value, other: there} for there in _others(handles[other]))

    def _that_bring_forth(self, handles: dict[str, Handle]) -> list[tuple[str, Any]]:
        seen = shown(self.live.settings)
        return [
            (name, value)
            for name, moved in handles.items()
            for value in _others(moved)
            if any(now and not seen[other] for other, now in shown(self._settings({name: value})).items())
        ]

    def _settings(self, changes: Settings) -> Any:
        return type(self.live.settings)(**self._first | changes)

    def _in_all_ways(self, handles: dict[str, Handle]) -> Iterator[Settings]:
        """What an exercise asks for: those controls in every way together, at fewer places each."""
        if len(self._together) < 2:
            return
        few = max(places for places in PLACES if places ** len(self._together) <= MOST_TOGETHER)
        moved = {name: handle(self.live.controls[name], few).values for name in self._together}
        moved = {name: [each for each in handles[name].values if each in values] for name, values in moved.items()}
        for number in range(2, len(moved) + 1):
            for names in combinations(moved, number):
                for values in product(*(moved[name] for name in names)):
                    changes = dict(zip(names, values, strict=True))
                    if all(value != self._first[name] for name, value in changes.items()):
                        yield changes

    def _to_the_solution(self) -> Iterator[Settings]:
        """All ways there, a control at a time."""
        for number in range(2, len(self._solution) + 1):
            for names in combinations(self._solution, number):
                yield {name: self._solution[name] for name in names}

    def _at(self, changes: Settings) -> dict[str, State] | None:
        """The state under these settings, less what is as at the start; None where the panel does not take them."""
        place = tuple(sorted((name, str(value)) for name, value in changes.items()))
        if place not in self._known:
            self._known[place] = self._moved(changes)
        return self._known[place]

    def _moved(self, changes: Settings) -> dict[str, State] | None:
        wanted = self._first | changes
        now = {name: control.value for name, control in self.live.controls.items()}
        with contextlib.suppress(ValueError):
            self.live.set(**{name: value for name, value in wanted.items() if now[name] != value})
            return self._differences()
        return None

    def _differences(self) -> dict[str, State]:
        states = {name: _less(self._models.state(name), self._start[name]) for name in self._names}
        changed = {name: state for name, state in states.items() if state}
        return changed | ({ALSO: self._also()} if self._also else {})

    def _quiet(self, state: dict[str, State]) -> dict[str, State]:
        """Where another sound would be heard, the player is away."""

        def quiet(name: str, traits: State) -> State:
            if "sounds" not in traits or not isinstance(self._models.widgets[name], Player):
                return traits
            others = {trait: value for trait, value in traits.items() if trait != "sounds"}
            return others | {"_dom_classes": [*self._start[name].get("_dom_classes", []), HIDDEN]}

        return {name: quiet(name, traits) if name else traits for name, traits in state.items()}

    def _own(self) -> set[str]:
        """Widgets that the page moves itself, so that no state does: the controls, but a sound's way back."""
        own: set[str] = set()
        for control in self.live.controls.values():
            parts = self._models.of(control)
            own |= {name for name in parts if self._models.widgets[name] is not getattr(control, "back", None)}
        return own

    def _cell(self) -> tuple[str, ...]:
        """The controls that a picture moves, where a cell of it can be chosen."""
        return CELL if self.chosen_from() else ()

    def chosen_from(self) -> list[HeatMap]:
        """The pictures whose cells can be chosen, which moves the controls `CELL`."""
        pictures = [view for view in self.live.views.values() if isinstance(view, HeatMap) and view.picture.chosen]
        return pictures if all(name in self.live.controls for name in CELL) else []


def key(handles: dict[str, Handle], settings: Settings) -> str:
    """What the page knows a state by: each moved control's place, in the controls' order."""
    return "&".join(f"{name}={handles[name].values.index(settings[name])}" for name in handles if name in settings)


def _others(moved: Handle) -> list:
    return [value for place, value in enumerate(moved.values) if place != moved.first]


def _less(state: State, start: State) -> State:
    return {trait: value for trait, value in state.items() if value != start.get(trait)}
