"""What moves while hearts or earthquakes are learned: the filters, their lengths, the hop, the loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from torch import Tensor

from frontear.frontends import Frontend
from frontear.layers import OwnHopPooling
from frontear_widgets.views.charts import Chart, Curve, chart

from .slow_plan import lengths_ms


@dataclass(frozen=True)
class Seen:
    """A moment of a run; `unseen` is there after each epoch alone, `share` is of the frames there were at first."""

    step: int
    loss: float
    right: float
    hop_ms: float
    share: float
    unseen: float | None = None


@dataclass(frozen=True)
class Bank:
    """Where filters are in Hz, and how long in ms; of filters that have hops of their own, these in ms."""

    center_hz: Tensor
    length_ms: Tensor
    own_hop_ms: Tensor | None = None

    @classmethod
    def of(cls, frontend: Frontend) -> "Bank":
        """Those of a front-end, now."""
        center_hz = frontend.spec.center_hz
        assert center_hz is not None
        pooling = dict(frontend.named_children()).get("pooling")
        own = 1_000 / frontend.spec.sample_rate * pooling.hops() if isinstance(pooling, OwnHopPooling) else None
        return cls(center_hz.detach().clone(), lengths_ms(frontend), own)


def charts(seen: Sequence[Seen], n_steps: int, first: Bank, now: Bank) -> dict[str, Chart]:
    """What moves while it learns."""
    return {"curves": curves(seen, n_steps), "hop": hops(seen, n_steps), "filters": filters(first, now)}


def curves(seen: Sequence[Seen], n_steps: int) -> Chart:
    """Loss on the left axis, shares right on the right one."""
    steps, tried = [moment.step for moment in seen], [moment for moment in seen if moment.unseen is not None]
    return chart(
        "Loss and share right",
        [
            Curve("loss", steps, [moment.loss for moment in seen]),
            Curve("right, of what it learns from", steps, [moment.right for moment in seen], right=True),
            Curve("right, unseen", [m.step for m in tried], [m.unseen for m in tried], "lines+markers", right=True),
        ],
        x="step",
        y="loss (nats)",
        y_range=(0, 1.05 * max([0.8, *(moment.loss for moment in seen)])),
        right="share right",
        right_range=(0, 1.05),
        x_range=(0, max(n_steps, 1)),
        alt=f"{len(seen)} steps; the mean loss of the last ten is {fmean([m.loss for m in seen[-10:]] or [0]):.2f}.",
    )


def hops(seen: Sequence[Seen], n_steps: int) -> Chart:
    """The hop, and for how many of the first frames there are some left."""
    steps = [moment.step for moment in seen]
    return chart(
        "The hop, and how many frames it leaves",
        [
            Curve("hop", steps, [moment.hop_ms for moment in seen]),
            Curve("frames, of those at first", steps, [moment.share for moment in seen], right=True),
        ],
        x="step",
        y="hop (ms)",
        y_range=(0, 1.1 * max([100.0, *(moment.hop_ms for moment in seen)])),
        right="share of frames",
        right_range=(0, 1.1 * max([1.0, *(moment.share for moment in seen)])),
        x_range=(0, max(n_steps, 1)),
        alt=f"The hop is {seen[-1].hop_ms:.0f} ms." if seen else "Nothing learned yet.",
    )


def filters(first: Bank, now: Bank) -> Chart:
    """How long each filter is, at first and now, over its centre, and its hop where it has one of its own."""
    own = now.own_hop_ms
    hops_of_each = [] if own is None else [Curve("its own hop now", now.center_hz, own, "markers", right=True)]
    return chart(
        "Where the filters are, and how long",
        [
            Curve("at first", first.center_hz, first.length_ms, "markers"),
            Curve("now", now.center_hz, now.length_ms, "markers"),
            *hops_of_each,
        ],
        x="centre (Hz)",
        y="length (ms)",
        y_range=(0, 1.1 * max(first.length_ms.max().item(), now.length_ms.max().item())),
        right="" if own is None else "hop (ms)",
        right_range=None if own is None else (0, 1.1 * own.max().item()),
        alt=f"{len(now.center_hz)} filters, {now.length_ms.min():.0f} to {now.length_ms.max():.0f} ms long.",
    )
