"""Banks of bandpass filters: in time, as impulse responses, and in frequency, as triangles. Lessons 02, 04."""

from frontear.filterbanks.bank import Filterbank
from frontear.filterbanks.bounded import Bounded
from frontear.filterbanks.free import FreeFilterbank
from frontear.filterbanks.gabor import GaborFilterbank
from frontear.filterbanks.gammatone import GammatoneFilterbank
from frontear.filterbanks.initial import INITIALISATIONS, initial
from frontear.filterbanks.mel import ZeroPhaseFilterbank, empty_filters, highest_hz, mel_matrix
from frontear.filterbanks.sinc import SincFilterbank

__all__ = [
    "INITIALISATIONS",
    "Bounded",
    "Filterbank",
    "FreeFilterbank",
    "GaborFilterbank",
    "GammatoneFilterbank",
    "SincFilterbank",
    "ZeroPhaseFilterbank",
    "empty_filters",
    "highest_hz",
    "initial",
    "mel_matrix",
]
