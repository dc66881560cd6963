"""Signals, windows, spectra and scales: what is computed before any filterbank. Lessons 01 and 02."""

from frontear.dsp.convolution import convolve
from frontear.dsp.peaks import dip_db
from frontear.dsp.processor import Processor, in_blocks
from frontear.dsp.resynthesis import griffin_lim, istft, mel_to_spectrum, resynthesise
from frontear.dsp.scales import SCALES, Scale, spaced
from frontear.dsp.signals import chirp, clicks, faded, from_db, mix, noise, rms, silence, to_db, tone
from frontear.dsp.spectrogram import bin_hz, energy, frame_seconds, frames, next_power_of_two, spectrogram, stft
from frontear.dsp.windows import (
    WINDOWS,
    main_lobe_width,
    noise_bandwidth,
    overlap_add_flatness,
    scalloping_loss,
    side_lobe_level,
    window,
)

__all__ = [
    "SCALES",
    "WINDOWS",
    "Processor",
    "Scale",
    "bin_hz",
    "chirp",
    "clicks",
    "convolve",
    "dip_db",
    "energy",
    "faded",
    "frame_seconds",
    "frames",
    "from_db",
    "griffin_lim",
    "in_blocks",
    "istft",
    "main_lobe_width",
    "mel_to_spectrum",
    "mix",
    "next_power_of_two",
    "noise",
    "noise_bandwidth",
    "overlap_add_flatness",
    "resynthesise",
    "rms",
    "scalloping_loss",
    "side_lobe_level",
    "silence",
    "spaced",
    "spectrogram",
    "stft",
    "to_db",
    "tone",
    "window",
]
