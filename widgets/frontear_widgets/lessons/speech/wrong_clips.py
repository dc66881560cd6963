"""Panel of lesson 08: what else is in the clips that a network gets wrong."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

import torch
from torch import Tensor

from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.program import heat_map, program

from .clips import AUDIOSET, JUDGED, MADE, TAGS_OF, kept
from .networks import NETWORKS, audioset_labels, audioset_names, recorded_scores, recordings_labels

MOST_LABELS = 16
MISSED, TAKEN = "missed", "taken"  # short enough for a phone
KINDS = (MISSED, TAKEN)
NAMED = 12  # scenes, in words


class Counts(NamedTuple):
    """For each label beside speech how many clips there are with speech and without, and how many of each are wrong."""

    names: tuple[str, ...]
    clips: Tensor
    wrong: Tensor


@dataclass(frozen=True)
class WrongClips:
    """Clips, a network at a threshold of a half, and one cell of the picture, counted from 0."""

    clips: str = choice(AUDIOSET, JUDGED, label="Clips")
    network: str = choice("attention", NETWORKS, label="Network")
    row: int = slider(0, 0, MOST_LABELS - 1, label="Row")
    column: int = slider(0, 0, 1, label="Column")


@lru_cache(maxsize=3)
def commonest(clips: str) -> tuple[tuple[str, ...], Tensor]:
    """The labels most often beside speech, the commonest first, and which clips have each, bool (clips, labels)."""
    names, labels = _labelled(clips)
    beside = labels[labels[:, 0]].sum(0)
    beside[0] = -1
    chosen = beside.argsort(descending=True, stable=True)[: min(MOST_LABELS, len(names) - 1)]
    return tuple(names[place] for place in chosen), labels[:, chosen]


def _labelled(clips: str) -> tuple[tuple[str, ...], Tensor]:
    if clips == AUDIOSET:
        return audioset_names(), audioset_labels()
    return TAGS_OF[clips], kept().labels if clips == MADE else recordings_labels()


def judged(clips: str, network: str) -> tuple[Tensor, Tensor]:
    """Which clips a network gets wrong at a threshold of a half, and in which somebody speaks, bool (clips,) each."""
    answers, speech = recorded_scores(clips, network)
    return (answers > 0) != speech, speech


def counted(clips: str, network: str) -> Counts:
    """How many clips with each label are wrong: (labels, 2) for those with speech, and those without."""
    names, labels = commonest(clips)
    wrong, speech = judged(clips, network)
    kinds, there = torch.stack([speech, ~speech], dim=1), labels.double()
    wrong = kinds & wrong[:, None]
    return Counts(names, (there.T @ kinds.double()).long(), (there.T @ wrong.double()).long())


def wrong_clips_shown(settings: WrongClips) -> dict:
    """The share that is wrong, for each label, and what a cell of it counts."""
    found = counted(settings.clips, settings.network)
    row = min(settings.row, len(found.names) - 1)
    return {"words": _words(settings, found, row), "picture": _picture(found, (row, settings.column))}


def _words(settings: WrongClips, found: Counts, row: int) -> str:
    n, wrong = (int(part[row, settings.column]) for part in (found.clips, found.wrong))
    which = ("with speech and", "without speech, with")[settings.column]
    share = f" ({wrong / n:.0%})" if n else ""
    return (
        f"<p>Of <b>{n:,}</b> clips {which} <i>{escaped(found.names[row])}</i>, {settings.network} gets "
        f"<b>{wrong:,}</b> wrong{share}.{_scenes(settings, row)}</p>"
    )


def _scenes(settings: WrongClips, row: int) -> str:
    """Which scenes of the cell are wrong, for the panel that plays them."""
    if settings.clips == AUDIOSET:
        return ""
    wrong, speech = judged(settings.clips, settings.network)
    wanted = commonest(settings.clips)[1][:, row] & wrong & (speech == (settings.column == 0))
    numbers = [str(place + 1) for place in wanted.nonzero()[:, 0].tolist()]
    return f" Scenes {', '.join(numbers[:NAMED])}{' …' if len(numbers) > NAMED else ''}." if numbers else ""


def _picture(found: Counts, chosen: tuple[int, int]) -> Picture:
    shares = 100 * found.wrong / found.clips.clamp_min(1)
    names = [f"{name} ({n})" for name, n in zip(found.names, found.clips[:, 0].tolist(), strict=True)]
    rows = Rows("what else is in the clip", "", torch.arange(len(names)).numpy(), names=tuple(names))
    columns = Axis("speech missed, or taken for it", "", names=KINDS)
    return Picture(shares, "Wrong, by what else is in the clip", columns, rows, "%", 0, 100, "share", chosen)


def wrong_clips(**settings: Any) -> Live:
    """What else is in the clips that are wrong. Lesson: notebooks/08_speech.ipynb"""
    live = Live(
        WrongClips(**settings),
        wrong_clips_shown,
        {"words": LiveText, "picture": lambda picture: HeatMap(picture, height=420, colours="cividis")},
        title="What else is in the clips that are wrong",
        hint="The labels that are most often beside speech, in brackets how many clips have both. Click a cell, or "
        "press Enter on it, for its counts.",
        code=_code,
    )
    live.views["picture"].on_choice(partial(_choose, live))
    return live


def _choose(live: Live, row: int, column: int) -> None:
    live.set(row=row, column=column)


def _code(settings: WrongClips) -> str:
    return program(
        f"""from frontear_widgets.lessons.speech.wrong_clips import counted

found = counted({settings.clips!r}, {settings.network!r})
shares = (100 * found.wrong / found.clips.clamp_min(1)).numpy()
for name, clips, wrong in zip(found.names, found.clips.tolist(), found.wrong.tolist()):
    print(name, "missed:", wrong[0], "of", clips[0], "taken for speech:", wrong[1], "of", clips[1])""",
        heat_map(
            "shares",
            f"y=found.names, x={list(KINDS)}",
            x="speech missed, or taken for it",
            y="what else is in it",
            colour="%",
        ),
    )
