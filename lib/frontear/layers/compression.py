"""Compression: non-negative energies (batch, filters, frames) → same shape, finite at zero.

Loudness grows far more slowly than energy; each module here is one way to say how slowly.
"""

from collections.abc import Iterator
from math import inf, log

import torch
from torch import Tensor, nn

from frontear.dsp.precision import Stage
from frontear.dsp.processor import Processor
from frontear.filterbanks.bounded import Bounded
from frontear.layers.recent_mean import moving_average


class Log(Stage):
    """log(energy + floor), natural: equal ratios become equal steps; (batch, filters, frames) → same.

    The floor, over 0, is what silence amounts to, and bounds the slope there by 1 / floor.
    Raises ValueError for a floor that is not over 0. Lesson: notebooks/01_windowing.ipynb
    """

    def __init__(self, *, floor: float = 1e-5):
        super().__init__()
        self.floor = _positive("floor", floor)

    def forward(self, energy: Tensor) -> Tensor:
        """Compress."""
        return torch.log(energy + self.floor)


class Decibel(Stage):
    """10 log₁₀ max(energy, floor), in dB; (batch, filters, frames) → same.

    With top_db, what lies more than that below the clip's loudest value is raised to there. Below the floor nothing is
    learned: the slope is 0. As librosa.power_to_db with ref=1. Lesson: notebooks/01_windowing.ipynb

    Args:
        floor: Energy below counts as this, over 0.
        top_db: How far below the loudest value the quietest may lie, over 0; None is as far as it does.

    Raises:
        ValueError: For a floor or a top_db that is not over 0.

    Examples:
        >>> import torch
        >>> Decibel()(torch.tensor([1.0, 0.01])).tolist()
        [0.0, -20.0]
    """

    def __init__(self, *, floor: float = 1e-10, top_db: float | None = None):
        super().__init__()
        self.floor = _positive("floor", floor)
        self.top_db = top_db if top_db is None else _positive("top_db", top_db)

    def forward(self, energy: Tensor) -> Tensor:
        """Compress."""
        level_db = 10 / log(10) * energy.clamp(min=self.floor).log()
        if self.top_db is None:
            return level_db
        return torch.maximum(level_db, level_db.amax(dim=(-2, -1), keepdim=True) - self.top_db)


class Root(Stage):
    """(energy + floor)^power − floor^power: loudness by a power law; (batch, filters, frames) → same, 0 at 0.

    The floor, over 0, bounds the slope at 0. Stevens 1957; a third as in Hermansky 1990 (PLP). Lesson:
    notebooks/01_windowing.ipynb

    Args:
        power: Over 0, at most 1.
        floor: Over 0.

    Raises:
        ValueError: Unless 0 < power ≤ 1, or for a floor not over 0.
    """

    def __init__(self, *, power: float = 1 / 3, floor: float = 1e-5):
        super().__init__()
        if not 0 < power <= 1:
            raise ValueError(f"got a power of {power}, allowed is over 0 and at most 1")
        self.power, self.floor = power, _positive("floor", floor)

    def forward(self, energy: Tensor) -> Tensor:
        """Compress."""
        return (energy + self.floor).pow(self.power) - self.floor**self.power


