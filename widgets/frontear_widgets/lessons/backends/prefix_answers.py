"""Panel of lesson 07: what a model says of a sound after each frame, as if it ended there."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from frontear.analysis.clip_length import prefix_scores, within_silence
from frontear.data.clip import Clip
from frontear.models.backends import VARIABLE_LENGTH
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.spoken import SEVEN
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program

from .recorded_backends import FRAME, RATE, checked, chosen, chosen_code, recorded


@dataclass(frozen=True)
class PrefixAnswers:
    """A sound within silence, and two back-ends."""

    name: str = sound_choice(SEVEN)
    before: float = slider(0.0, 0.0, 4.0, step=0.1, label="Silence before", unit="s")
    behind: float = slider(1.0, 0.0, 4.0, step=0.1, label="Silence after", unit="s")
    backend: str = choice("recurrent", list(VARIABLE_LENGTH), label="Back-end")
    beside: str = choice("average-pool", list(VARIABLE_LENGTH), label="Beside it")

    def heard(self) -> Clip:
        """The sound that is judged. Raises ValueError where it gets too long."""
        clip = chosen(self.name)
        checked(self.before + clip.seconds + self.behind)
        before, behind = (round(seconds * RATE) for seconds in (self.before, self.behind))
        return replace(clip, waveform=within_silence(clip.waveform, before=before, behind=behind), name=self.name)


@torch.no_grad()
def prefix_shares(backend: str, waveform: Tensor) -> Tensor:
    """How sure a model is of each digit after each frame, (classes, frames)."""
    return prefix_scores(recorded(backend).model, waveform).softmax(dim=1).T


def prefix_answers_shown(settings: PrefixAnswers) -> dict:
    """Digits over time for both, when each of them has made up its mind, and the sound."""
    heard = settings.heard()
    first, second = (prefix_shares(name, heard.waveform) for name in (settings.backend, settings.beside))
    pairs = ((settings.backend, first), (settings.beside, second))
    return {
        "words": "".join(_words(name, shares) for name, shares in dict(pairs).items()),
        "first": _picture(settings.backend, first),
        "second": _picture(settings.beside, second),
        "sound": heard,
    }


def _words(name: str, shares: Tensor) -> str:
    return f"<p>The <b>{escaped(name)}</b> back-end {settled(shares)}</p>"


def settled(shares: Tensor) -> str:
    """What is said at the end, and since when."""
    said = shares.argmax(dim=0)
    others = (said != said[-1]).nonzero()[:, 0]
    since = 0 if not len(others) else int(others[-1]) + 1
    changes = int((said.diff() != 0).sum())
    answer = escaped(recorded("recurrent").classes[int(said[-1])])
    return (
        f"ends with {answer}, {shares[said[-1], -1]:.0%} sure, and has said so since {FRAME * (since + 1):.2f} s; "
        f"it changed its answer {changes} time{'s' * (changes != 1)}."
    )


def _picture(name: str, shares: Tensor) -> Picture:
    classes = recorded(name).classes
    rows = Rows("digit", "", torch.arange(len(classes)).numpy(), names=classes)
    time = Axis.of_frames(FRAME)
    return Picture(shares, f"{name}: its answer, if the sound ended here", time, rows, "of 1", 0, 1, name="share")


def prefix_answers(**settings: Any) -> Live:
    """Answers as a sound goes on. Lesson: notebooks/07_backends.ipynb"""
    return Live(
        PrefixAnswers(**settings),
        prefix_answers_shown,
        {
            "words": LiveText,
            "first": lambda picture: HeatMap(picture, height=250),
            "second": lambda picture: HeatMap(picture, height=250),
            "sound": Player,
        },
        title="The answer so far",
        hint="Each column is the answer if the sound ended there. Play it, and watch the cursor. What does silence do "
        "to an answer that was right?",
        code=prefix_answers_code,
    )


def prefix_answers_code(settings: PrefixAnswers) -> str:
    """The lines that ask after each frame."""
    before, behind = (round(seconds * RATE) for seconds in (settings.before, settings.behind))
    drawn = heat_map("shares", f"{frames(FRAME)}, y=recorded(name).classes", y="digit", colour="share")
    imports, *lines = drawn.splitlines()
    inside = "\n".join(f"    {line}" for line in lines if line)
    return program(
        chosen_code(settings.name),
        f"""from frontear.analysis.clip_length import prefix_scores, within_silence
from frontear_widgets.lessons.backends.recorded_backends import recorded
{imports}

waveform = within_silence(word, before={before}, behind={behind})
for name in {settings.backend!r}, {settings.beside!r}:
    shares = prefix_scores(recorded(name).model, waveform).softmax(dim=1).T.detach()  # if the sound ended there
{inside}""",
    )
