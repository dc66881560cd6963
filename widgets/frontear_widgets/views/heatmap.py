"""A matrix as a picture on a canvas: uint8 bytes to the browser, exact values back on request."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import traitlets

from frontear_widgets.browser import PageWidget

from .names import with_minus
from .picture import Axis, Picture, Rows


class HeatMap(PageWidget):
    """Shows a `Picture`; hover, arrow keys and zoom read it, a player on the same channel moves its cursor."""

    module = traitlets.Unicode("heatmap.js").tag(sync=True)

    pixels = traitlets.Bytes(b"").tag(sync=True)
    row_values = traitlets.Bytes(b"").tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    colours = traitlets.Enum(("viridis", "cividis"), "viridis").tag(sync=True)
    height = traitlets.Int(320).tag(sync=True)
    channel = traitlets.Unicode("").tag(sync=True)

    def __init__(self, picture: Picture, **layout: Any):
        super().__init__(**_traits(picture), **layout)
        self.picture = picture
        self._choose: Callable[[int, int], None] | None = None
        self.on_msg(self._answer)

    def show(self, picture: Picture) -> None:
        """Replace the picture; the browser gets it in one message."""
        self.picture = picture
        with self.hold_sync():
            for name, value in self.state(picture).items():
                setattr(self, name, value)

    @staticmethod
    def state(picture: Picture) -> dict[str, Any]:
        """The traits that `show` sets."""
        return _traits(picture)

    def on_choice(self, choose: Callable[[int, int], None]) -> None:
        """Call `choose(row, column)` when a cell is clicked, or Enter pressed on it; for pictures with a chosen one."""
        self._choose = choose

    def _answer(self, _widget, question: dict, _buffers) -> None:
        values, (row, column) = self.picture.values, question.get("choose") or (question["row"], question["column"])
        if not (0 <= row < values.shape[0] and 0 <= column < values.shape[1]):
            return  # a cell of the picture before, which was larger
        if "choose" not in question:
            self.send({**question, "value": with_minus(f"{np.float64(values[row, column]):.6g} {self.picture.unit}")})
        elif self._choose:
            self._choose(row, column)


def _traits(picture: Picture) -> dict:
    x, y = picture.x, picture.y
    return {
        "pixels": picture.levels().tobytes(),
        "row_values": np.asarray(y.centers, dtype=np.float32).tobytes(),
        "frame": {
            "columns": picture.values.shape[1],
            "x": _about(x) | {"start": float(x.start), "step": float(x.step), "pace": float(x.units_per_second)},
            "chosen": list(picture.chosen) if picture.chosen else None,
            "boxes": [asdict(box) for box in picture.boxes],
            "y": _about(y) | {"scale": y.scale},
            "z": {"name": f"{picture.name} ({picture.unit})", "low": float(picture.low), "high": float(picture.high)},
            "signed": picture.signed,
            "square": picture.square,
        },
        "title": with_minus(picture.title),
        "alt": with_minus(picture.describe()),
    }


def _about(axis: Axis | Rows) -> dict:
    return {"name": axis.name, "unit": axis.unit, "names": list(axis.names)}
