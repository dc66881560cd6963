"""Panel of lesson 08: one made scene as numbers and as a sound, and which of its seconds attention weighs."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .clips import MADE, N_KEPT, SECONDS, TAGS_OF, audible, evaluation, heard, kept, kept_recordings, spoken_in
from .networks import NETWORKS, recorded, recorded_attention, recorded_scores


@dataclass(frozen=True)
class SceneHeard:
    """One of the scenes kept for the end, from 1, of one kind."""

    clips: str = choice(MADE, audible(), label="Scenes")
    number: int = slider(1, 1, N_KEPT, label="Scene")


@torch.no_grad()
def attention_of(place: int, clips: str = MADE) -> Tensor:
    """How much each second of a kept scene counts for the network with attention, (10,), in all 1."""
    model = (recorded("attention") if clips == MADE else recorded_attention()).model
    kept_scene, network = evaluation(clips)[place : place + 1], model.network
    attention: Any = network.attention
    return attention(*model.rows(kept_scene.inputs.float(), kept_scene.lengths))[0, :, 0]


def scene_heard_shown(settings: SceneHeard) -> dict:
    """The scene's labels and what the six say of it, its numbers, the weights of its seconds, and its sound."""
    place, clips = settings.number - 1, settings.clips
    frames, _, labels = kept() if clips == MADE else kept_recordings()
    there = [TAGS_OF[clips][tag] for tag in labels[place].nonzero()[:, 0].tolist()]
    return {
        "words": f"<p>In it: <b>{', '.join(map(escaped, there))}</b>. {_answers(clips, place)}</p>",
        "picture": _picture(frames[place]),
        "weights": _weights(attention_of(place, clips), spoken_in(clips)[place]),
        "sound": heard(place, clips),
    }


def _answers(clips: str, place: int) -> str:
    said = {network: recorded_scores(clips, network)[0][place].sigmoid().item() for network in NETWORKS}
    return "Sure of speech: " + ", ".join(f"{network} {share:.2f}" for network, share in said.items()) + "."


def _picture(frames: Tensor) -> Picture:
    rows = Rows("number", "", torch.arange(1, frames.shape[1] + 1).numpy())
    seconds = Axis("second", "", start=1.0)
    return Picture(frames.T.float(), "Ten times 128 numbers", seconds, rows, "of 255", 0, 255, "number")


def _weights(weights: Tensor, voice: Tensor) -> Chart:
    seconds, spoken_in = range(1, SECONDS + 1), (voice.nonzero()[:, 0] + 1).tolist()
    on_speech = float(weights[voice].sum())
    return chart(
        "How much each second counts for attention",
        [
            Curve("weight", seconds, weights, "lines+markers"),
            Curve("somebody speaks", spoken_in, [0] * len(spoken_in), "markers"),
        ],
        x="second",
        y="weight, in all 1",
        y_range=(-0.05, 1),
        alt=f"Seconds with a voice have {on_speech:.2f} of the weight",
    )


def scene_heard(**settings: Any) -> Live:
    """A made scene as numbers and as a sound. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        SceneHeard(**settings),
        scene_heard_shown,
        {
            "words": LiveText,
            "picture": lambda picture: HeatMap(picture, height=240),
            "weights": lambda drawn: Lines(drawn, height=220),
            "sound": Player,
        },
        title="One scene, its numbers and its sound",
        hint="Listen first: does somebody speak? Then look where attention is.",
        code=_code,
    )


def _code(settings: SceneHeard) -> str:
    which = f"{settings.number - 1}, {settings.clips!r}"
    return program(
        f"""from frontear_widgets.lessons.speech.clips import evaluation, heard
from frontear_widgets.lessons.speech.scene_heard import attention_of

sound, frames = heard({which}), evaluation({settings.clips!r}).inputs[{settings.number - 1}]  # (10, 128)
weights = attention_of({which})""",
        line_chart("chart.add_scatter(x0=1, y=weights)", x="second", y="weight, in all 1"),
    )
