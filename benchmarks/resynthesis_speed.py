"""From a mel picture of 2 s back to sound, on one torch thread as in the lessons: the promise is under a second.

    python benchmarks/resynthesis_speed.py

Last line: median milliseconds for 40 and for 128 filters at the usual 25 ms and 512 bins.
"""

import statistics
import time

import torch
from torch import Tensor

from frontear.data.clip import clip
from frontear.dsp.resynthesis import resynthesise
from frontear.dsp.spectrogram import spectrogram
from frontear.filterbanks import mel_matrix

ROUNDS, UNCOUNTED = 12, 2
FRAMINGS = [
    {"n_fft": 2_048, "win_length": 2_048, "hop_length": 512},
    {"n_fft": 1_024, "win_length": 800, "hop_length": 160},
    {"n_fft": 512, "win_length": 400, "hop_length": 160},
]


def milliseconds(waveform: Tensor, n_mels: int, framing: dict[str, int]) -> float:
    """Median duration of one resynthesis."""
    matrix = mel_matrix(n_mels=n_mels, n_fft=framing["n_fft"])
    mel = matrix @ spectrogram(waveform, **framing)
    return statistics.median([timed(mel, matrix, framing) for _ in range(ROUNDS)][UNCOUNTED:])


def timed(mel: Tensor, matrix: Tensor, framing: dict[str, int]) -> float:
    start = time.perf_counter()
    resynthesise(mel, matrix=matrix, **framing)
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(1)
    waveform = clip("sentence", sample_rate=16_000).waveform[None, :32_000]
    for framing in FRAMINGS:
        taken = {n_mels: milliseconds(waveform, n_mels, framing) for n_mels in (40, 128)}
        shape = ", ".join(f"{name} {value}" for name, value in framing.items())
        print(f"{shape}: 40 filters {taken[40]:.0f} ms, 128 filters {taken[128]:.0f} ms")
    print(f"resynthesis: 40 filters {taken[40]:.0f} ms, 128 filters {taken[128]:.0f} ms")


if __name__ == "__main__":
    main()
