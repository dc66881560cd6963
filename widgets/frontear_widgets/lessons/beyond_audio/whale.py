"""Panel of lesson 10: a whale's call and a pause of its song, both under the sea or boats; the recording, or a made one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from frontear import datasets
from frontear.data import Clip, clip
from frontear.datasets.slow import OVER_IT, over_it, whale_song
from frontear.dsp.signals import noise
from frontear.frontends import Frontend, log_mel
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.heatmap import HeatMap
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.picture import Axis, Picture, Rows
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import frames, heat_map, program
