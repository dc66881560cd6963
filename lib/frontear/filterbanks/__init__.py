"""Banks of bandpass filters: in time, as impulse responses, and in frequency, as a matrix of triangles."""

from frontear.filterbanks.bank import Filterbank
from frontear.filterbanks.free import FreeFilterbank
from frontear.filterbanks.gabor import GaborFilterbank
from frontear.filterbanks.gammatone import GammatoneFilterbank
from frontear.filterbanks.mel import ZeroPhaseFilterbank, empty_filters, highest_hz, mel_matrix
from frontear.filterbanks.sinc import SincFilterbank

__all__ = [
    "Filterbank",
    "FreeFilterbank",
    "GaborFilterbank",
    "GammatoneFilterbank",
    "SincFilterbank",
    "ZeroPhaseFilterbank",
    "empty_filters",
    "highest_hz",
    "mel_matrix",
]
