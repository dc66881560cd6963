"""Panel of lesson 07: does the order of a sound matter? Its parts last first, down to every sample."""

from dataclasses import dataclass, replace
from typing import Any

from frontear.analysis.clip_length import parts_reversed
from frontear.data.clip import Clip
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.core.controls import ladder
from frontear_widgets.core.live import Live
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import program
from frontear_widgets.views.table import Table

from .recorded_backends import ALL, RATE, chosen, chosen_code, shares, shares_code, table, verdict

THREE = "samples/digits: digits/three-andy-2"
PARTS = ("as it is", "halves", "240 ms", "120 ms", "60 ms", "20 ms", "samples")


@dataclass(frozen=True)
class FrameOrder:
    """A sound, and the parts that are put last first."""

    name: str = sound_choice(THREE)
    parts: str = ladder("as it is", PARTS, label="Last first")

    def length(self, time: int) -> int:
        """Of one part, in samples, of a sound of so many."""
        known = {"as it is": time, "halves": -(-time // 2), "samples": 1}
        return known.get(self.parts) or int(self.parts.removesuffix(" ms")) * RATE // 1_000

    def heard(self) -> Clip:
        """The sound in its new order."""
        clip = chosen(self.name)
        waveform = parts_reversed(clip.waveform, self.length(len(clip.waveform)))
        return replace(clip, waveform=waveform, name="as it is judged")


def frame_order_shown(settings: FrameOrder) -> dict:
    """What all seven say of the sound in this order, and both orders to hear."""
    heard, before = settings.heard(), chosen(settings.name)
    answers = {name: shares(name, heard.waveform) for name in ALL}
    same = sum(int(shares(name, before.waveform).argmax()) == int(row.argmax()) for name, row in answers.items())
    return {
        "words": f"<p>{verdict(answers, heard.label)} {same} of {len(ALL)} "
        "say what they say of the sound as it is.</p>",
        "shares": table(answers, heard.label),
        "sound": [heard, replace(before, name="as it was")],
    }


def frame_order(**settings: Any) -> Live:
    """A sound in another order. Lesson: notebooks/07_backends.ipynb"""
    return Live(
        FrameOrder(**settings),
        frame_order_shown,
        {"words": LiveText, "shares": Table, "sound": Player},
        title="In another order",
        hint="Parts of this length are put last first, each played forwards: halves swap, single samples play it "
        "backwards.",
        code=_code,
    )


def _code(settings: FrameOrder) -> str:
    length = settings.length(len(chosen(settings.name).waveform))
    return program(
        chosen_code(settings.name),
        f"""from frontear.analysis.clip_length import parts_reversed
from frontear.models.backends import BACKENDS
from frontear_widgets.lessons.backends.recorded_backends import shares

waveform = parts_reversed(word, {length})
answers = {{name: shares(name, waveform) for name in BACKENDS}}""",
        shares_code(),
    )
