"""One filter, seen and heard: its weights, what it passes, and itself as a sound."""

from dataclasses import replace

import torch
from torch import Tensor

from frontear.analysis.activations import Peak
from frontear.data.clip import Clip
from frontear.dsp.signals import noise
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.picture import Axis, Picture, Rows

from .strongest_inputs import Scene, at_peak

N_FFT = 4_096
FEW = 8  # rows that have each its own tick
REPEATS, EVERY_S, FADE = 4, 0.25, 8  # an eighth of the filter fades in, and out


def weights_shown(scene: Scene, weights: Tensor, best: list[Peak]) -> Picture | Chart:
    """Its weights to scale: over time and frequency, or over time alone."""
    if len(weights) == 1:
        unit = 1_000 / scene.sample_rate if scene.hears else 1_000 * scene.hop / scene.sample_rate
        time_ms = torch.arange(weights.shape[1]) * unit
        return chart(
            "Its weights",
            [Curve("weight", time_ms, weights[0], "lines+markers" if weights.shape[1] < 40 else "lines")],
            x="time (ms)",
            y="weight",
            alt=f"{weights.shape[1]} weights over {weights.shape[1] * unit:.3g} ms, "
            f"from {weights.min():.2g} to {weights.max():.2g}.",
        )
    rows = _rows(scene, best, len(weights))
    most = max(weights.abs().max().item(), 1e-6)
    step_ms = 1_000 * scene.hop / scene.sample_rate
    time = Axis("time (ms)", "ms", start=step_ms / 2, step=step_ms)
    return Picture(weights, "Its weights, where it answers most", time, rows, "no unit", -most, most, name="weight")


def _rows(scene: Scene, best: list[Peak], height: int) -> Rows:
    """The bands that a filter sees where it answers most."""
    rows = scene.rows()
    first = min(max(best[0].rows.start if best else 0, 0), len(rows.centers) - height)
    centers = rows.centers[first : first + height]
    names = tuple(f"{center:.0f}" for center in centers) if height <= FEW else ()
    return replace(rows, centers=centers, names=names)


def response(scene: Scene, weights: Tensor, best: list[Peak]) -> Chart:
    """What a filter over time passes, or how one over frequency weighs the bands."""
    if len(weights) > 1:
        return _by_band(scene, weights, best)
    rate = scene.sample_rate if scene.hears else scene.sample_rate / scene.hop
    gain = torch.fft.rfft(weights[0], N_FFT).abs()
    level_db = 20 * torch.log10(gain / gain.max().clamp(min=1e-9) + 1e-3)
    hz = torch.arange(len(gain)) * rate / N_FFT
    highest_hz = hz[gain.argmax()].item()
    passes = "frequencies" if scene.hears else "speeds of change"
    return chart(
        f"Which {passes} it passes",
        [Curve("gain", hz, level_db)],
        x="frequency (Hz)" if scene.hears else "changes in a second (Hz)",
        y="gain over the highest (dB)",
        x_range=(0, rate / 2),
        y_range=(-50, 3),
        alt=f"Highest at {highest_hz:.3g} Hz.",
    )


def _by_band(scene: Scene, weights: Tensor, best: list[Peak]) -> Chart:
    rows, mean = _rows(scene, best, len(weights)), weights.mean(dim=1)
    highest, lowest = rows.centers[int(mean.argmax())], rows.centers[int(mean.argmin())]
    return chart(
        "How it weighs the bands, the mean over its frames",
        [Curve("mean weight", rows.centers, mean, "lines+markers")],
        x=rows.name,
        y="mean weight",
        alt=f"Highest at {highest:.0f} {rows.unit}, lowest at {lowest:.0f} {rows.unit}.",
    )


def as_sounds(scene: Scene, weights: Tensor) -> list[Clip]:
    """A filter on the waveform as a sound, and noise through it."""
    rate, taps = scene.sample_rate, weights[0]
    every = max(round(EVERY_S * rate), 2 * len(taps))
    blip = torch.zeros(every)
    blip[: len(taps)] = taps * _fades(len(taps))
    hiss = noise(seconds=1.0, sample_rate=rate)
    through = torch.nn.functional.conv1d(hiss[None, None], taps[None, None].contiguous())[0, 0]
    return [
        Clip(at_peak(blip.repeat(REPEATS)), rate, name="the filter itself, again and again"),
        Clip(at_peak(through), rate, name="noise through it"),
    ]


def _fades(length: int) -> Tensor:
    """1, but for both ends, which rise and fall; too few samples have no ends."""
    rise = length // FADE
    ramp = (torch.arange(rise) + 0.5) / max(rise, 1)
    return torch.cat([ramp, torch.ones(length - 2 * rise), ramp.flip(0)])
