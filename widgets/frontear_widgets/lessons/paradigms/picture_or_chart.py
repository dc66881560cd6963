"""One place for a picture or for curves, whichever there is to show."""

from typing import Any

import numpy as np

from frontear_widgets.browser.plain import VBox
from frontear_widgets.views.charts import Chart, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.picture import Axis, Picture, Rows

NO_PICTURE = Picture(np.zeros((1, 1)), "", Axis("", ""), Rows("", "", np.zeros(1)), "", 0, 1)
NO_CHART = chart("", [], x="", y="", alt="")


class PictureOrChart(VBox):
    """Shows a `Picture` or a `Chart`, one at a time."""

    def __init__(self, value: Picture | Chart):
        self.picture, self.lines = HeatMap(NO_PICTURE), Lines(NO_CHART)
        super().__init__([self.picture, self.lines])
        self.add_class("frontear-views")
        self.show(value)

    def show(self, value: Picture | Chart) -> None:
        """Replace what is shown."""
        shown: Any = self.picture if isinstance(value, Picture) else self.lines
        for each in (self.picture, self.lines):
            each.show_if(each is shown)
        shown.show(value)  # seen already: what is hidden is not drawn
