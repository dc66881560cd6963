"""What is seen, heard and moved: pictures, players and the panels of the lessons."""

from .exercise import Exercise
from .heatmap import HeatMap
from .lines import Chart, Lines
from .live import Live
from .picture import Axis, Picture, Rows
from .player import Player
from .predict import Predict
from .words import Words

__all__ = ["Axis", "Chart", "Exercise", "HeatMap", "Lines", "Live", "Picture", "Player", "Predict", "Rows", "Words"]
