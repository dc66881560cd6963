"""The classical gate: closed while a sound is soft, open while it is loud, by six controls.

By sample n of a channel x, in double, a duration in ms being ms · sample_rate / 1000 samples:

    key       u = x; with key_hz, u is x behind a band-pass of gain 1 at key_hz and a width of key_hz / key_q, a biquad
              of R. Bristow-Johnson's cookbook, which only the level hears
    level     "peak": p[n] = max(|u[n]|, p[n − 1] · exp(−1 / detector)), L = 20 log₁₀ p, in dB of full scale
              "rms": m[n] = m[n − 1] + (1 − exp(−1 / detector)) · (u[n]² − m[n − 1]), L = 10 log₁₀ m
              no level is under −200 dB, where both begin
    trigger   s[n] = 1 where L[n] ≥ threshold, 0 where L[n] < threshold − hysteresis, s[n − 1] between: a Schmitt
              trigger; it begins at 0
    hold      o[n] = 1 where s was 1 at this sample or within the last `hold` ones
    ramp      q[n] = min(q[n − 1] + 1 / attack, 1) where o[n] = 1, max(q[n − 1] − 1 / release, 0) elsewhere, attack and
              release being a sample at least; it begins at 0, and can turn at any place
    gain      "linear": g = c + (1 − c) · q with c = 10^(range / 20); "db": g = 10^(range / 20 · (1 − q))
    output    y[n] = g[n] · x[n − look_ahead]: with look-ahead the gate is open before the sound that opened it

How others define theirs is told in the page of this room.
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, log
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from frontear.dsp.processor import Processor
from frontear.gates.allowed import check_as_many, check_one_of, check_within, samples_of
from frontear.gates.detectors import DB_STEPS, SILENCE_DB, band_pass, fallen_peaks, mean_squares
from frontear.gates.recursive import filtered
from frontear.gates.states import Ear, GateState, Opening, Switch, Traced, opening
from frontear.gates.switching import gains, spread, step_of

DETECTORS, RAMPS = ("peak", "rms"), ("linear", "db")


@dataclass(frozen=True, kw_only=True)
class Gate(Processor):
    """The classical noise gate, sound (channels, time) → the same shape, by block, as this module defines it.

    The gain rises by at most (1 − range) / attack and falls by at most (1 − range) / release ("linear"), so nothing
    clicks as long as these are not under a millisecond. Each channel is a gate of its own, unless `linked`: then the
    loudest opens all, and the image of a stereo sound stays where it is. Sound beyond full scale is taken as it is; a
    constant is a level like any other, unless a key keeps it out.

    Raises ValueError for a setting outside its range, and for a block that is not finite or of other channels than the
    state; the state that was given can then still be used. Lesson: notebooks/09_gate.ipynb

    Args:
        sample_rate: In Hz.
        threshold_db: The level at which it opens, dB of full scale.
        attack_ms: From closed to open.
        hold_ms: How long it stays open after the level fell.
        release_ms: From open to closed.
        key_hz: The middle of what the level listens to; None is everything.
        key_q: How narrow that is, key_hz over the width at −3 dB.
        range_db: The gain when closed, at most 0; −inf is silence.
        hysteresis_db: How far the level must fall below the threshold.
        look_ahead_ms: How much later the sound comes out than the gain.
        detector: "peak" or "rms".
        detector_ms: The time constant of its fall.
        ramp: "linear", of the gain, or "db", of its decibels.
        linked: Whether the channels open together.

    Examples:
        >>> import torch
        >>> from frontear.dsp import tone
        >>> soft, loud = tone(440, amplitude=0.001)[None], tone(440)[None]  # −60 and −6 dB
        >>> out, state = Gate(threshold_db=-40, range_db=-20).step(torch.cat([soft, loud], dim=1))
        >>> (out[0, :16_000] / soft[0]).nanmean(), (out[0, -8_000:] / loud[0, -8_000:]).nanmean()
        (tensor(0.1000), tensor(1.))
    """

    sample_rate: float = 16_000
    threshold_db: float = -40.0
    attack_ms: float = 1.0
    hold_ms: float = 50.0
    release_ms: float = 100.0
    key_hz: float | None = None
    key_q: float = 1.0
    range_db: float = -60.0
    hysteresis_db: float = 6.0
    look_ahead_ms: float = 0.0
    detector: str = "peak"
    detector_ms: float = 10.0
    ramp: str = "linear"
    linked: bool = False

    def __post_init__(self):
        check_within("a sample rate", self.sample_rate, 1, 1e7, " Hz")
        check_within("a threshold", self.threshold_db, SILENCE_DB, 20, " dB")
        for name in ("attack_ms", "hold_ms", "release_ms", "look_ahead_ms"):
            check_within(name, getattr(self, name), 0, 60_000, " ms")
        check_within("detector_ms", self.detector_ms, 0.01, 60_000, " ms")
        check_within("a hysteresis", self.hysteresis_db, 0, -SILENCE_DB, " dB")
        check_within("key_q", self.key_q, 0.05, 100)
        if self.key_hz is not None:
            check_within("a key", self.key_hz, 1, 0.49 * self.sample_rate, " Hz")
        if not (self.range_db == -inf and self.ramp == "linear"):
            check_within("a range", self.range_db, SILENCE_DB, 0, " dB")
        check_one_of("a detector", self.detector, DETECTORS)
        check_one_of("a ramp", self.ramp, RAMPS)

    @property
    def look_ahead(self) -> int:
        """Samples by which the sound is later than the gain."""
        return round(self._samples(self.look_ahead_ms))

    def step(self, block: Tensor, state: GateState | None = None) -> tuple[Tensor, GateState]:
        """Gate the next block.

        Args:
            block: (channels, time), of any length, finite.
            state: What the step before returned; None at the beginning.

        Returns:
            The same shape, and the state for the next step.
        """
        x, state = self._begun(block, state)
        if not x.shape[1]:
            return block, state
        _, levels, ears = self._heard(x, state)
        opened = self._opened(levels, state)
        output, waiting = self._let_through(x, [each.position for each in opened], state)
        return torch.from_numpy(output), GateState(ears, tuple(each.after for each in opened), waiting)

    def trace(self, block: Tensor, state: GateState | None = None) -> tuple[Traced, GateState]:
        """Return all that a lesson draws of the next block.

        Args:
            block: (channels, time), one sample or more, finite.
            state: What the step before returned; None at the beginning.

        Returns:
            Every signal, and the state for the next step.
        """
        x, before = self._begun(block, state)
        keys, levels, _ = self._heard(x, before)
        opened = self._opened(levels, before)
        runs = [[spread(each, x.shape[1]) for each in of] for of in zip(*(each[:2] for each in opened), strict=True)]
        position = np.stack([each.position for each in opened])
        levels_db = [level / DB_STEPS for level in levels]
        signals = (keys, levels_db, *runs, position, self._gains(position))
        key, level_db, triggered, held, moved, gain = (_of_channels(each, x.shape) for each in signals)
        output, after = self.step(block, before)
        return Traced(key, level_db, triggered, held, moved, gain, output), after

    def _begun(self, block: Tensor, state: GateState | None) -> tuple[NDArray, GateState]:
        x = samples_of(block)
        state = self._start(len(x)) if state is None else state
        check_as_many(len(x), len(state.ears))
        return x, state

    def _start(self, n_channels: int) -> GateState:
        level = SILENCE_DB * DB_STEPS if self.detector == "peak" else np.zeros(1)
        n_switches = 1 if self.linked else n_channels
        waiting = np.zeros((n_channels, self.look_ahead))
        return GateState((Ear(np.zeros(2), level),) * n_channels, (Switch(),) * n_switches, waiting)

    def _heard(self, x: NDArray, state: GateState) -> tuple[tuple[NDArray, ...], list[NDArray], tuple[Ear, ...]]:
        """The key of each channel, the level for each switch, and the ears afterwards."""
        heard = [self._level(channel, ear) for channel, ear in zip(x, state.ears, strict=True)]
        keys, levels, ears = zip(*heard, strict=True)
        return keys, [np.maximum.reduce(levels)] if self.linked else list(levels), ears

    def _level(self, x: NDArray, ear: Ear) -> tuple[NDArray, NDArray, Ear]:
        key, key_state = (x, ear.key) if self._key is None else filtered(*self._key, x, ear.key)
        if self.detector == "peak":
            level = fallen_peaks(key, self._fall, ear.level)
            return key, level, Ear(key_state, level[-1])
        level, level_state = mean_squares(key, self._share, ear.level)
        return key, level, Ear(key_state, level_state)

    def _opened(self, levels: list[NDArray], state: GateState) -> list[Opening]:
        return [
            opening(level, switch, thresholds=self._thresholds, n_hold=self._n_hold, steps=self._steps)
            for level, switch in zip(levels, state.switches, strict=True)
        ]

    def _let_through(self, x: NDArray, positions: list[NDArray], state: GateState) -> tuple[NDArray, NDArray]:
        """The sound times the gain, and what waits afterwards."""
        sound, n = np.concatenate([state.waiting, x], axis=1) if self.look_ahead else x, x.shape[1]
        gain = self._gains(positions[0] if len(positions) == 1 else np.stack(positions))
        return (gain * sound[:, :n]).astype(x.dtype), sound[:, n:].astype(np.float64)

    def _gains(self, position: NDArray) -> NDArray:
        return gains(position, self.range_db, in_db=self.ramp == "db")

    def _samples(self, ms: float) -> float:
        return ms * self.sample_rate / 1_000

    @cached_property
    def _key(self) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
        return None if self.key_hz is None else band_pass(self.key_hz, q=self.key_q, sample_rate=self.sample_rate)

    @cached_property
    def _fall(self) -> float:
        return float(round(20 / log(10) / self._samples(self.detector_ms) * DB_STEPS))

    @cached_property
    def _share(self) -> float:
        return 1 - exp(-1 / self._samples(self.detector_ms))

    @cached_property
    def _thresholds(self) -> tuple[float, float]:
        return self.threshold_db * DB_STEPS, (self.threshold_db - self.hysteresis_db) * DB_STEPS

    @cached_property
    def _n_hold(self) -> int:
        return round(self._samples(self.hold_ms))

    @cached_property
    def _steps(self) -> tuple[float, float]:
        return step_of(self._samples(self.attack_ms)), step_of(self._samples(self.release_ms))


def _of_channels(values: Any, shape: tuple[int, ...]) -> Tensor:
    return torch.from_numpy(np.broadcast_to(np.asarray(values), shape).copy())
