"""Filters drawn to scale: on the waveform, and on the spectrogram."""

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from frontear.analysis.receptive_fields import LayerSteps
from frontear.data.clip import Clip
from frontear.dsp.scales import spaced
from frontear.frontends import log_mel
from frontear.models.paradigms import Kernels
from frontear_widgets.audio.sounds import sound
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.picture import Axis, Box, Picture, Rows

from .filter_shapes import FIT, RATE, SHOWN_MS, WINDOW_MS, FirstLayer, first_step

LOW_HZ, HIGH_HZ = 60, 7_800
BINS = 1_000  # that a waveform is drawn in, each from its lowest sample to its highest
BETWEEN = 2  # frames from one vertical filter to the next in the picture


def wave(settings: FirstLayer, clip: Clip, shapes: list[Kernels], layered: LayerSteps, middle: int) -> Chart:
    """A part of the waveform around a sample, and the filters there."""
    steps = sorted({first_step(settings, shape.n_inputs) for shape in shapes}, reverse=True)
    here = middle // settings.hop
    filters = [samples_of(settings, at(step, here)) for step in steps]
    later = samples_of(settings, at(steps[0], here, later=1))
    last = samples_of(settings, layered.heard(here // layered.stride))
    part = window(settings, len(clip.waveform), middle, longest=len(filters[0]))
    peak = max(clip.waveform[part.start : part.stop].abs().max().item(), 1e-3)
    heights = [peak * (1.1 - 0.9 * place / len(filters)) for place in range(len(filters))]
    return chart(
        "The filters on the waveform",
        [
            Curve("waveform", *outline(clip.waveform, part)),
            Curve("filters of the first layer", *_boxes(filters, heights), dash="solid"),
            Curve("the longest, a stride later", *_boxes([later], [peak * 1.17])),
            Curve("what the last layer hears", *_boxes([last], [peak * 1.27]), dash="solid"),
        ],
        x="time (s)",
        y="amplitude",
        x_range=(part.start / RATE, part.stop / RATE),
        y_range=(-1.35 * peak, 1.35 * peak),
        alt=f"{settings.name}, {ms(len(part))} of it around its loudest moment. Boxes as long as the filters: "
        f"{', '.join(ms(len(one)) for one in filters)}; the next begins {ms(later.start - filters[0].start)} later. "
        f"A longer box is what one frame of the last layer hears, {ms(len(last))}.",
    )


def window(settings: FirstLayer, time: int, middle: int, *, longest: int) -> range:
    """Which samples are drawn."""
    fit = max(4 * longest, RATE // 200)
    length = min(fit if settings.shown == FIT else SHOWN_MS[settings.shown] * RATE // 1_000, time)
    start = min(max(middle - length // 2, 0), time - length)
    return range(start, start + length)


def outline(waveform: Tensor, part: range) -> tuple[np.ndarray, np.ndarray]:
    """Times and levels of a part; of a long one the lowest and highest sample of each of many bins."""
    values = waveform[part.start : part.stop].numpy()
    size = max(len(values) // BINS, 1)
    if size == 1:
        return np.arange(part.start, part.stop) / RATE, values
    bins = values[: len(values) // size * size].reshape(-1, size)
    times = (part.start + size * (np.arange(len(bins)) + 0.5)) / RATE
    return np.repeat(times, 2), np.stack([bins.min(1), bins.max(1)], 1).ravel()


def _boxes(spans: list[range], heights: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Rectangles one after the other, the pen lifted in between."""
    x = [[span.start, span.stop, span.stop, span.start, span.start, np.nan] for span in spans]
    y = [[-height, -height, height, height, -height, np.nan] for height in heights]
    return np.ravel(x) / RATE, np.ravel(y)


def picture(settings: FirstLayer, clip: Clip, shapes: list[Kernels], layered: LayerSteps, middle: int) -> Picture:
    """The spectrogram, with a box for each filter at a sample, and one for what the last layer hears or sees."""
    hop_ms, n_bands = (10, 40) if settings.hears else (settings.hop_ms, settings.n_bands)
    levels = _levels(settings.name, n_bands, hop_ms)
    hop = hop_ms * RATE // 1_000
    row = int(levels[:, min(middle // hop, levels.shape[1] - 1)].argmax())
    heard = layered.heard(middle // settings.hop // layered.stride)
    if settings.hears:
        spans = [at(first_step(settings, shape.n_inputs), middle) for shape in shapes]
        boxes = [Box(f"{len(span)}", (0, n_bands), _columns(span, hop)) for span in spans]
        boxes.append(Box("last layer", (0, n_bands), _columns(heard, hop), dashed=True))
    else:
        boxes = _shapes(shapes, n_bands, middle // hop, row)
        rows = min(len(layered.heard(0)), n_bands) if settings.paradigm == "small-rectangular" else n_bands
        boxes.append(Box("last layer", _rows(rows, row, n_bands), (heard.start, heard.stop), dashed=True))
    return Picture(
        levels,
        f"The filters on the spectrogram of {settings.name}",
        Axis.of_frames(hop / RATE),
        Rows.of_bands(torch.from_numpy(edges_hz(n_bands)[1:-1]), name="centre of the band (Hz)"),
        "no unit",
        levels.min().item(),
        max(levels.max().item(), levels.min().item() + 1e-3),
        name="log energy",
        boxes=tuple(boxes),
    )


@lru_cache(maxsize=16)
@torch.no_grad()
def _levels(name: str, n_bands: int, hop_ms: int) -> Tensor:
    features = log_mel(sample_rate=RATE, n_filters=n_bands, window_ms=WINDOW_MS, hop_ms=hop_ms)
    return features(sound(name).waveform[None])[0]


def edges_hz(n_bands: int) -> np.ndarray:
    """Where bands begin, peak and end: band b from b to b + 2, (n_bands + 2,)."""
    return spaced("mel-htk", n_bands + 2, low_hz=LOW_HZ, high_hz=HIGH_HZ).numpy()


def _columns(span: range, hop: int) -> tuple[float, float]:
    return span.start / hop, span.stop / hop


def _shapes(shapes: list[Kernels], n_bands: int, frame: int, row: int) -> list[Box]:
    """Vertical filters side by side, those on the mean around the same frame."""
    tall = [shape for shape in shapes if not on_mean(shape)]
    left = frame - (sum(shape.n_inputs for shape in tall) + BETWEEN * (len(tall) - 1)) // 2
    boxes = []
    for shape in shapes:
        if on_mean(shape):
            first, name = frame - (shape.n_inputs - 1) // 2, f"{shape.n_inputs}"
        else:
            first, left = left, left + shape.n_inputs + BETWEEN
            name = f"{shape.n_inputs} × {shape.n_bands}"
        boxes.append(Box(name, _rows(shape.n_bands, row, n_bands), (first, first + shape.n_inputs)))
    return boxes


def on_mean(shape: Kernels) -> bool:
    """Whether filters see the mean over frequency; of a waveform none do."""
    return shape.weights.shape[1] < shape.n_bands


def _rows(height: int, row: int, n_bands: int) -> tuple[int, int]:
    """So many rows around one of them, all inside."""
    first = min(max(row - height // 2, 0), n_bands - height)
    return first, first + height


def samples_of(settings: FirstLayer, inputs: range) -> range:
    """The samples that some of the paradigm's inputs are made of; a frame lies around the middle of its hop."""
    before = (settings.sees - settings.hop) // 2
    first, last = inputs.start * settings.hop - before, (inputs.stop - 1) * settings.hop - before + settings.sees
    return range(first, last)


def at(step: tuple[int, int, int], middle: int, *, later: int = 0) -> range:
    """The inputs of the filter of one step that lies around an input, or so many strides later."""
    size, stride, before = step
    first = (middle // stride + later) * stride - before
    return range(first, first + size)


def ms(n_samples: int) -> str:
    """A duration in words."""
    told = 1_000 * n_samples / RATE
    return f"{told / 1_000:,.2f} s" if told >= 1_000 else f"{told:.3g} ms"
