"""Panel of lesson 06: what each filter of a first layer prefers, before learning and after it."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity

from frontear.analysis.activations import Peak, Peaks, calibrate_batchnorm, first_filters, peaks
from frontear.dsp.warned import warned
from frontear.models.classifier import Classifier
from frontear.models.paradigms import Kernels, Paradigm
from frontear.training.run import Run
from frontear_widgets.core.controls import slider, switch
from frontear_widgets.core.live import Live
from frontear_widgets.core.tabs import Tab
from frontear_widgets.training.race_charts import FILES
from frontear_widgets.training.runs import RUNS, run_choice, run_code, unseen, unseen_code
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import heat_map, line_chart, program
from frontear_widgets.views.table import Table

from .filter_boxes import on_mean
from .filter_weights import as_sounds, response, weights_shown
from .picture_or_chart import PictureOrChart
from .strongest_inputs import Scene, strongest_inputs

MANY = "recorded: many-shapes"
TOP = 10


@dataclass(frozen=True)
class FilterActivations:
    """A run, before it learned or after, and one filter of its first layer."""

    run: str = run_choice(MANY)
    learned: bool = switch(True, label="After learning")
    number: int = slider(1, 1, 128, label="Filter")


@dataclass(frozen=True, eq=False)
class Known:
    """A network, and where in its clips each of its filters answers most."""

    scene: Scene
    filters: list[Kernels]
    peaks: Peaks

    def shape(self, number: int) -> tuple[Kernels, Tensor]:
        """The shape of a filter, from 0, and its weights (height, width)."""
        for kernels in self.filters:
            if number < len(kernels.weights):
                return kernels, kernels.weights[number]
            number -= len(kernels.weights)
        raise IndexError(number)


def filter_activations_shown(settings: FilterActivations) -> dict:
    """The filter, what it passes or weighs, and what it answers to most."""
    known = _known(run_named(settings.run), settings.learned)
    number = min(settings.number, known.peaks.levels.shape[1]) - 1  # the last one stands for all beyond it
    kernels, weights = known.shape(number)
    best = known.peaks.best(number)
    title, all_rows = f"What filter {number + 1} answers to most", known.scene.hears or on_mean(kernels)
    seen, heard = strongest_inputs(known.scene, best, title, all_rows=all_rows)
    sounds = [heard, *as_sounds(known.scene, weights)] if known.scene.hears else heard
    return {
        "words": _words(number, known, kernels, best),
        "filter": weights_shown(known.scene, weights, best),
        "response": response(known.scene, weights, best),
        "places": seen,
        "sound": sounds,
        "note": _note(settings, known.scene, kernels),
    }


def run_named(name: str) -> Run:
    """A run of the shelf, of the recorded race too."""
    RUNS.offer(FILES)
    return RUNS[name]


def alike(run: Run, number: int) -> float:
    """The cosine between a filter's weights before learning and after: 1 for the same, 0 for unrelated ones."""
    before, after = (_weights(model.body)[number] for model in (_begun(run), run.model))
    return cosine_similarity(before, after, dim=0).item()


def _weights(body: Paradigm) -> list[Tensor]:
    return [weights.flatten() for shape in first_filters(body) for weights in shape.weights]


@lru_cache(maxsize=8)
def _begun(run: Run) -> Classifier:
    """The network of a run as it was before learning."""
    with warned():  # of where it starts, which is what is asked for
        return Run(run.settings, run.classes).model


@lru_cache(maxsize=8)
@torch.no_grad()
def _known(run: Run, learned: bool) -> Known:
    data = unseen(run)
    model = run.model if learned else calibrate_batchnorm(_begun(run), data)
    return Known(Scene(run, model, data), first_filters(model.body), peaks(model, data))


def _words(number: int, known: Known, kernels: Kernels, best: list[Peak]) -> str:
    scene, n_filters = known.scene, known.peaks.levels.shape[1]
    told = (
        f"<p>Filter <b>{number + 1}</b> of {n_filters}: {_shape(scene, kernels)}; its weights before and after "
        f"learning are <b>{alike(scene.run, number):.2f}</b> alike (cosine). "
    )
    if not best:
        return f"{told}It answers to nothing in these {len(scene.data)} clips.</p>"
    places = ", ".join(f"“{_class(scene, peak)}” at {_start_s(scene, peak):.2f} s ({peak.level:.3g})" for peak in best)
    favourites = _classes(known, number)
    return f"{told}Of {len(scene.data)} clips that are kept from it, it answers most to {places}. {favourites}</p>"


