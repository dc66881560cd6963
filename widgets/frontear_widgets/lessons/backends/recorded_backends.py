"""The seven recorded models of lesson 07, one for each back-end, and what they say of a sound."""

import functools
from dataclasses import replace
from math import ceil

import torch
from torch import Tensor

from frontear.analysis.clip_length import in_pieces
from frontear.data.clip import Clip
from frontear.dsp.signals import from_db
from frontear.layers.padding import fix_length
from frontear.models.backends import BACKENDS, FIXED_LENGTH
from frontear.training.run import Run, load_run
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.lessons.shared.spoken import missing_db
from frontear_widgets.results import RESULTS
from frontear_widgets.views.names import escaped
from frontear_widgets.views.program import heat_map

FOLDER = RESULTS / "backends"
RATE, HOP = 8_000, 80
SECONDS = 1.2  # what the two of fixed length are made for
LENGTH = round(SECONDS * RATE)
NARROW = "width: 5%; padding: 2px 0; text-align: center"
LONGEST = 30.0  # seconds a panel makes of a sound at most
FRAME = 8 * HOP / RATE  # seconds from one frame of the maps to the next


@functools.cache
def recorded(backend: str) -> Run:
    """The model with that back-end; `benchmarks/record_backends.py` makes them."""
    return load_run(FOLDER / f"{backend}.run")


def chosen(name: str, *, level_db: float = 0.0) -> Clip:
    """The sound of that name as loud as what the models have learned from, and so much louder."""
    clip = sound(name, sample_rate=RATE)
    return replace(clip, waveform=clip.waveform * from_db(level_db + _missing_db(name)))


def chosen_code(name: str, *, level_db: float = 0.0) -> str:
    """The lines that make the same as `word`, without the widgets where the sound is not one's own."""
    return f"""{code(name, sample_rate=RATE)}
from frontear.dsp.signals import from_db

word = heard.waveform * from_db({level_db + _missing_db(name):.2f})"""


def shares_code() -> str:
    """The lines that draw `answers`, how sure each model is of each class."""
    drawn = heat_map(
        "list(answers.values())", "x=classes, y=list(answers)", x="digit", y="back-end", colour="share of 1"
    )
    return f"""import torch
from frontear_widgets.lessons.backends.recorded_backends import recorded

classes = recorded("attention").classes
{drawn}"""


@functools.lru_cache(maxsize=64)
def _missing_db(name: str) -> float:
    return missing_db(recorded("attention"), sound(name, sample_rate=RATE))


def checked(seconds: float) -> None:
    """Raise ValueError for more than the panels take."""
    if seconds > LONGEST:
        raise ValueError(f"this makes {seconds:.1f} s of sound, allowed are {LONGEST:.0f} s")


@torch.no_grad()
def shares(backend: str, waveform: Tensor, *, ends: int | None = None, pieces: bool = False) -> Tensor:
    """How sure a model is of each digit, (classes,): the softmax of its scores.

    `ends` tells where the sound ends, in samples. Those of fixed length hear the beginning whatever they are told, or
    all of it in `pieces` whose shares are averaged.
    """
    model = recorded(backend).model
    if backend not in FIXED_LENGTH:
        return model(waveform[None], None if ends is None else torch.tensor([ends])).softmax(dim=1)[0]
    if pieces:
        return in_pieces(model, waveform[:ends], LENGTH).softmax(dim=1).mean(dim=0)
    return model(fix_length(waveform, LENGTH)[None]).softmax(dim=1)[0]


def table(answers: dict[str, Tensor], right: str = "") -> str:
    """A row for each model and a column for each digit, in per cent; where it is known which is right, a mark."""
    classes = recorded("attention").classes
    heads = "".join(f'<th style="{NARROW}">{escaped(name)}</th>' for name in classes)
    rows = "".join(_row(name, row, classes, right) for name, row in answers.items())
    return f'<table style="width: 100%; max-width: 640px"><tr><th>sure of, in %</th>{heads}</tr>{rows}</table>'


def _row(name: str, row: Tensor, classes: tuple[str, ...], right: str) -> str:
    said = int(row.argmax())
    mark = "" if right not in classes else "✓ " if classes[said] == right else "✗ "
    cells = "".join(_cell(share, number == said) for number, share in enumerate(row.tolist()))
    return f"<tr><th>{mark}{escaped(name)}</th>{cells}</tr>"


def _cell(share: float, highest: bool) -> str:
    percent, tall = f"{share:.0%}"[:-1], ceil(100 * share)
    filled = f"{NARROW}; background: linear-gradient(to top, #e69f0088 {tall}%, transparent {tall}%)"
    return f'<td style="{filled}">{f"<b>{percent}</b>" if highest else percent}</td>'


def verdict(answers: dict[str, Tensor], right: str = "") -> str:
    """Who says what, in a sentence."""
    classes, by_answer = recorded("attention").classes, {}
    for name, row in answers.items():
        by_answer.setdefault(classes[int(row.argmax())], []).append(name)
    told = "; ".join(f"<b>{escaped(answer)}</b>: {_listed(names, answers)}" for answer, names in by_answer.items())
    known = f" It is a {escaped(right)}." if right in classes else ""
    return f"{told}.{known}"


def _listed(names: list[str], answers: dict[str, Tensor]) -> str:
    return f"all {len(answers)}" if len(names) == len(answers) > 1 else ", ".join(names)


ALL = tuple(BACKENDS)
