"""Front-ends, waveform (batch, time) → (batch, rows, frames), and their registry `FRONTENDS`. Lessons 01 to 05."""

from frontear.frontends.base import Frontend
from frontear.frontends.gammatone import gammatone
from frontear.frontends.leaf import Leaf, leaf
from frontear.frontends.mel import log_mel, mel_pcen
from frontear.frontends.mfcc import mfcc
from frontear.frontends.sincnet import sincnet, sincnet_plus
from frontear.frontends.spec import Spec
from frontear.frontends.streaming import Streaming
from frontear.frontends.td_filterbanks import td_filterbanks
from frontear.frontends.wavegram import wavegram

FRONTENDS = {
    "log-mel": log_mel,
    "mel-pcen": mel_pcen,
    "mfcc": mfcc,
    "leaf": leaf,
    "sincnet": sincnet,
    "sincnet+": sincnet_plus,
    "td-filterbanks": td_filterbanks,
    "wavegram": wavegram,
    "gammatone": gammatone,
}

__all__ = [
    "FRONTENDS",
    "Frontend",
    "Leaf",
    "Spec",
    "Streaming",
    "gammatone",
    "leaf",
    "log_mel",
    "mel_pcen",
    "mfcc",
    "sincnet",
    "sincnet_plus",
    "td_filterbanks",
    "wavegram",
]
