"""What is seen, heard and moved: pictures, players and the panels of the lessons."""

import torch

from .charts import Chart, Curve, chart
from .exercise import Exercise
from .heatmap import HeatMap
from .lines import Lines
from .live import Live
from .picture import Axis, Picture, Rows
from .player import Player
from .predict import Predict
from .words import Words

__all__ = [
    "Axis",
    "Chart",
    "Curve",
    "Exercise",
    "HeatMap",
    "Lines",
    "Live",
    "Picture",
    "Player",
    "Predict",
    "Rows",
    "Words",
    "chart",
]

# Behind a slider arrays are small: a second thread costs more than it gives, and stalls while anything else runs.
torch.set_num_threads(1)
