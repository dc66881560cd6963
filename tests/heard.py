"""The samples, loaded once, and what can be measured of a waveform: spectrum, bands, envelope, beats."""

import csv
import functools

import numpy as np

from frontear.data.clip import SAMPLES, clip, sample_names

RATE = 16_000


def manifest():
    with open(SAMPLES / "manifest.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = {row["file"].rsplit(".", 1)[0]: row for row in manifest()}


@functools.cache
def loaded(kind):
    return [clip(name) for name in sample_names(kind)]


def labelled(kind, label):
    return [made.waveform.numpy() for made in loaded(kind) if made.label == label]


def spectrum(waveform, n_fft=1 << 17):
    """Power and its frequencies in Hz, under a Hann window."""
    power = np.abs(np.fft.rfft(waveform * np.hanning(len(waveform)), n_fft)) ** 2
    return power, np.fft.rfftfreq(n_fft, 1 / RATE)


def energy(waveform, low_hz, high_hz):
    """Share of the energy in a band."""
    power, hz = spectrum(waveform, max(len(waveform), 1 << 15))
    return power[(hz >= low_hz) & (hz < high_hz)].sum() / power.sum()


def envelope(waveform, *, rate=200):
    """Amplitude at `rate` values a second."""
    frames = waveform[: len(waveform) // (RATE // rate) * (RATE // rate)].reshape(-1, RATE // rate)
    return np.sqrt(np.mean(frames**2, axis=1))


def beats(waveform, *, low_hz, high_hz):
    """Strongest period of the envelope, in Hz."""
    swings = envelope(waveform) - envelope(waveform).mean()
    power, hz = np.abs(np.fft.rfft(swings * np.hanning(len(swings)), 8_192)), np.fft.rfftfreq(8_192, 1 / 200)
    inside = (hz >= low_hz) & (hz <= high_hz)
    return hz[inside][power[inside].argmax()]


def peak_hz(waveform, low_hz, high_hz):
    power, hz = spectrum(waveform)
    inside = (hz >= low_hz) & (hz <= high_hz)
    return hz[inside][power[inside].argmax()]
