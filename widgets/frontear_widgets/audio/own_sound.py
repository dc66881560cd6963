"""A sound of the student's own, from the microphone or a file, for every panel on the page."""

from collections.abc import Callable
from dataclasses import replace

import anywidget
import torch

from frontear.data.clip import Clip, decode
from frontear_widgets.core.attempt import attempt
from frontear_widgets.core.scripts import script

LONGEST = 30.0  # seconds that are kept
LONGEST_FILE = 600.0  # seconds of a file that is cut; a longer one is refused
LARGEST = 50_000_000  # bytes


class OwnSound(anywidget.AnyWidget):
    """Record and open buttons; `heard(clip)` is called with each sound that arrives whole and can be read.

    What cannot be read is explained beside the buttons, and nothing else changes.
    """

    _esm = script("own_sound.js")

    def __init__(self, heard: Callable[[Clip], None]):
        super().__init__()
        self._heard, self._pieces = heard, []
        self.on_msg(self._take)

    def _take(self, _widget, about: dict, buffers: list) -> None:
        """Gather the pieces of one sound; at the last one, read it."""
        if about["piece"] == 0:
            self._pieces.clear()
        if about["piece"] != len(self._pieces):
            return  # the rest of a sound that was refused
        self._pieces.append(bytes(buffers[0]))
        if sum(map(len, self._pieces)) > LARGEST:
            self._pieces.clear()
            return self._say(
                f"{about['name']} is larger than {LARGEST // 1_000_000} MB, the most that is allowed.", True
            )
        if about["piece"] == about["pieces"] - 1:
            self._read(about, b"".join(self._pieces))

    def _read(self, about: dict, data: bytes) -> None:
        whole, problem = attempt(clip_of, about, data, advice="try another file")
        if problem:
            return self._say(f"{problem.removesuffix('.')}. The last sound stays.", True)
        kept = replace(whole, waveform=whole.waveform[: int(LONGEST * whole.sample_rate)])
        cut = " (its first 30 s)" if about.get("cut") or kept.seconds < whole.seconds else ""
        self._heard(kept)
        return self._say(f"{about['name']}: {kept.seconds:.1f} s at {kept.sample_rate:,} Hz{cut}.", False)

    def _say(self, words: str, wrong: bool) -> None:
        self.send({"words": words, "wrong": wrong})


def clip_of(about: dict, data: bytes) -> Clip:
    """The sound that a message describes: a file's bytes, or float32 samples at a rate. Raises ValueError."""
    if about["kind"] == "file":
        return decode(data, max_seconds=LONGEST_FILE, name=about["name"])
    if len(data) < 4 or len(data) % 4:
        raise ValueError(f"{about['name']}: got {len(data)} bytes, allowed are whole float32 samples")
    return Clip(torch.frombuffer(bytearray(data), dtype=torch.float32), round(about["rate"]), name=about["name"])
