"""Hear sounds side by side, at their own rates and in the same place."""

import io
import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import soundfile
import traitlets
from ipywidgets import Widget, widget_serialization

from frontear.data.clip import Clip
from frontear_widgets.browser import PageWidget


class Samples(Widget):
    """What one sound is in the page, the same for all players that begin with it: many begin with the lesson's.

    It is closed with the last of them.
    """

    steps = traitlets.Bytes().tag(sync=True)
    shared: ClassVar[dict[bytes, "Samples"]] = {}
    players = 0

    @classmethod
    def of(cls, steps: bytes) -> "Samples":
        """The one with these steps, for one player more."""
        samples = cls.shared.get(steps) or cls.shared.setdefault(steps, cls(steps=steps))
        samples.players += 1
        return samples

    def let_go(self) -> None:
        """One player fewer needs it."""
        self.players -= 1
        if not self.players:
            del self.shared[self.steps]
            self.close()


class Player(PageWidget):
    """Plays one or several clips; the cursor of every picture on its channel follows.

    Sound starts at a press of its button only. The loudest clip is played as loud as that of any other player
    (`playbackGain` in `browser/sound.js`), the others by the same factor, and the player says so. The page has them in
    16 bits; what it saves as WAV is untouched. Where level is the subject, a clip as it was stands beside the other.
    """

    module = traitlets.Unicode("player.js").tag(sync=True)

    sounds = traitlets.List().tag(sync=True, **widget_serialization)
    channel = traitlets.Unicode("").tag(sync=True)
    loop = traitlets.Bool(False).tag(sync=True)
    height = traitlets.Int(72).tag(sync=True)

    def __init__(self, clips: Clip | Sequence[Clip], **layout: Any):
        self._clips = _listed(clips)
        sounds = _sounds(self._clips)
        begun = dict.fromkeys(sound["samples"] for sound in sounds)  # each once: two sounds may be the same
        self._first = {steps: Samples.of(steps) for steps in begun}  # which the page has
        super().__init__(sounds=self._named(sounds), **layout)
        self.on_msg(self._save)
        self.observe(self._let_go, "comm")

    def show(self, clips: Clip | Sequence[Clip]) -> None:
        """Replace the sounds; a sound that plays goes on with the new one, in the same place."""
        self._clips = _listed(clips)
        self.sounds = self._named(_sounds(self._clips))

    def _named(self, sounds: list[dict]) -> list[dict]:
        """Those the player began with, by their model, which is a name; the others whole."""
        return [sound | {"samples": self._first.get(sound["samples"], sound["samples"])} for sound in sounds]

    def _let_go(self, change: dict) -> None:
        if change["new"] is None:
            for samples in self._first.values():
                samples.let_go()

    def _save(self, _widget, asked: dict, _buffers) -> None:
        """Give the page the clip that it wants to save."""
        if asked["save"] < len(self._clips):
            clip = self._clips[asked["save"]]
            self.send({"name": clip.name}, buffers=[_wav(clip)])


def _listed(clips: Clip | Sequence[Clip]) -> list[Clip]:
    clips = [clips] if isinstance(clips, Clip) else list(clips)
    if not clips:
        raise ValueError("a player needs at least one clip, got none")
    return clips


def _sounds(clips: list[Clip]) -> list[dict]:
    return [{"name": clip.name, "sample_rate": clip.sample_rate, **_in_16_bits(clip)} for clip in clips]


def _in_16_bits(clip: Clip) -> dict:
    """Samples in steps of 1/32768 of a power of two that holds them: those of a file of 16 bits are exact.

    Each is less the one before, the low bytes of all come before the high ones: so they pack best.
    """
    waveform = clip.waveform.detach().numpy().astype(np.float64)
    scale = max(2.0 ** math.frexp(waveform.max())[1], _power_from(-waveform.min()))  # below 0 there is one step more
    steps = np.rint(waveform * (32_768 / scale)).clip(-32_768, 32_767).astype("<i2")
    rises = np.diff(steps, prepend=np.zeros(1, "<i2"))  # beyond 16 bits they wrap, and so do their sums
    return {"scale": scale, "samples": rises.view(np.uint8).reshape(-1, 2).T.tobytes()}


def _power_from(peak: float) -> float:
    return 2.0 ** math.ceil(math.log2(peak)) if peak > 0 else 0.0


def _wav(clip: Clip) -> bytes:
    """A file of 32-bit floats: every sample as it is, beyond full scale too."""
    file = io.BytesIO()
    soundfile.write(file, clip.waveform.detach().numpy(), clip.sample_rate, format="WAV", subtype="FLOAT")
    return file.getvalue()
