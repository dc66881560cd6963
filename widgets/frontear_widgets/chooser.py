"""Choosing a sound: one of those that are here, or one's own."""

import traitlets
from frontear.clips import Clip
from ipywidgets import Dropdown, VBox

from .own_sound import OwnSound
from .sounds import OWN, sound_names


class SoundChooser(VBox):
    """A list of sounds with buttons to record or open one; `value` is the chosen name, `disabled` and all.

    A sound that one panel records can be chosen in all of them.
    """

    value = traitlets.Unicode()
    description = traitlets.Unicode()
    options = property(lambda self: self.list.options)

    def __init__(self):
        self.list = Dropdown(options=sound_names())
        super().__init__([self.list, OwnSound(self._take)])
        traitlets.link((self, "description"), (self.list, "description"))
        traitlets.link((self.list, "value"), (self, "value"))
        OWN.observe(lambda _: self._refresh(), "clips")

    def _take(self, clip: Clip) -> None:
        self.list.value = OWN.add(clip)

    def _refresh(self) -> None:
        """Offer the new names; the choice stays."""
        chosen = self.list.value
        with self.list.hold_trait_notifications():
            self.list.options = sound_names()
            self.list.value = chosen
