"""Panel of lesson 07: the same word longer, later, repeated, louder; and what seven back-ends make of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

from frontear.analysis.clip_length import within_silence
from frontear.data.clip import Clip
from frontear.models.backends import FIXED_LENGTH
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.core.controls import choice, slider, switch
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.spoken import SEVEN
from frontear_widgets.training.run_charts import features
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import program
from frontear_widgets.views.table import Table

from .recorded_backends import (
    ALL,
    LENGTH,
    RATE,
    SECONDS,
    checked,
    chosen,
    chosen_code,
    recorded,
    shares,
    shares_code,
    table,
    verdict,
)

CUT, PIECES = "cut", "judged in pieces"


@dataclass(frozen=True)
class BackendAnswers:
    """A sound, what is done to it, and what the models are told."""

    name: str = sound_choice(SEVEN)
    behind: float = slider(0.0, 0.0, 4.0, step=0.1, label="Silence after", unit="s")
    before: float = slider(0.0, 0.0, 4.0, step=0.1, label="Silence before", unit="s")
    times: int = slider(1, 1, 4, label="Said", unit="times")
    level_db: int = slider(0, -30, 20, label="Level", unit="dB")
    told: bool = switch(False, label="Told where the sound ends")
    longer: str = choice(CUT, [CUT, PIECES], label="Too long is")

    def heard(self) -> Clip:
        """The sound that is judged. Raises ValueError where it gets too long."""
        clip = chosen(self.name, level_db=self.level_db)
        checked(self.before + self.times * clip.seconds + self.behind)
        before, behind = (round(seconds * RATE) for seconds in (self.before, self.behind))
        waveform = within_silence(clip.waveform.repeat(self.times), before=before, behind=behind)
        return replace(clip, waveform=waveform, name=self.name)

    def answers(self) -> dict[str, Tensor]:
        """How sure each of the seven is of each digit."""
        heard, ends = self.heard(), self.ends()
        return {name: shares(name, heard.waveform, ends=ends, pieces=self.longer == PIECES) for name in ALL}

    def ends(self) -> int | None:
        """The samples that the models are told to be sound, None where they are told nothing."""
        return len(self.heard().waveform) - round(self.behind * RATE) if self.told else None


def backend_answers_shown(settings: BackendAnswers) -> dict:
    """What all seven say of the sound, the sound itself, and its features."""
    heard, answers, run = settings.heard(), settings.answers(), recorded(ALL[0])
    return {
        "words": f"<p>{verdict(answers, heard.label)}</p><p>It lasts {heard.seconds:.1f} s. {_fixed(settings, heard)} "
        f"{_variable(settings)}</p>",
        "shares": table(answers, heard.label),
        "sound": [replace(heard, name="as it is judged"), replace(chosen(settings.name), name="as it was")],
        "picture": features(run.model.frontend, heard, title="What all of them hear"),
    }


def _fixed(settings: BackendAnswers, heard: Clip) -> str:
    made = f"{' and '.join(FIXED_LENGTH).capitalize()} are made for {SECONDS} s"
    missing, length = SECONDS - heard.seconds, settings.ends() or len(heard.waveform)
    if missing >= 0:
        return f"{made}: {missing:.2f} s of silence fill it up for them."
    if settings.longer == CUT:
        return f"{made}: they hear the first {SECONDS} s, and <b>{-missing:.1f} s are cut off</b>."
    n_pieces = 1 + max(-(-(length - LENGTH) // (LENGTH // 2)), 0)
    if n_pieces == 1:
        return f"{made}: what they are told is sound fits into one piece."
    return f"{made}: they judge {n_pieces} pieces, one every {SECONDS / 2} s, and the average is shown."


def _variable(settings: BackendAnswers) -> str:
    ends = settings.ends()
    if not settings.behind:
        return "The others hear all of it."
    if ends is None:
        return "The others hear all of it, and take the silence after it for sound like any other."
    who = "All seven" if settings.longer == PIECES else "The others"
    return f"{who} are told that it ends at {ends / RATE:.1f} s: what comes after is masked."


def backend_answers(**settings: Any) -> Live:
    """Seven answers to one sound. Lesson: notebooks/07_backends.ipynb"""
    return Live(
        BackendAnswers(**settings),
        backend_answers_shown,
        {"words": LiveText, "shares": Table, "sound": Player, "picture": lambda picture: HeatMap(picture, height=200)},
        title="One sound, seven answers",
        hint="Add silence after the word, then tell them where the sound ends. Move the word by silence before it. Say "
        "it several times. What you can play is what they judge.",
        code=backend_answers_code,
    )


def backend_answers_code(settings: BackendAnswers) -> str:
    """The lines that ask the models of variable length, and those of fixed length with what they hear."""
    before, behind = (round(seconds * RATE) for seconds in (settings.before, settings.behind))
    ends = f"len(waveform) - {behind}" if settings.told else "len(waveform)"
    lengths = "torch.tensor([ends])" if settings.told else "None"
    pieces, cut = f"in_pieces(model, waveform[:ends], {LENGTH})", f"model(fix_length(waveform, {LENGTH})[None])"
    fixed = pieces if settings.longer == PIECES else cut
    return program(
        chosen_code(settings.name, level_db=settings.level_db),
        f"""import torch
from frontear.models.backends import BACKENDS, FIXED_LENGTH
from frontear.analysis.clip_length import {"in_pieces, " * (settings.longer == PIECES)}within_silence
{"from frontear.layers.padding import fix_length" * (settings.longer != PIECES)}
from frontear_widgets.lessons.backends.recorded_backends import recorded

waveform = within_silence(word.repeat({settings.times}), before={before}, behind={behind})
ends, answers = {ends}, {{}}
for name in BACKENDS:
    model = recorded(name).model
    fixed = name in FIXED_LENGTH  # made for {SECONDS} s
    scores = {fixed} if fixed else model(waveform[None], {lengths})
    answers[name] = scores.softmax(dim=1).mean(dim=0).detach()""",
        shares_code(),
    )


SOUND = ("name", "behind", "before", "times", "level_db")


def brings_all_back(start: BackendAnswers) -> Callable[[BackendAnswers], tuple[bool, str]]:
    """The check of lesson 07's exercise: all seven are right, and the sound is that of `start`."""

    def check(settings: BackendAnswers) -> tuple[bool, str]:
        if any(getattr(settings, name) != getattr(start, name) for name in SOUND):
            return False, "The sound is another one now: press Reset, and change what the models are told instead."
        wrong = [name for name, row in settings.answers().items() if str(int(row.argmax())) != settings.heard().label]
        if wrong:
            return False, f"Still wrong: {', '.join(wrong)}."
        return (
            True,
            "All seven say it: told where this sound ends, and looking everywhere, they need no other sound.",
        )

    return check
