"""What a heat map shows: a matrix, its axes in real units, and the same in words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from frontear.frontends import Spec


@dataclass(frozen=True)
class Axis:
    """The columns of a picture: evenly spaced `start + step * column`, in `unit`; or one of `names` each.

    `pace` is how many units pass in a second of the sound beside it, so that its cursor can follow; None is 1 where
    they are seconds, and 0, never, for others.
    """

    name: str
    unit: str
    start: float = 0.0
    step: float = 1.0
    names: tuple[str, ...] = ()
    pace: float | None = None

    @classmethod
    def of_frames(cls, hop_seconds: float, *, name: str = "time (s)", pace: float | None = None) -> "Axis":
        """The times at the middle of frames."""
        return cls(name, "s", start=hop_seconds / 2, step=hop_seconds, pace=pace)

    @property
    def units_per_second(self) -> float:
        """How far the cursor of a sound goes in a second."""
        return float(self.unit == "s") if self.pace is None else self.pace


@dataclass(frozen=True)
class Rows:
    """The rows of a picture, lowest first: one increasing centre per row, drawn on a linear, mel or log scale.

    Rows may have one of `names` each.
    """

    name: str
    unit: str
    centers: np.ndarray
    scale: str = "linear"
    names: tuple[str, ...] = ()

    def __post_init__(self):
        if self.scale not in ("linear", "mel", "log"):
            raise ValueError(f"scale is {self.scale!r}; allowed: linear, mel, log")

    @classmethod
    def of(cls, spec: Spec, *, name: str = "centre of the band (Hz)") -> "Rows":
        """The rows of a front-end: centres where they rise, else its names, or numbers."""
        center_hz = spec.center_hz
        if center_hz is None or not bool((center_hz.diff() > 0).all()):
            return cls.numbered(spec, name="filter of the front-end")
        return cls.of_bands(center_hz, scale=spec.scale, name=name)

    @classmethod
    def of_bands(cls, center_hz: Tensor, *, scale: str = "mel-htk", name: str = "centre of the filter (Hz)") -> "Rows":
        """Filters at their centres, evenly spaced on one of the library's scales: those of the ear are drawn on mel."""
        return cls(name, "Hz", center_hz.numpy(), scale if scale in ("linear", "log") else "mel")

    @classmethod
    def numbered(cls, spec: Spec, *, name: str = "filter") -> "Rows":
        """The rows of a front-end by their names, or by number from 1; the waveform itself is one."""
        return cls(name, "", np.arange(1.0, max(spec.n_rows, 1) + 1), names=spec.names)


@dataclass(frozen=True)
class Box:
    """A frame around cells, from the first of `rows` and `columns` up to the second, which is outside, counted from 0.

    Columns may be fractions, and lie beyond the picture.
    """

    name: str
    rows: tuple[int, int]
    columns: tuple[float, float]
    dashed: bool = False


@dataclass(frozen=True)
class Picture:
    """A matrix `(rows, columns)` with a title, axes and a colour range `low … high` in `unit`.

    Where a cell can be chosen, `chosen` is the row and column of the one that is, from 0. `boxes` are drawn on top.
    Raises ValueError where the shape does not fit the rows or a value is not finite.
    """

    values: Any  # numbers, of numpy or torch; kept as a float32 array
    title: str
    x: Axis
    y: Rows
    unit: str
    low: float
    high: float
    name: str = "level"
    chosen: tuple[int, int] | None = None
    boxes: tuple[Box, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "values", np.asarray(self.values, dtype=np.float32))
        if self.values.ndim != 2 or len(self.y.centers) != len(self.values) or not self.values.size:
            raise ValueError(f"a picture needs one row per centre, got {self.values.shape} and {len(self.y.centers)}")
        if not np.isfinite(self.values).all():
            raise ValueError("a picture needs finite values, got NaN or infinity")
        if not self.low < self.high:
            raise ValueError(f"the colour range must rise, got {self.low} … {self.high}")

    @property
    def signed(self) -> bool:
        """Whether the colours reach as far below 0 as above it: what is drawn has a sign."""
        return self.low == -self.high

    @property
    def square(self) -> bool:
        """Whether rows and columns are the same things, as those of classes taken for each other are."""
        x, y = self.x, self.y
        alike = x.names == y.names if x.names else bool(x.name) and x.name == y.name
        return alike and self.values.shape[0] == self.values.shape[1]

    def levels(self) -> np.ndarray:
        """The matrix as uint8: 0 at `low` and below, 255 at `high` and above."""
        share = (self.values - self.low) * (255 / (self.high - self.low))
        return np.clip(share + 0.5, 0, 255).astype(np.uint8)

    def describe(self) -> str:
        """The picture in a sentence or two, for those who do not see it."""
        row, column = np.unravel_index(self.values.argmax(), self.values.shape)
        x_end = self.x.start + self.x.step * (self.values.shape[1] - 1)
        return (
            f"{self.title}. {self.x.name} from {self.x.start:.4g} to {x_end:.4g}, "
            f"{self.y.name} from {self.y.centers[0]:.4g} to {self.y.centers[-1]:.4g}. "
            f"Highest {self.name} {self.values[row, column]:.4g} {self.unit} "
            f"at {self.x.start + self.x.step * column:.4g} {self.x.unit}, {self.y.centers[row]:.4g} {self.y.unit}; "
            f"average {self.values.mean():.4g} {self.unit}.{self._boxes()}"
        )

    def _boxes(self) -> str:
        told = "; ".join(self._box(box) for box in self.boxes)
        return f" Framed: {told}." if told else ""

    def _box(self, box: Box) -> str:
        start, end = (self.x.start + self.x.step * (column - 0.5) for column in box.columns)
        low, high = self.y.centers[box.rows[0]], self.y.centers[box.rows[1] - 1]
        return f"{box.name}, {start:.4g} to {end:.4g} {self.x.unit}, {low:.4g} to {high:.4g} {self.y.unit}"
