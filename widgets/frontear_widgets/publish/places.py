"""Where the page's controls can stand: what its slider or list is there, and the value that it means."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ipywidgets import Widget

from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.core.sliders import Ladder, Slider, Timeline

PLACES = (3, 5, 9, 17, 33)  # of a slider, about; each among the next ones


@dataclass(frozen=True)
class Handle:
    """What a person moves of a control: a trait of a widget, and all places where that may stand.

    Args:
        widget: Whose trait it is.
        trait: "value" or "index".
        places: What the trait is at each place.
        values: What the control's value is there.
        first: The place where it begins.
        looks: Traits that the page's widget has instead of its own, such as the labels of fewer places.
    """

    widget: Widget
    trait: str
    places: list
    values: list
    first: int
    looks: dict[str, Any] = field(default_factory=dict)


def handle(control: Any, most: int, *besides: Any) -> Handle:
    """How the page moves a control.

    Args:
        control: Of a live panel.
        most: About so many places it has at most, its ends and where it stands now among them.
        besides: Values that are among them as well.
    """
    if isinstance(control, SoundChooser):
        return _of_sounds(control)
    if isinstance(control, Slider):
        return _of_slider(control, most, *besides)
    if isinstance(control, Ladder):
        kept = map(control.options.index, besides)
        chosen = thinned(len(control.options), most, control.index, *kept)
        labels = [control.labels[place] for place in chosen]
        return _labelled(control, [control.options[place] for place in chosen], labels)
    options = getattr(control, "options", None)
    if options is None:  # a box to tick
        return Handle(control, "value", [False, True], [False, True], int(control.value))
    values = [option[1] if isinstance(option, tuple) else option for option in options]
    return Handle(control, "index", list(range(len(values))), values, values.index(control.value))


def thinned(count: int, most: int, *kept: int) -> list[int]:
    """At most about `most` of `count` places, evenly spaced, the ends among them.

    Args:
        count: How many there are.
        most: 2 or more.
        kept: Some that are there in any case.
    """
    if count <= most:
        return list(range(count))
    even = {round(step * (count - 1) / (most - 1)) for step in range(most)}
    return sorted(even.union(kept))


def _of_slider(control: Slider, most: int, *besides: float) -> Handle:
    count = round((control.max - control.min) / control.step) + 1
    first, *others = (round((value - control.min) / control.step) for value in (control.value, *besides))
    whole = isinstance(control.step, int)
    chosen = thinned(count, most, first, *others)
    values = [
        control.min + place * control.step if whole else round(control.min + place * control.step, 10)
        for place in chosen
    ]
    values[chosen.index(first)] = control.value
    if len(chosen) == count or isinstance(control, Timeline):
        return Handle(control, "value", values, values, chosen.index(first))
    return _labelled(control, values, [f"{value:.10g}" for value in values])


def _labelled(control: Any, values: list, labels: Sequence[str]) -> Handle:
    """A slider whose places lie equally far apart and say what they are."""
    places, first = list(range(len(values))), values.index(control.value)
    return Handle(control, "index", places, values, first, {"labels": list(labels), "index": first})


def _of_sounds(control: SoundChooser) -> Handle:
    """The lessons' sounds alone, and the one that the panel begins with."""
    values = list(dict.fromkeys([control.value, *control.options]))
    labels = [value.partition(": ")[2] or value for value in values]
    return Handle(control.list, "index", list(range(len(values))), values, 0, {"_options_labels": labels, "index": 0})
