"""Choosing a sound: set, class, clip; or one's own, recorded, from files or from a zip of folders."""

import contextlib
import re
from collections.abc import Callable

import traitlets

from frontear import datasets
from frontear.data.clip import Clip, sample_names
from frontear_widgets.browser.plain import HTML, Button, Dropdown, VBox
from frontear_widgets.core.controls import control_field
from frontear_widgets.core.kept import take_parcels
from frontear_widgets.core.page_value import PageValue
from frontear_widgets.core.panel import follow
from frontear_widgets.views.names import escaped

from .kept_sounds import bring_back
from .own_sound import OwnSound
from .sounds import LESSONS, MINE, OWN, set_of, sets, sound, sounds_of

MOST_TRIED = 20  # sounds of a set whose first ones cannot be read

take_parcels(bring_back)  # what the page keeps is there to be chosen

PAGE_SOUND = PageValue("sound", check=sound)


def sound_choice(default: str = "yes") -> str:
    """A field that names a sound of `sounds.py`: chosen from the list, recorded or opened."""
    return control_field(default, SoundChooser, "Sound", "")


class SoundChooser(VBox):
    """Lists for the set, its class and the sound, with buttons to record or open one; `value` is the sound's name.

    What a person chooses, records or opens here is the page's sound: other panels take it. One button goes back to the
    sound that this panel begins with. A set that is not here says how to get it, and the sound stays.
    """

    at_head = True  # of its panel: it takes a line
    page = PAGE_SOUND
    first = traitlets.Unicode("yes")  # the panel's own, which texts speak of
    value = traitlets.Unicode("yes")
    description = traitlets.Unicode("Sound")

    def __init__(self):
        self.set, self.kind = Dropdown(description="Sounds"), Dropdown(description="Class")
        self.list, self.told = Dropdown(description="Sound"), HTML().add_class("frontear-licence")
        self.back = Button(tooltip="The sound that this panel begins with, which the text speaks of")
        own = OwnSound(self._take, self._take_set)
        super().__init__([self.set, self.kind, self.list, own, self.back, self.told])
        self.add_class("frontear-sound")
        self._busy = False
        self._reflect()
        self.set.observe(lambda change: self._take_set(change["new"]), "value")
        self.kind.observe(lambda change: self._go(lambda: self._of_kind(change["new"])), "value")
        self.list.observe(lambda change: self._go(lambda: change["new"]), "value")
        self.back.on_click(lambda _: setattr(self, "value", self.first))
        self.observe(lambda _: self._reflect(), ["value", "first"])
        follow(self, OWN, ["clips", "sets"], self._reflect)

    @property
    def options(self) -> list[str]:
        """The names of the lessons' sounds, and of one's own."""
        return [*sample_names(), *OWN.clips]

    @traitlets.validate("value")
    def _known(self, proposal: dict) -> str:
        try:
            sound(proposal["value"])
        except ValueError as unknown:
            raise traitlets.TraitError(str(unknown)) from unknown
        return proposal["value"]

    def _take(self, clip: Clip) -> str:
        self.value = OWN.add(clip)
        PAGE_SOUND.choose(self.value, self)
        return self.value

    def _take_set(self, name: str) -> None:
        self._go(lambda: _first_heard(sounds_of(name)))

    def _go(self, named: Callable[[], str]) -> None:
        """Take the sound that is named; where it cannot be had, say why, and the sound stays."""
        if self._busy:
            return
        try:
            self.value = named()
        except (ValueError, traitlets.TraitError) as missing:
            self.told.value = f'<p class="frontear-bad">{escaped(missing)}</p>'
        else:
            PAGE_SOUND.choose(self.value, self)
            self._reflect()

    def _of_kind(self, kind: str) -> str:
        return sounds_of(set_of(self.value))[kind][0]  # the set shown may be one that is not here

    def _reflect(self) -> None:
        """Bring all lists to where the value is."""
        set_name = set_of(self.value)
        by_class = self._offered(set_name)
        kind = next(kind for kind, names in by_class.items() if self.value in names)
        with self._quietly():
            _fill(self.set, sets(), set_name)
            _fill(self.kind, list(by_class), kind)
            _fill(self.list, {name.partition(": ")[2] or name: name for name in by_class[kind]}, self.value)
        self.kind.show_if(len(by_class) > 1)
        self.back.description = f"Back to {re.split('[:/] ?', self.first)[-1]}"
        self.back.show_if(self.value != self.first)
        self.told.value = _licence(set_name)

    def _offered(self, set_name: str) -> dict[str, list[str]]:
        """The sounds of the set, by class; the one that is chosen alone where that has gone from the disk meanwhile."""
        with contextlib.suppress(ValueError):
            by_class = sounds_of(set_name)
            if any(self.value in names for names in by_class.values()):
                return by_class
        return {"": [self.value]}

    @contextlib.contextmanager
    def _quietly(self):
        self._busy = True
        try:
            yield
        finally:
            self._busy = False


def _first_heard(by_class: dict[str, list[str]]) -> str:
    """The first sound of a set; where that cannot be read, one that can, so that one file takes no set away."""
    first, *others = [names[0] for names in by_class.values()]
    tried = [first, *others, *next(iter(by_class.values()))][:MOST_TRIED]
    return next((name for name in tried if _can_be_heard(name)), first)


def _can_be_heard(name: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(sound(name))
    return False


def _fill(dropdown: Dropdown, options: list | dict, value: str) -> None:
    shown = list(options.items()) if isinstance(options, dict) else options
    if list(dropdown.options) != shown:
        dropdown.options = shown
    dropdown.value = value


def _licence(set_name: str) -> str:
    """A line on where the sounds come from; none for the lessons' and one's own."""
    if set_name in (LESSONS, MINE, *OWN.sets):
        return ""
    entry = datasets.CATALOGUE[set_name.partition("/")[0]]
    return (
        '<details><summary aria-label="Where these sounds are from">i</summary>'
        f"<p>{escaped(entry.citation)}; {escaped(entry.licence)}</p></details>"
    )
