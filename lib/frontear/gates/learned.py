"""The gate that learned when to open: a listener in place of level, key, attack and hold; the rest is the person's."""

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from frontear.dsp.processor import Processor
from frontear.gates.allowed import check_as_many, check_within, samples_of
from frontear.gates.listener import Listener
from frontear.gates.mixing import BUFFER
from frontear.gates.states import Opening, Switch, opening
from frontear.gates.switching import gains, step_of


class LearnedState(NamedTuple):
    """What a learned gate remembers: of its listener, a switch for each channel, and (channels, …) of what waits.

    `levels` are what the next samples to come out are worth, `waiting` the last look_ahead samples of sound.
    """

    heard: Any
    switches: tuple[Switch, ...]
    levels: NDArray
    waiting: NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class LearnedGate(Processor):
    """A gate whose level is how likely a listener finds it that it is to be open, sound (channels, time) → same.

    Opens where the probability is at least `threshold`, closes where it is under threshold − hysteresis; hold, ramp,
    range and output are those of `Gate`. The sound comes out by the listener's look-ahead later, 11 ms at 16 kHz, so
    the gain is on time. Raises ValueError for a setting outside its range, and for a block as `Gate`.
    Lesson: notebooks/09_gate.ipynb

    Args:
        listener: That has learned.
        sample_rate: Of the sound, that of the listener, in Hz.
        threshold: A probability.
        hysteresis: How far it must fall below that.
        hold_ms: How long it stays open.
        attack_ms: From closed to open.
        release_ms: From open to closed.
        range_db: The gain when closed, at most 0; −inf is silence.

    Examples:
        >>> import torch
        >>> gate = LearnedGate(listener=Listener(), threshold=1.0, range_db=-20)
        >>> out, state = gate.step(torch.full((1, 1_000), 0.5))
        >>> gate.look_ahead, out[0, 176:178]
        (177, tensor([0.0000, 0.0500]))
    """

    listener: Listener
    sample_rate: int = 16_000
    threshold: float = 0.5
    hysteresis: float = 0.0
    hold_ms: float = 0.0
    attack_ms: float = 5.0
    release_ms: float = 20.0
    range_db: float = -60.0

    def __post_init__(self):
        check_within("a threshold", self.threshold, 0, 1)
        check_within("a hysteresis", self.hysteresis, 0, 1)
        for name in ("hold_ms", "attack_ms", "release_ms"):
            check_within(name, getattr(self, name), 0, 60_000, " ms")
        if self.range_db != -inf:
            check_within("a range", self.range_db, -200, 0, " dB")
        if self.sample_rate != self.listener.frontend.spec.sample_rate:
            raise ValueError(
                f"got {self.sample_rate} Hz, allowed is {self.listener.frontend.spec.sample_rate} Hz of the listener"
            )

    @property
    def look_ahead(self) -> int:
        """Samples by which the sound comes out later."""
        return self.listener.look_ahead

    def step(self, block: Tensor, state: LearnedState | None = None) -> tuple[Tensor, LearnedState]:
        """Gate the next block.

        Args:
            block: (channels, time), of any length, finite.
            state: What the step before returned; None at the beginning.

        Returns:
            The same shape, and the state for the next step.

        Raises:
            ValueError: For a block that is not finite, or of other channels than the state.
        """
        x = samples_of(block)
        state = self._start(len(x)) if state is None else state
        check_as_many(len(x), len(state.switches))
        if not x.shape[1]:
            return block.detach(), state
        with torch.no_grad():
            logits, heard = self.listener.step(block.detach().float(), state.heard)
        levels = np.concatenate([state.levels, logits.sigmoid().numpy().repeat(BUFFER, axis=1)], axis=1)
        opened = self.opened(levels[:, : x.shape[1]], state.switches)
        sound = np.concatenate([state.waiting, x], axis=1)
        gain = gains(np.stack([each.position for each in opened]), self.range_db, in_db=False)
        output = torch.from_numpy(gain * sound[:, : x.shape[1]]).to(block.dtype)
        left, waiting = levels[:, x.shape[1] :], sound[:, x.shape[1] :]
        return output, LearnedState(heard, tuple(each.after for each in opened), left, waiting)

    def opened(self, levels: NDArray, switches: tuple[Switch, ...]) -> list[Opening]:
        """Return what each channel's switch makes of probabilities.

        Args:
            levels: (channels, time).
            switches: As they stood before.

        Returns:
            An opening for each.
        """
        thresholds = (self.threshold, self.threshold - self.hysteresis)
        n_hold = round(self._samples(self.hold_ms))
        return [
            opening(level, switch, thresholds=thresholds, n_hold=n_hold, steps=self._steps)
            for level, switch in zip(levels, switches, strict=True)
        ]

    @cached_property
    def _steps(self) -> tuple[float, float]:
        return step_of(self._samples(self.attack_ms)), step_of(self._samples(self.release_ms))

    def _start(self, n_channels: int) -> LearnedState:
        closed = np.full((n_channels, self.look_ahead), -1.0)  # less than any probability
        return LearnedState(None, (Switch(),) * n_channels, closed, np.zeros((n_channels, self.look_ahead)))

    def _samples(self, ms: float) -> float:
        return ms * self.sample_rate / 1_000