class PCEN(Bounded, Processor):
    """Per-channel energy normalisation: divide by the recent past, then take a root; (batch, filters, frames) → same.

    M[t] = (1 − s) M[t − 1] + s E[t], with M[0] = E[0]; out = (E / (floor + M)^α + δ)^(1/r) − δ^(1/r).

    The four, `smooth` s, `alpha` α, `delta` δ and `root` r, are learned per filter, (n_filters,) each. The first is the
    share of the new frame in the mean (0…1), the second how much of the level is taken out (0…1), the others bend what
    is left (δ > 0, r ≥ 1). Learning may carry them out of these ranges: they are held at their ends when used.
    With alpha near 1 a gain on the sound changes next to nothing, as long as its energy stays far over the floor.

    It looks at nothing to come: `step` takes frames as they are heard, and remembers M of the last one.

    Wang et al. 2017, arXiv:1607.05666, eqs. 1 and 2; Lostanlen et al. 2019. Lesson: notebooks/01_windowing.ipynb

    Args:
        n_filters: How many filters.
        smooth: s at the start, 0…1.
        alpha: α at the start, 0…1.
        delta: δ at the start, over 0.
        root: r at the start, 1 or more.
        floor: Over 0.

    Raises:
        ValueError: For a start value outside its range, a floor not over 0, or energy without n_filters filters.

    Examples:
        >>> import torch
        >>> quiet, loud = PCEN(2)(torch.tensor([[[1e-3, 1e-3], [1e3, 1e3]]]))[0, :, 0].tolist()
        >>> round(loud / quiet, 1)  # of a million times the energy
        1.7
    """

    def __init__(
        self,
        n_filters: int,
        *,
        smooth: float = 0.04,
        alpha: float = 0.96,
        delta: float = 2.0,
        root: float = 2.0,
        floor: float = 1e-12,
    ):
        super().__init__()
        if not (0 <= smooth <= 1 and 0 <= alpha <= 1 and delta >= MIN_DELTA and root >= 1):
            raise ValueError(
                f"got smooth {smooth}, alpha {alpha}, delta {delta}, root {root}, "
                f"allowed are 0…1, 0…1, {MIN_DELTA} or more, 1 or more"
            )
        self.smooth, self.alpha, self.delta, self.root = (
            nn.Parameter(torch.full((n_filters,), float(start), dtype=torch.float32))
            for start in (smooth, alpha, delta, root)
        )
        self.floor = _positive("floor", floor)

    def forward(self, energy: Tensor) -> Tensor:
        """Compress."""
        *_, (_, compressed) = self.trace(energy)
        return compressed

    @property
    def look_ahead(self) -> int:
        """None: a frame is answered at once."""
        return 0

    def step(self, block: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Compress the next frames.

        Args:
            block: Energies (batch, filters, frames), of any number of frames.
            state: M of the frame before, (batch, filters, 1); None at the beginning.

        Returns:
            The same shape, and M of the last frame.
        """
        if not block.shape[-1]:
            return block, state
        stages = dict(self.trace(block, before=state))
        return stages["root"], stages["level"][..., -1:]

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the four."""
        return {"smooth": (0, 1), "alpha": (0, 1), "delta": (MIN_DELTA, inf), "root": (1, inf)}

    def trace(self, energy: Tensor, *, before: Tensor | None = None) -> Iterator[tuple[str, Tensor]]:
        """Yield (stage name, output) from ("energy", energy) on, all (batch, filters, frames).

        "level" is M, "gain" 1 / (floor + M)^α, "normalised" energy · gain, "root" the bent rest that `forward` returns.

        Args:
            energy: (batch, filters, frames).
            before: M of the frame before these; None where they are the first.

        Yields:
            The name of each stage and what comes out of it.

        Raises:
            ValueError: For energy without n_filters filters.
        """
        if energy.ndim != 3 or energy.shape[1] != len(self.smooth):
            raise ValueError(f"got energy of {tuple(energy.shape)}, allowed is (batch, {len(self.smooth)}, frames)")
        yield "energy", energy
        level = moving_average(energy, self.clamped("smooth"), before=before)
        yield "level", level
        gain = torch.exp(-self.clamped("alpha")[:, None] * torch.log(self.floor + level))
        yield "gain", gain
        normalised = energy * gain
        yield "normalised", normalised
        delta, power = self.clamped("delta")[:, None], 1 / self.clamped("root")[:, None]
        yield "root", delta.pow(power) * torch.expm1(power * torch.log1p(normalised / delta))  # no digit lost near 0


def _positive(name: str, value: float) -> float:
    if not value > 0:
        raise ValueError(f"got {name} {value}, allowed is over 0")
    return value


MIN_DELTA = 1e-6
