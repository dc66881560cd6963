"""Panel of lesson 06: the first layer of each paradigm, to scale on a sound."""

from typing import Any

import torch
from torch import Tensor

from frontear.analysis.costs import Costs, costs
from frontear.analysis.receptive_fields import LayerSteps
from frontear.models.paradigms import PARADIGMS, Kernels
from frontear_widgets.audio.sounds import code, sound
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program
from frontear_widgets.views.table import Table, table

from .filter_boxes import edges_hz, ms, on_mean, picture, samples_of, wave
from .filter_shapes import RATE, WINDOW_MS, FirstLayer, arguments, body, classifier, layers

BATCH = 16


def first_layer_shown(settings: FirstLayer) -> dict:
    """The filters on waveform and spectrogram, and what they and the network cost."""
    clip, shapes = sound(settings.name), body(settings).first_layer()
    layered, middle = layers(settings, shapes), loudest(clip.waveform)
    told = costs(classifier(settings), seconds=clip.seconds, sample_rate=RATE, batch_size=BATCH)
    return {
        "words": _words(settings, layered, told),
        "wave": wave(settings, clip, shapes, layered, middle),
        "picture": picture(settings, clip, shapes, layered, middle),
        "sound": clip,
        "table": _table(settings, shapes),
    }


def loudest(waveform: Tensor) -> int:
    """The sample in the middle of the loudest tenth of a second."""
    length = min(RATE // 10, len(waveform))
    energy = torch.nn.functional.pad(waveform.double().square().cumsum(0), (1, 0))
    return int((energy[length:] - energy[:-length]).argmax()) + length // 2


def _words(settings: FirstLayer, layered: LayerSteps, told: Costs) -> str:
    heard = samples_of(settings, layered.heard(0))
    memory = told.activation_bytes + 4 * 4 * told.parameters
    return (
        f"<p>One frame of the last layer hears <b>{ms(len(heard))}</b>; there is one every "
        f"{ms(layered.stride * settings.hop)}. With a back-end for ten classes the network has "
        f"<b>{told.parameters:,} parameters</b>, makes {told.multiply_adds / BATCH / 1e6:,.1f} million multiply–adds "
        f"for this sound, and needs {memory / 1e6:,.0f} MB to learn from {BATCH} like it at a time.</p>"
    )


def _table(settings: FirstLayer, shapes: list[Kernels]) -> str:
    rows = (_row(settings, shape) for shape in shapes)
    remark = f'<p class="frontear-quiet">{_remark(settings)}</p>'
    return table(("filters", "see", "last", "frequencies"), rows) + remark


def _row(settings: FirstLayer, shape: Kernels) -> tuple[str, ...]:
    lasts = ms(len(samples_of(settings, range(shape.n_inputs))))
    return f"{len(shape.weights)}", _seen(settings, shape), lasts, _frequencies(settings, shape)


def _seen(settings: FirstLayer, shape: Kernels) -> str:
    if settings.hears:
        return f"{shape.n_inputs} samples"
    frames = "1 frame" if shape.n_inputs == 1 else f"{shape.n_inputs} frames"
    if on_mean(shape):
        return f"{frames} of the mean of all bands"
    return f"{frames} × {shape.n_bands} band{'s' * (shape.n_bands > 1)}"


def _frequencies(settings: FirstLayer, shape: Kernels) -> str:
    if settings.hears:
        return f"up to {RATE // 2:,} Hz, {RATE / shape.n_inputs:,.0f} Hz apart"
    edges = edges_hz(settings.n_bands)
    if shape.n_bands == settings.n_bands:
        return f"{edges[0]:,.0f} to {edges[-1]:,.0f} Hz"
    bottom_hz, top_hz = edges[shape.n_bands + 1] - edges[0], edges[-1] - edges[-shape.n_bands - 2]
    return f"{bottom_hz:,.0f} Hz wide at the bottom, {top_hz:,.0f} Hz at the top"


def _remark(settings: FirstLayer) -> str:
    if settings.hears:
        return (
            "A filter on the waveform may pass any frequency. Two tones must lie the rate over its length apart, "
            "or it cannot tell them: that is the second number. Where the stride is longer than the filter, what lies "
            "between is not heard."
        )
    if settings.paradigm == "small-rectangular":
        return "Every filter is tried at every height and time, and its whole map is kept."
    return (
        f"A frame sees {WINDOW_MS} ms. Filters less high than the picture are tried at every height, and the maximum "
        "is kept; those on the mean see the loudness of all bands together."
    )


def first_layer(**settings: Any) -> Live:
    """The first layer of each paradigm, to scale on a sound. Lesson: notebooks/06_paradigms.ipynb"""
    return Live(
        FirstLayer(**settings),
        first_layer_shown,
        {
            "words": LiveText,
            "wave": lambda first: Lines(first, height=280),
            "picture": HeatMap,
            "sound": Player,
            "table": Table,
        },
        title="What the first layer looks at",
        hint="Go through the seven paradigms: how long, how high is what a filter sees at once? Then change its shape. "
        "Boxes are drawn at the loudest moment, those of filters on some bands side by side around it.",
        code=_code,
    )


def _code(settings: FirstLayer) -> str:
    hop_ms, n_bands = (10, 40) if settings.hears else (settings.hop_ms, settings.n_bands)
    taken, field = ("heard.waveform[None]", "") if settings.hears else ("features", f", n_filters={n_bands}")
    return program(
        code(settings.name),
        f"""from frontear.analysis.receptive_fields import receptive_field
from frontear.frontends import log_mel
from frontear.models.paradigms import {_class(settings)}

frontend = log_mel(n_filters={n_bands}, hop_ms={hop_ms})
features = frontend(heard.waveform[None])
body = {_class(settings)}({_arguments(settings)})
for shape in body.first_layer():
    print(tuple(shape.weights.shape), "see", shape.n_bands, "bands,", shape.n_inputs, "inputs")
print(receptive_field(body{field}))
patterns, _ = body({taken})  # with weights drawn by chance""",
        heat_map(
            "features[0]",
            f"{frames(hop_ms / 1_000)}, y=frontend.spec.center_hz",
            y="centre of the band (Hz)",
            colour="log energy",
        ),
    )


def _class(settings: FirstLayer) -> str:
    return PARADIGMS[settings.paradigm].__name__


def _arguments(settings: FirstLayer) -> str:
    named = ", ".join(f"{name}={value}" for name, value in arguments(settings).items())
    return named if settings.hears else f"{settings.n_bands}, {named}"
