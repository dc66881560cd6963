"""Excerpts of clips where a filter answers most, one after the other, seen and heard."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.analysis.activations import Peak
from frontear.data.clip import Clip
from frontear.data.examples import Examples
from frontear.dsp.signals import faded
from frontear.frontends import log_mel
from frontear.models.classifier import Classifier
from frontear.training.run import Run
from frontear_widgets.views.picture import Axis, Box, Picture, Rows

SHORTEST_S, AROUND_S, GAP_S = 0.5, 0.2, 0.15
PEAK = 0.5  # of the loudest excerpt: half of full scale


@dataclass(frozen=True, eq=False)
class Scene:
    """A run's model, the clips it is asked about, and how its inputs lie in them."""

    run: Run
    model: Classifier
    data: Examples

    @property
    def hears(self) -> bool:
        """Whether it takes the waveform."""
        return self.model.body.takes == "waveform"

    @property
    def sample_rate(self) -> int:
        """Of the clips."""
        return self.run.settings.data.sample_rate

    @property
    def hop(self) -> int:
        """Samples from one column of the picture to the next."""
        return self.sample_rate // 100 if self.hears else self.model.hop_length

    @torch.no_grad()
    def features(self, clip: int) -> Tensor:
        """What is drawn of a clip, (rows, columns): what the network takes, of a waveform its log-mel spectrogram."""
        waveform = self.data.waveforms[clip : clip + 1, : int(self.data.lengths[clip])]
        if self.hears:
            return log_mel(sample_rate=self.sample_rate)(waveform)[0]
        return self.model.features(waveform)[0]

    def rows(self) -> Rows:
        """The rows of the picture: centres where they rise, else numbers."""
        frontend = log_mel(sample_rate=self.sample_rate) if self.hears else self.model.frontend
        return Rows.of(frontend.spec)

    def columns(self, inputs: range) -> tuple[float, float]:
        """From where to where inputs are drawn."""
        return (inputs.start / self.hop, inputs.stop / self.hop) if self.hears else (inputs.start, inputs.stop)

    def seconds(self, inputs: range) -> float:
        """How long inputs last: samples, or frames with their windows."""
        if self.hears:
            return len(inputs) / self.sample_rate
        return (len(inputs) - 1) * self.hop / self.sample_rate + self.run.settings.frontend.values["window_ms"] / 1_000


def strongest_inputs(scene: Scene, best: list[Peak], title: str, *, all_rows: bool) -> tuple[Picture, Clip]:
    """Picture and sound of all excerpts, each as long, the filter's place in a box; without one, of the first clip."""
    shown = best or [Peak(0, 0.0, range(1), range(1))]
    hop, gap = scene.hop, round(GAP_S * scene.sample_rate / scene.hop)
    n_columns = round(max(SHORTEST_S, scene.seconds(shown[0].inputs) + AROUND_S) * scene.sample_rate / hop)
    drawn, heard, boxes = [], [], []
    for place, peak in enumerate(shown):
        box = scene.columns(peak.inputs)
        first = round(sum(box) / 2) - n_columns // 2
        features = scene.features(peak.clip)
        drawn.append(_part(features, first, n_columns, empty=features.min().item()))
        heard.append(_excerpt(scene, peak.clip, first * hop, n_columns * hop))
        offset = place * (n_columns + gap) - first
        rows = (0, len(features)) if all_rows else _inside(peak.rows, len(features))
        boxes.append(Box(f"{place + 1}", rows, (box[0] + offset, box[1] + offset)))
    return _picture(scene, drawn, gap, boxes if best else [], title), _sound(scene, heard, gap * hop)


def _excerpt(scene: Scene, clip: int, first: int, length: int) -> Tensor:
    waveform = scene.data.waveforms[clip, : int(scene.data.lengths[clip])]
    return faded(_part(waveform, first, length), sample_rate=scene.sample_rate)


def _part(values: Tensor, first: int, length: int, *, empty: float = 0.0) -> Tensor:
    """So many values from the first, (…, length), what is outside being empty."""
    padded = F.pad(values, (max(-first, 0), max(first + length - values.shape[-1], 0)), value=empty)
    return padded[..., max(first, 0) :][..., :length]


def _inside(rows: range, n_rows: int) -> tuple[int, int]:
    return max(rows.start, 0), min(rows.stop, n_rows)


def _picture(scene: Scene, drawn: list[Tensor], gap: int, boxes: list[Box], title: str) -> Picture:
    low, high = min(part.min().item() for part in drawn), max(part.max().item() for part in drawn)
    between = torch.full((len(drawn[0]), gap), low)
    values = torch.cat([part for each in drawn for part in (each, between)][:-1], dim=1)
    time = Axis.of_frames(scene.hop / scene.sample_rate, name="time in what is played (s)")
    high = max(high, low + 1e-3)
    rows = scene.rows()
    return Picture(values, title, time, rows, "no unit", low, high, "feature", boxes=tuple(boxes))


def _sound(scene: Scene, heard: list[Tensor], gap: int) -> Clip:
    whole = torch.cat([part for each in heard for part in (each, torch.zeros(gap))][:-1])
    return Clip(at_peak(whole), scene.sample_rate, name="what it answers to most")


def at_peak(waveform: Tensor) -> Tensor:
    """As loud as it may be, its highest sample at half of full scale."""
    return waveform * (PEAK / waveform.abs().max().clamp(min=1e-6))
