"""What is seen, heard and moved: pictures, players and the panels of the lessons."""

import torch

from frontear_widgets.core.exercise import Exercise
from frontear_widgets.core.live import Live
from frontear_widgets.core.predict import Predict
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player

__all__ = [
    "Axis",
    "Chart",
    "Curve",
    "Exercise",
    "HeatMap",
    "Lines",
    "Live",
    "LiveText",
    "Picture",
    "Player",
    "Predict",
    "Rows",
    "chart",
]

# Behind a slider arrays are small: a second thread costs more than it gives, and stalls while anything else runs.
torch.set_num_threads(1)
