"""Hear sounds side by side, at their own rates and in the same place."""

from collections.abc import Sequence
from typing import Any

import traitlets

from frontear.data.clip import Clip
from frontear_widgets.browser import PageWidget


class Player(PageWidget):
    """Plays one or several clips; the cursor of every picture on its channel follows.

    Sound starts at a press of its button only. Clips louder than full scale are played quieter, all
    by the same factor, and the player says so; what it saves as WAV is untouched.
    """

    module = traitlets.Unicode("player.js").tag(sync=True)

    sounds = traitlets.List().tag(sync=True)
    channel = traitlets.Unicode("").tag(sync=True)
    loop = traitlets.Bool(False).tag(sync=True)
    height = traitlets.Int(72).tag(sync=True)

    def __init__(self, clips: Clip | Sequence[Clip], **layout: Any):
        super().__init__(sounds=_sounds(clips), **layout)

    def show(self, clips: Clip | Sequence[Clip]) -> None:
        """Replace the sounds; a sound that plays goes on with the new one, in the same place."""
        self.sounds = _sounds(clips)


def _sounds(clips: Clip | Sequence[Clip]) -> list[dict]:
    clips = [clips] if isinstance(clips, Clip) else list(clips)
    if not clips:
        raise ValueError("a player needs at least one clip, got none")
    return [
        {"name": clip.name, "sample_rate": clip.sample_rate, "samples": clip.waveform.detach().numpy().tobytes()}
        for clip in clips
    ]
