"""Curves by plotly: one library a page, one figure kept and updated."""

import functools
import json
from pathlib import Path
from typing import Any

import plotly
import traitlets

from frontear_widgets.browser import PageWidget

from .charts import Chart


class Lines(PageWidget):
    """Shows a `Chart`. Unlike `plotly.graph_objects.FigureWidget` it does not ship plotly again with every figure."""

    module = traitlets.Unicode("lines.js").tag(sync=True)

    figure = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    height = traitlets.Int(260).tag(sync=True)

    def __init__(self, chart: Chart, **layout: Any):
        super().__init__(**self.state(chart), **layout)
        self.on_msg(self._send_library)

    def show(self, chart: Chart) -> None:
        """Replace the curves; the browser gets them in one message."""
        with self.hold_sync():
            for name, value in self.state(chart).items():
                setattr(self, name, value)

    @staticmethod
    def state(chart: Chart) -> dict[str, str]:
        """The traits that `show` sets."""
        return {"figure": json.dumps(chart.figure), "title": chart.title, "alt": chart.alt}

    def _send_library(self, _widget, content: object, _buffers) -> None:
        if content == "plotly":
            self.send("plotly", buffers=[_library()])


@functools.cache
def _library() -> bytes:
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