def _class(scene: Scene, peak: Peak) -> str:
    return escaped(scene.data.classes[int(scene.data.labels[peak.clip])])


def _shape(scene: Scene, kernels: Kernels) -> str:
    lasts_ms = 1_000 * scene.seconds(range(kernels.n_inputs))
    if scene.hears:
        return f"{kernels.n_inputs} samples, {lasts_ms:.3g} ms"
    frames = f"{kernels.n_inputs} frame{'s' * (kernels.n_inputs > 1)}"
    bands = "the mean of all bands" if on_mean(kernels) else f"{kernels.n_bands} bands"
    return f"{frames} of {bands}, {lasts_ms:.3g} ms"


def _start_s(scene: Scene, peak: Peak) -> float:
    return max(scene.columns(peak.inputs)[0], 0) * scene.hop / scene.sample_rate


def _classes(known: Known, number: int) -> str:
    """Which class is most often among the clips it answers most to."""
    labels = [int(known.scene.data.labels[peak.clip]) for peak in known.peaks.best(number, most=TOP)]
    label, count = Counter(labels).most_common(1)[0]
    name = escaped(known.scene.data.classes[label])
    return f"Of its {len(labels)} favourites {count} {'are' if count > 1 else 'is'} “{name}”."


def _note(settings: FilterActivations, scene: Scene, kernels: Kernels) -> str:
    before = (
        ""
        if settings.learned
        else "Before learning all weights are drawn by chance, and yet each filter prefers something. "
    )
    if scene.hears:
        kind = (
            "The curve is what the waveform is multiplied with, sample by sample. What is loud excites every such "
            "filter, so the favourites are loud places first; what it prefers, its second curve says."
        )
    elif on_mean(kernels):
        kind = "The curve is what the loudness of all bands together is multiplied with, frame by frame."
    else:
        kind = (
            "The picture is no sound that the network imagines: it is what the spectrogram is multiplied with. Where "
            "it is red, more energy than usual raises the answer; where it is blue, less does."
        )
    more = " What the whole network makes of the answers, later layers decide."
    return f'<p class="frontear-quiet">{before}{kind}{more}</p>'


def filter_activations(**settings: Any) -> Live:
    """What each filter of a first layer prefers. Lesson: notebooks/06_paradigms.ipynb"""
    RUNS.offer(FILES)
    return Live(
        FilterActivations(**settings),
        torch.no_grad()(filter_activations_shown),
        {
            "words": LiveText,
            "filter": PictureOrChart,
            "places": Tab("Where it looked", HeatMap),
            "response": Tab("What it passes", Lines),
            "sound": Player,
            "note": Table,
        },
        title="What a filter prefers",
        hint="Go through the filters of a run, and look at each before it learned. Play the three excerpts, silence "
        "between them: what do they have in common? Boxes are where the filter looked.",
        code=_code,
    )


def _code(settings: FilterActivations) -> str:
    learned = "model = run.model"
    if not settings.learned:
        learned = """from frontear.analysis.activations import calibrate_batchnorm
from frontear.training.run import Run

model = calibrate_batchnorm(Run(run.settings, run.classes).model, clips)  # as it began"""
    model = run_named(settings.run).model
    filters = [weights for shape in model.body.first_layer() for weights in shape.weights]
    number = min(settings.number, len(filters)) - 1
    return program(
        run_code(settings.run),
        unseen_code(),
        learned,
        f"""from frontear.analysis.activations import first_filters, peaks

filters = [weights for shape in first_filters(model.body) for weights in shape.weights]
for peak in peaks(model, clips).best({number}):
    print(clips.classes[clips.labels[peak.clip]], peak)""",
        _weights_code(model, number, len(filters[number])),
    )


def _weights_code(model: Classifier, number: int, height: int) -> str:
    """The lines that draw the filter: over time and frequency, or over time alone."""
    hop = 1 if model.body.takes == "waveform" else model.hop_length
    step_ms = 1_000 * hop / model.frontend.spec.sample_rate
    if height == 1:
        line = f"chart.add_scatter(y=filters[{number}][0], dx={step_ms:g})"
        return line_chart(line, x="time (ms)", y="weight")
    axes = f"x0={step_ms / 2:g}, dx={step_ms:g}"
    return heat_map(f"filters[{number}]", axes, x="time (ms)", y="band, from its lowest", colour="weight")
