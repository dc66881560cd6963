"""The network of a gate that learns: features of a streaming front-end in, how likely it is to be open out."""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frontear.dsp.processor import Processor
from frontear.frontends import FRONTENDS, Streaming
from frontear.gates.mixing import BUFFER

KERNEL, DILATIONS = 3, (1, 2, 4, 8, 16, 32)
MOST_AHEAD_MS = 20


class ListenerState(NamedTuple):
    """What a listener remembers: of its front-end, and (batch, frames, width) in front of each convolution."""

    ear: Any
    pasts: tuple[Tensor, ...]


class Listener(nn.Module, Processor):
    """Sound (batch, time) → logits (batch, frames) of being open, one for each BUFFER, heard causally.

    A front-end of the registry with a hop of one BUFFER, its rows brought to scale by fixed
    numbers, and six causal convolutions of three frames, dilated 1, 2, 4 … 32 times, with what went in added to what
    comes out: it hears 127 frames back, and ahead only what the window does, `look_ahead`, 11 ms at 16 kHz.
    van den Oord et al. 2016, arXiv:1609.03499; Bai et al. 2018, arXiv:1803.01271. Lesson: notebooks/09_gate.ipynb

    Args:
        frontend: A name of `FRONTENDS`.
        width: Channels of the convolutions.
        n_filters: Rows of the front-end.
        window_ms: Of the front-end; the gammatones, whose filters are twice as long, want 10.
        sample_rate: In Hz.

    Raises:
        ValueError: For another front-end, or a look-ahead of more than MOST_AHEAD_MS.

    Examples:
        >>> import torch
        >>> listener = Listener()
        >>> listener(torch.zeros(2, 16_000)).shape, listener.look_ahead
        (torch.Size([2, 159]), 177)
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self,
        *,
        frontend: str = "log-mel",
        width: int = 32,
        n_filters: int = 40,
        window_ms: float = 16,
        sample_rate: int = 16_000,
    ):
        super().__init__()
        if frontend not in FRONTENDS:
            raise ValueError(f"got the front-end {frontend!r}, allowed are {', '.join(FRONTENDS)}")
        shape = {"n_filters": n_filters, "window_ms": window_ms, "sample_rate": sample_rate}
        self.shape = {"frontend": frontend, "width": width, **shape}  # what makes another like it
        self.frontend = FRONTENDS[frontend](hop_ms=1_000 * BUFFER / sample_rate, **shape)
        self.ear, n_rows = Streaming(self.frontend), self.frontend.spec.n_rows
        if (ahead_ms := 1_000 * self.look_ahead / sample_rate) > MOST_AHEAD_MS:
            raise ValueError(
                f"got a look-ahead of {ahead_ms:.1f} ms, allowed is {MOST_AHEAD_MS} ms: a shorter window helps"
            )
        self.register_buffer("mean", torch.zeros(n_rows, 1))
        self.register_buffer("deviation", torch.ones(n_rows, 1))
        self.enter = nn.Linear(n_rows, width)
        self.layers = nn.ModuleList(nn.Linear(KERNEL * width, width) for _ in DILATIONS)  # of three frames each
        self.answer = nn.Linear(width, 1)

    @property
    def look_ahead(self) -> int:
        """Samples behind the first of a buffer that are heard before it is answered."""
        return self.ear.look_ahead

    @property
    def is_scaled(self) -> bool:
        """Whether the rows have been brought to a scale."""
        return bool((self.deviation != 1).any())

    @torch.no_grad()
    def scale_to(self, sound: Tensor) -> None:
        """Take the rows' means and deviations of sounds (batch, time) as those that they are brought to scale by."""
        features = self.ear.step(sound)[0].transpose(0, 1).flatten(1)
        self.mean.copy_(features.mean(dim=1, keepdim=True))
        self.deviation.copy_(features.std(dim=1, keepdim=True).clamp(min=1e-3))

    def forward(self, sound: Tensor) -> Tensor:
        """Hear sounds from their beginning."""
        return self.step(sound)[0]

    def step(self, block: Tensor, state: ListenerState | None = None) -> tuple[Tensor, ListenerState]:
        """Hear the next block.

        Args:
            block: (batch, time), of any length.
            state: What the step before returned; None at the beginning.

        Returns:
            Logits (batch, frames) of the buffers heard whole, and the state for the next step.
        """
        features, ear = self.ear.step(block, None if state is None else state.ear)
        pasts = self._silence(features) if state is None else state.pasts
        if not features.shape[-1]:
            return features.new_zeros(len(block), 0), ListenerState(ear, pasts)
        logits, pasts = self.hear(features, pasts)
        return logits, ListenerState(ear, pasts)

    def hear(self, features: Tensor, pasts: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Hear features: what is exported, for it is nothing but convolutions.

        Args:
            features: (batch, rows, frames).
            pasts: Of each convolution, (batch, 2 · dilation, width).

        Returns:
            Logits (batch, frames), and the pasts for the next frames.
        """
        x, after = self.enter(((features - self.mean) / self.deviation).mT), []  # (batch, frames, width)
        n_frames = x.shape[1]
        for layer, past, dilation in zip(self.layers, pasts, DILATIONS, strict=True):
            seen = torch.cat([past, x], dim=1)
            after.append(seen[:, n_frames:])
            taps = [seen[:, dilation * tap : dilation * tap + n_frames] for tap in range(KERNEL)]
            x = x + F.relu(layer(torch.cat(taps, dim=2)))
        return self.answer(x)[..., 0], tuple(after)

    def _silence(self, features: Tensor) -> tuple[Tensor, ...]:
        width = self.enter.out_features
        return tuple(features.new_zeros(len(features), (KERNEL - 1) * dilation, width) for dilation in DILATIONS)
