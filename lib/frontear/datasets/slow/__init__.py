"""Tasks where nobody can hear: rhythms of hearts, earthquakes in noise, P against S; a whale under boats. Lesson 10.

Of real records or of made ones. Every window has its mean taken out and a rms of 1, so that loudness tells nothing.
"""

from frontear.datasets.slow.cut import window_of
from frontear.datasets.slow.examples import slow_examples, slow_windows
from frontear.datasets.slow.tasks import SLOW_TASKS, SlowTask
from frontear.datasets.slow.whale import OVER_IT, over_it, whale_pair, whale_song

__all__ = [
    "OVER_IT",
    "SLOW_TASKS",
    "SlowTask",
    "over_it",
    "slow_examples",
    "slow_windows",
    "whale_pair",
    "whale_song",
    "window_of",
]
