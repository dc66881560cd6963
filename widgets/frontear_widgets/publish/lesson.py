"""A lesson for a page without a server: its widgets as they begin, what is recorded of them, and what they can do."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ipywidgets import Widget

from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.browser import PageWidget
from frontear_widgets.core.exercise import Exercise
from frontear_widgets.core.kept import CHOICES, SETTINGS, SOLVED, kept
from frontear_widgets.core.live import Live
from frontear_widgets.core.predict import Predict
from frontear_widgets.lessons.exercises.in_code import Hints
from frontear_widgets.lessons.exercises.on_paper import PaperExercise
from frontear_widgets.lessons.gate.live_gate import LiveGate

from . import acts
from .blobs import renumbered, used_in
from .budget import Recorded, packed, recorded
from .cells import Cell, run
from .models import REFERENCE, Models, State
from .places import Handle
from .recorder import Recorder
from .solution import solution

IN_PYTHON = {"own_sound.js", "run_file.js", "own_record.js", "marks.js"}  # modules that are nothing without it
PRESSED = {"ButtonModel", "DropdownModel", "CheckboxModel", "TextModel", "IntTextModel", "BoundedFloatTextModel"}
IN_PAGE = {"slider.js", "timeline.js"}


@dataclass(frozen=True)
class Lesson:
    """A lesson as its page has it: cells, and for the script all else, large things apart."""

    name: str
    cells: list[Cell]
    views: dict[int, str]
    page: dict[str, Any]
    packed: str
    recordings: dict[str, str]
    blobs: list[str]


class Recording:
    """Runs a lesson and records its panels.

    Args:
        notebook: Where it stands.
        room: Bytes that its page may have besides the shared files and its text.
        finest: Places of a slider that are enough.
    """

    def __init__(self, notebook: Path, *, room: int, finest: int):
        self._models, self._room, self._finest = Models(), room, finest
        self._cells = run(notebook)
        self._name = notebook.stem
        self._tops = {cell.place: cell.shown for cell in self._cells if isinstance(cell.shown, Widget)}

    def made(self) -> Lesson:
        """Return the lesson; its widgets are closed then."""
        views = {place: self._models.name(top) for place, top in self._tops.items()}
        done = list(self._acts())
        panels = recorded(self._recorders(), self._models.blobs, room=self._left, finest=self._finest)
        resting = self._resting(done, panels)
        looks = self._begun(panels, resting)
        page = {
            "models": {name: self._models.about(name) | {"state": state} for name, state in looks.items()},
            "acts": done,
            "panels": [self._about(panel) for panel in panels],
            "python": sorted(self._tops_of(resting)),
        }
        made = self._packed(views, page, panels)
        for top in self._tops.values():
            top.close()
        return made

    def _acts(self) -> Iterator[dict[str, Any]]:
        """What questions do; predictions come first, for their answers are panels too."""
        for panel in self._each(Predict):
            yield acts.prediction(panel, self._models) | {"stored": kept().name_of(panel, CHOICES)}
        for panel in self._each(Hints):
            yield acts.hints(panel, self._models)
        for panel in self._each(PaperExercise):
            yield acts.on_paper(panel, self._models) | {"stored": kept().name_of(panel, SOLVED)}
        for panel in self._each(Exercise):
            yield acts.exercise(panel, self._models) | {"stored": kept().name_of(panel, SOLVED)}

    def _each(self, kind: type) -> list[Any]:
        for top in self._tops.values():
            self._models.of(top)
        return [widget for widget in [*self._models.widgets.values()] if isinstance(widget, kind)]

    def _recorders(self) -> list[Recorder]:
        asked = {id(exercise.panel): exercise for exercise in self._each(Exercise)}
        return [self._recorder(live, asked.get(id(live))) for live in self._each(Live)]

    def _recorder(self, live: Live, exercise: Exercise | None) -> Recorder:
        if exercise is None:
            return Recorder(live, self._models)
        return Recorder(
            live,
            self._models,
            together=tuple(exercise.example),
            solution=solution(exercise),
            also=partial(acts.checked, exercise),
        )

    def _left(self) -> int:
        """What the beginning of all widgets leaves of the page's room."""
        begun = self._models.beginnings()
        blobs = sum(map(self._models.blobs.size, used_in(list(begun.values()))))
        return self._room - blobs - len(packed(begun))

    def _resting(self, done: list[dict], panels: list[Recorded]) -> set[str]:
        """The widgets that nothing answers here."""
        answered = {act[part] for act in done for part in ("choice", "button", "check", "number") if part in act}
        for panel in panels:
            live = panel.recorder.live
            answered |= {self._models.name(moved.widget) for moved in panel.recorder.handles(panel.places).values()}
            answered |= {acts.reset_of(live, self._models)}
            for control in live.controls.values():
                if isinstance(control, SoundChooser):
                    answered |= {self._models.name(part) for part in (control.set, control.kind, control.back)}
        return {name for name, widget in self._models.widgets.items() if name not in answered and _asks(widget)}

    def _begun(self, panels: list[Recorded], resting: set[str]) -> dict[str, State]:
        """How all widgets begin: sliders of fewer places, at rest or away what nothing answers."""
        begun = self._models.beginnings()
        for panel in panels:
            for moved in panel.recorder.handles(panel.places).values():
                begun[self._models.name(moved.widget)] |= moved.looks
        for name in resting:
            begun[name]["disabled"] = True
        return self._without(begun, {name for name in resting if isinstance(self._models.widgets[name], PageWidget)})

    def _without(self, begun: dict[str, State], away: set[str]) -> dict[str, State]:
        """Without these, and of the lists of sounds with that of the lessons' alone."""
        for chooser in self._each(SoundChooser):
            stays = {self._models.name(chooser.list), self._models.name(chooser.back)}
            away |= {*self._models.of(chooser)} - stays - {self._models.name(chooser)}
        for state in begun.values():
            if "children" in state:
                state["children"] = [part for part in state["children"] if part.removeprefix(REFERENCE) not in away]
        return {name: state for name, state in begun.items() if name not in away}

    def _tops_of(self, resting: set[str]) -> set[str]:
        """The panels in cells in which something rests, but an own sound's buttons."""
        lists = {name for chooser in self._each(SoundChooser) for name in self._models.of(chooser)}
        asking = resting - lists
        return {self._models.name(top) for top in self._tops.values() if asking & {*self._models.of(top)}}

    def _about(self, panel: Recorded) -> dict[str, Any]:
        recorder = panel.recorder
        handles = recorder.handles(panel.places)
        return {
            "panel": self._models.name(recorder.live),
            "stored": kept().name_of(recorder.live, SETTINGS),
            "reset": acts.reset_of(recorder.live, self._models),
            "silent": panel.silent,
            "cells": [self._models.name(view) for view in recorder.chosen_from()],
            "controls": [self._control(name, handles[name], recorder.live.controls[name]) for name in handles],
        }

    def _control(self, name: str, moved: Handle, control: Any) -> dict[str, Any]:
        back = {"back": self._models.name(control.back)} if isinstance(control, SoundChooser) else {}
        model = self._models.name(moved.widget)
        about = {"name": name, "model": model, "trait": moved.trait, "places": moved.places, "first": moved.first}
        return about | {"label": control.description, "values": list(map(_plain, moved.values))} | back

    def _packed(self, views: dict[int, str], page: dict, panels: list[Recorded]) -> Lesson:
        models = self._models
        used = sorted(used_in(page["models"]).union(*(panel.used for panel in panels)))
        numbers = {number: place for place, number in enumerate(used)}
        page["models"] = renumbered(page["models"], numbers)
        recordings = {models.name(panel.recorder.live): packed(renumbered(panel.states, numbers)) for panel in panels}
        return Lesson(self._name, self._cells, views, page, packed(page), recordings, models.blobs.written(used))


def _asks(widget: Widget) -> bool:
    """Whether a person can press or move it, or it takes something of theirs."""
    module = widget.module if isinstance(widget, PageWidget) else ""
    if isinstance(widget, LiveGate):
        return bool(widget.who)  # whoever has learned is in Python
    return widget._model_name in PRESSED or module in IN_PYTHON | IN_PAGE


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else None
