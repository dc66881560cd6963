"""Pictures of a run at a moment: its curves, where its filters are, and what they hear."""

from math import isfinite

import torch

from frontear.data.clip import Clip
from frontear.dsp.convolution import convolve
from frontear.filterbanks import ZeroPhaseFilterbank
from frontear.filterbanks.response import coverage, fine_n_fft
from frontear.frontends.base import Frontend, samples
from frontear.training.run import Moment, Run
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.picture import Axis, Picture, Rows


def curves(run: Run, step: int) -> Chart:
    """Loss on the left axis, both accuracies on the right one, over the steps, with a mark at `step`."""
    moments = list(run.moments)  # it may go on meanwhile
    steps = [moment.step for moment in moments]
    tried = [moment for moment in moments if isfinite(moment.unseen)]
    return chart(
        "Loss and accuracy",
        [
            Curve("loss", steps, [moment.loss for moment in moments]),
            Curve("right, of what it learns from", steps, [moment.accuracy for moment in moments], right=True),
            Curve("right, unseen", [m.step for m in tried], [m.unseen for m in tried], "lines+markers", right=True),
        ],
        x="step",
        y="loss",
        y_range=(0, 1.05 * max([1.0, *(moment.loss for moment in moments if isfinite(moment.loss))])),
        right="share right",
        right_range=(0, 1.05),
        x_range=(0, max(run.n_steps, 1)),
        marks=(step,),
        alt=f"Loss and accuracy of {len(steps)} moments; the mark is at step {step}.",
    )


def gradients(run: Run, step: int) -> Chart:
    """The norm of the gradients of each stage over the steps."""
    names = list(run.moments[-1].gradients)
    told = [moment for moment in run.moments if moment.gradients]
    return chart(
        "How hard each stage is pulled",
        [Curve(name, [m.step for m in told], [m.gradients.get(name, 0) for m in told]) for name in names],
        x="step",
        y="norm of the gradient",
        log_axes="y",
        x_range=(0, max(run.n_steps, 1)),
        marks=(step,),
        alt=_pulls(told, step),
    )


def _pulls(told: list[Moment], step: int) -> str:
    """The norms of the last moment up to a step, in words."""
    norms = {} if not step else next((m.gradients for m in reversed(told) if m.step <= step), {})
    stages = "; ".join(f"{name} {norm:.2g}" for name, norm in norms.items())
    return f"Norms of the gradients at step {step}: {stages or 'none yet'}."


def places(first: Moment, now: Moment) -> Chart:
    """Centres and widths of the filters, at first and now."""
    number = torch.arange(len(now.center_hz)) + 1.0
    return chart(
        "Centres and widths of the filters",
        [
            Curve("centre at first", number, first.center_hz),
            Curve("centre now", number, now.center_hz, "lines+markers"),
            Curve("width at first", number, first.width_hz),
            Curve("width now", number, now.width_hz, "lines+markers"),
        ],
        x="filter",
        y="centre and width (Hz)",
        alt=way(first, now),
    )


def moved(first: Moment, now: Moment) -> Chart:
    """How far each filter has come, which on the scale of their places is hardly seen."""
    number = torch.arange(len(now.center_hz)) + 1.0
    return chart(
        "How far they have moved",
        [
            Curve("centre", number, now.center_hz - first.center_hz, "lines+markers", "solid"),
            Curve("width", number, now.width_hz - first.width_hz, "lines+markers", "dot"),
        ],
        x="filter",
        y="moved by (Hz)",
        alt=way(first, now),
    )


def way(first: Moment, now: Moment) -> str:
    """How far the filters have moved, in a sentence."""
    if not len(now.center_hz):
        return "This front-end has no bank of filters that have centres."
    moved_hz = (now.center_hz - first.center_hz).abs()
    if not moved_hz.any():
        return "No centre has moved."
    most = int(moved_hz.argmax())
    return (
        f"Centres have moved {moved_hz.mean():.{0 if moved_hz.mean() >= 100 else 1}f} Hz on average, "
        f"{(moved_hz / first.width_hz).mean():.2g} of a filter's width; "
        f"number {most + 1} most, from {first.center_hz[most]:.0f} to {now.center_hz[most]:.0f} Hz."
    )


@torch.no_grad()
def responses(frontend: Frontend, *, sample_rate: int) -> Picture:
    """The gain of every filter over frequency, each by its own maximum; one row of nothing without a bank."""
    bank = frontend.spec.bank
    n_fft = 512 if bank is None else fine_n_fft(bank)
    gain = torch.zeros(1, 2) if bank is None else bank.frequency_response(n_fft)[:, :: n_fft // 512]
    level_db = 20 * torch.log10(gain / gain.amax(dim=1, keepdim=True).clamp(min=1e-9) + 1e-3)
    rows = Rows("filter", "", torch.arange(len(gain)).numpy() + 1.0)
    frequency = Axis("frequency (Hz)", "Hz", step=sample_rate / 2 / (gain.shape[1] - 1))
    return Picture(level_db, "What each filter passes", frequency, rows, "dB", -60, 0, name="gain over its highest")


@torch.no_grad()
def features(frontend: Frontend, sound: Clip, *, title: str, limits: tuple[float, float] | None = None) -> Picture:
    """What the front-end makes of a sound, coloured within `limits`, or from its lowest to its highest value.

    Of a network that hears the waveform itself, how far it goes in every 10 ms.
    """
    values, spec = frontend(sound.waveform[None])[0], frontend.spec
    hop_length = spec.hop_length
    if values.ndim == 1:
        hop_length = samples(10, sound.sample_rate)
        values = torch.nn.functional.max_pool1d(values.abs()[None], hop_length, ceil_mode=True)
    low, high = limits or (values.min().item(), values.max().item())
    time = Axis.of_frames(hop_length / spec.sample_rate)
    return Picture(values, title, time, Rows.numbered(spec), spec.unit, low, max(high, low + 1e-6), name="feature")


@torch.no_grad()
def passed(frontend: Frontend, sound: Clip, name: str) -> Clip:
    """The sound as the filters together pass it: frequencies they are deaf to are gone. As loud as it was at most."""
    bank = frontend.spec.bank
    if bank is None:
        return Clip(sound.waveform, sound.sample_rate, name=name)
    power = coverage(bank, n_fft=fine_n_fft(bank))
    together = ZeroPhaseFilterbank(power[None] / power.max().clamp(min=1e-18)).impulse_responses()[0]
    return Clip(convolve(sound.waveform, together).nan_to_num(), sound.sample_rate, name=name)
