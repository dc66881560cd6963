"""Panel of lesson 07: which moments of a sound count, by attention, by maximum, by average; seen and heard."""

from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.analysis.clip_length import within_silence
from frontear.data.clip import Clip
from frontear.models.classifier import Classifier
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.core.controls import slider, switch
from frontear_widgets.core.live import Live
from frontear_widgets.lessons.shared.spoken import SEVEN
from frontear_widgets.training.run_charts import features
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Box, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .recorded_backends import FRAME, RATE, checked, chosen, chosen_code, recorded, shares, verdict

MOST = 5.0  # times the mean: the end of the colours
LEAST = 0.1  # of all attention: less is not framed
HEARD = "What they hear; boxed, where attention looks"


@dataclass(frozen=True)
class AttentionWeights:
    """A sound within silence, and whether the models are told where it ends."""

    name: str = sound_choice(SEVEN)
    before: float = slider(0.0, 0.0, 4.0, step=0.1, label="Silence before", unit="s")
    behind: float = slider(0.0, 0.0, 4.0, step=0.1, label="Silence after", unit="s")
    told: bool = switch(False, label="Told where the sound ends")

    def heard(self) -> Clip:
        """The sound that is judged. Raises ValueError where it gets too long."""
        clip = chosen(self.name)
        checked(self.before + clip.seconds + self.behind)
        before, behind = (round(seconds * RATE) for seconds in (self.before, self.behind))
        return replace(clip, waveform=within_silence(clip.waveform, before=before, behind=behind))

    def ends(self) -> int | None:
        """The samples that the models are told to be sound, None where they are told nothing."""
        return len(self.heard().waveform) - round(self.behind * RATE) if self.told else None


@torch.no_grad()
def seen(model: Classifier, waveform: Tensor, ends: int | None) -> tuple[Tensor, Tensor | None]:
    """What the back-end of a model is given of a waveform (time,): a map, and which of its frames are sound."""
    lengths = None if ends is None else torch.tensor([ends])
    return model.feature_map(model.features(waveform[None], lengths), lengths)


@torch.no_grad()
def attention(waveform: Tensor, ends: int | None = None) -> Tensor:
    """How much each frame counts for the back-end with attention, (frames,), in all 1."""
    model = recorded("attention").model
    backend: Any = model.backend
    return backend.weights(*seen(model, waveform, ends))[0]


def loudest(waveform: Tensor, ends: int | None = None) -> Tensor:
    """The share of the channels that have their maximum in each frame, for max-pool, (frames,)."""
    patterns, mask = seen(recorded("max-pool").model, waveform, ends)
    over_time = patterns[0].mean(dim=1)  # (channels, frames)
    if mask is not None:
        over_time = over_time[:, mask[0]]
    counts = over_time.argmax(dim=1).bincount(minlength=patterns.shape[-1])
    return counts / counts.sum()


def evenly(waveform: Tensor, ends: int | None = None) -> Tensor:
    """How much each frame counts for average-pool, (frames,)."""
    patterns, mask = seen(recorded("average-pool").model, waveform, ends)
    counted = torch.ones(1, patterns.shape[-1]) if mask is None else mask.float()
    return counted[0] / counted.sum()


def attention_weights_shown(settings: AttentionWeights) -> dict:
    """What all hear, how much each frame counts for three of them, and the sound as attention weighs it."""
    heard, ends = settings.heard(), settings.ends()
    weights = {kind: weigh(heard.waveform, ends) for kind, weigh in WEIGHTS.items()}
    run = recorded("attention")
    picture = features(run.model.frontend, heard, title=HEARD)
    answers = {name: shares(name, heard.waveform, ends=ends) for name in ("attention", "max-pool", "average-pool")}
    return {
        "words": f"<p>{_most(weights['att.'])} {verdict(answers, heard.label)}</p>",
        "picture": framed(picture, weights["att."]),
        "weights": _picture(weights),
        "sound": [replace(heard, name="the sound"), weighed(heard, weights["att."])],
    }


def framed(picture: Picture, weights: Tensor) -> Picture:
    """The spectrogram with a frame around each moment that attention gives a share of `LEAST` or more."""
    width = FRAME / picture.x.step
    boxes = (
        Box(f"{share:.0%}", (0, len(picture.values)), (place * width, (place + 1) * width))
        for place, share in enumerate(weights.tolist())
        if share >= LEAST
    )
    return replace(picture, boxes=tuple(boxes))


WEIGHTS = {"mean": evenly, "max": loudest, "att.": attention}


def _most(weights: Tensor) -> str:
    highest = int(weights.argmax())
    half = int((weights.sort(descending=True).values.cumsum(0) < 0.5).sum()) + 1
    return (
        f"The moment that counts most for attention is at <b>{FRAME * (highest + 0.5):.2f} s</b>, and half of all its "
        f"weight lies on <b>{half} of {len(weights)}</b> frames."
    )


def _picture(weights: dict[str, Tensor]) -> Picture:
    values = torch.stack([row * len(row) for row in weights.values()])
    rows = Rows("", "", torch.arange(len(weights)).numpy(), names=tuple(weights))
    time = Axis.of_frames(FRAME)
    title = "How much each moment counts: attention, maximum, mean"
    return Picture(values, title, time, rows, "× mean", 0, MOST, name="weight")


def weighed(heard: Clip, weights: Tensor) -> Clip:
    """The sound with the weights of its frames as its loudness, the highest being 1."""
    centered = F.interpolate((weights / weights.max())[None, None], scale_factor=round(FRAME * RATE), mode="linear")
    return replace(
        heard, waveform=heard.waveform * centered[0, 0, : len(heard.waveform)], name="as attention weighs it"
    )


def attention_weights(**settings: Any) -> Live:
    """Attention over a sound. Lesson: notebooks/07_backends.ipynb"""
    return Live(
        AttentionWeights(**settings),
        attention_weights_shown,
        {
            "words": LiveText,
            "picture": lambda picture: HeatMap(picture, height=220),
            "weights": lambda picture: HeatMap(picture, height=170, colours="cividis"),
            "sound": Player,
        },
        title="Which moments count",
        hint="Where is the weight, is it where the word is? Then hear the sound with these weights as its loudness.",
        code=attention_weights_code,
    )


def attention_weights_code(settings: AttentionWeights) -> str:
    """The lines that ask for the weights."""
    before, behind = (round(seconds * RATE) for seconds in (settings.before, settings.behind))
    lengths = f"torch.tensor([waveform.shape[1] - {behind}])" if settings.told else "None"
    return program(
        chosen_code(settings.name),
        f"""import torch
from frontear.analysis.clip_length import within_silence
from frontear_widgets.lessons.backends.recorded_backends import recorded

waveform = within_silence(word, before={before}, behind={behind})[None]
model, lengths = recorded("attention").model, {lengths}
patterns, mask = model.feature_map(model.features(waveform, lengths), lengths)
weights = model.backend.weights(patterns, mask)[0].detach()  # in all 1""",
        line_chart(
            f"chart.add_scatter(x0={FRAME / 2:g}, dx={FRAME:g}, y=weights * len(weights))",
            x="time (s)",
            y="how much a moment counts (× mean)",
        ),
    )
