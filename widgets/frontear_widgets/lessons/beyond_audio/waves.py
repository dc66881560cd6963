"""Where the waves of a record are, and which frequencies each has: QRS and T of a heart, P and S of an earthquake."""

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.data import Signal

PADDED = 4.0  # seconds of every FFT
AROUND_R = {"QRS": (-0.06, 0.06), "T": (0.14, 0.40)}  # seconds
NOISE_S, WAVE_S = 5.0, 3.0  # of the ground before P; of P and S
REFRACTORY_S = 0.25  # in which no second beat comes
BLOCK_S = 2.0  # in which a beat is sure to come
OF_LARGEST = 0.35  # of the steepest place in the usual block: what is less is no beat


def waves(signal: Signal) -> dict[str, tuple[Tensor, Tensor]]:
    """Of each wave that is known the frequencies and its energies there, in the mean; else of the whole record."""
    waveform, rate = signal.channels[-1], signal.sample_rate
    if {"P", "S"} <= signal.marks.keys():
        p, s = signal.marks["P"], signal.marks["S"]
        parts = {
            "the ground before": [(max(p - NOISE_S - 0.2, 0.0), p - 0.2)],
            "P": [(p, min(p + WAVE_S, s))],
            "S": [(s, s + WAVE_S)],
        }
    elif signal.unit == "mV":
        beats = beats_of(waveform, rate)
        parts = {name: [(r + a, r + b) for r in beats] for name, (a, b) in AROUND_R.items()}
    else:
        parts = {}
    found = {name: energy(waveform, rate, places) for name, places in parts.items()}
    found = {name: spectrum for name, spectrum in found.items() if spectrum is not None}
    return found or {"the record": whole(waveform, rate)}


def beats_of(waveform: Tensor, rate: float) -> list[float]:
    """When the R waves of an electrocardiogram are, in seconds: where its line is steepest, and there farthest off."""
    smooth = _mean_around(waveform, 0.01 * rate)
    steep = _mean_around(smooth.diff(append=smooth[-1:]).square(), 0.05 * rate)
    blocks = steep.split(max(round(BLOCK_S * rate), 1))
    least = OF_LARGEST * torch.stack([block.max() for block in blocks]).median()
    line, near, reach, found = (smooth - smooth.median()).abs(), round(0.05 * rate), round(REFRACTORY_S * rate), []
    while steep[place := int(steep.argmax())] > least:
        begin = max(place - near, 0)
        found.append((begin + int(line[begin : place + near + 1].argmax())) / rate)
        steep[max(place - reach, 0) : place + reach + 1] = 0
    return sorted(found)


def _mean_around(values: Tensor, reach: float) -> Tensor:
    reach = max(round(reach), 1)
    return F.avg_pool1d(values[None, None], 2 * reach + 1, 1, reach, count_include_pad=False)[0, 0]


def energy(waveform: Tensor, rate: float, places: list[tuple[float, float]]) -> tuple[Tensor, Tensor] | None:
    """The energies of the stretches in the mean, each with its mean taken out and its ends faded; None without one."""
    cut = [
        waveform[round(a * rate) : round(b * rate)] for a, b in places if a >= 0 and round(b * rate) <= len(waveform)
    ]
    cut = [part for part in cut if len(part) > 4]
    if not cut:
        return None
    n_fft = max(round(PADDED * rate), max(map(len, cut)))
    faded = [(part - part.mean()) * torch.hann_window(len(part)) for part in cut]
    spectra = torch.stack([torch.fft.rfft(part, n_fft).abs().square() for part in faded])
    return torch.fft.rfftfreq(n_fft, 1 / rate), spectra.mean(dim=0)


def whole(waveform: Tensor, rate: float) -> tuple[Tensor, Tensor]:
    """The energies of the whole record, in pieces of four seconds."""
    length = min(round(PADDED * rate), len(waveform))
    places = [(n * length / rate, (n + 1) * length / rate) for n in range(len(waveform) // length)]
    found = energy(waveform, rate, places)
    return (torch.tensor([0.0, rate / 2]), torch.ones(2)) if found is None else found
