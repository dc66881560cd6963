"""Front-ends side by side: 8 clips of 1 s at 16 kHz through each, forward, in turns.

    pip install -e .[bench]
    python benchmarks/frontend_speed.py

All run on one thread, as in the lessons, and all give the same picture, which is checked: triangles straight in
Hz and straight in mel differ by 0.02. What a library builds once is built before the clock starts; only ours pads the
sound itself. Last lines: how many times longer librosa and nnAudio take than log-mel, and convolution than LEAF
(`leaf_speed.py`: forward and backward, on two threads).
"""

import ctypes
import random
import statistics
import sys
import time
from collections.abc import Callable

import librosa
import numpy as np
import torch
import torch.nn.functional as F
from nnAudio.features.mel import MelSpectrogram
from threadpoolctl import threadpool_limits
from torch import Tensor

from frontear.dsp.signals import noise
from frontear.dsp.windows import window
from frontear.frontends import log_mel
from leaf_speed import ratios as leaf_ratios

ROUNDS, UNCOUNTED = 200, 20
CLIPS = torch.stack([noise(seed=seed) for seed in range(8)])
PADDED = F.pad(CLIPS, (176, 176))  # our framing for those who centre the window of 400 in 512 samples
MEL = log_mel().mel.matrix
PICTURE = {"n_fft": 512, "win_length": 400, "hop_length": 160, "n_mels": 40, "fmin": 60, "fmax": 7_800, "center": False}


def ours() -> Callable[[], Tensor]:
    """The recipe as the lessons take it."""
    frontend = log_mel()
    return lambda: frontend(CLIPS)


def plain_torch() -> Callable[[], Tensor]:
    """torch.stft and a product of matrices."""
    hann = window("hann", 400)

    def run() -> Tensor:
        spectrum = torch.stft(PADDED, 512, 160, 400, hann, center=False, return_complex=True)
        return torch.log(MEL @ spectrum.abs().square() + 1e-5)

    return run


def with_librosa() -> Callable[[], Tensor]:
    """Its mel spectrogram, which builds its matrix in every call."""
    padded = PADDED.numpy()

    def run() -> Tensor:
        mel = librosa.feature.melspectrogram(y=padded, sr=16_000, htk=True, norm=None, **PICTURE)
        return torch.from_numpy(np.log(mel + 1e-5))

    return run


def with_librosa_stft() -> Callable[[], Tensor]:
    """Its STFT and a matrix built before."""
    padded, mel = PADDED.numpy(), MEL.numpy()

    def run() -> Tensor:
        spectrum = librosa.stft(padded, n_fft=512, win_length=400, hop_length=160, center=False)
        return torch.from_numpy(np.log(mel @ np.abs(spectrum) ** 2 + 1e-5))

    return run


def with_nnaudio() -> Callable[[], Tensor]:
    """Its mel spectrogram, built before; it transforms by convolution."""
    module = MelSpectrogram(sr=16_000, htk=True, norm=None, verbose=False, **PICTURE)
    return lambda: torch.log(module(PADDED) + 1e-5)


LOG_MEL = {
    "ours": ours,
    "torch": plain_torch,
    "librosa": with_librosa,
    "librosa.stft": with_librosa_stft,
    "nnaudio": with_nnaudio,
}


def milliseconds(contenders: dict[str, Callable[[], Tensor]]) -> dict[str, float]:
    """Median duration of each, all run in turns, in ever new order."""
    runs = {name: make() for name, make in contenders.items()}
    same_picture(runs)
    taken, order = {name: [] for name in runs}, random.Random(0)
    for _ in range(ROUNDS):
        for name in order.sample(list(runs), k=len(runs)):  # what ran before leaves its traces in cache and memory
            taken[name].append(timed(runs[name]))
    return {name: statistics.median(durations[UNCOUNTED:]) for name, durations in taken.items()}


def same_picture(runs: dict[str, Callable[[], Tensor]]) -> None:
    first, *others = (run() for run in runs.values())
    for other in others:
        torch.testing.assert_close(other, first, atol=0.05, rtol=0)  # of a natural logarithm


def timed(run: Callable[[], Tensor]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def compare(title: str, contenders: dict[str, Callable[[], Tensor]]) -> dict[str, float]:
    """Print each contender's median and return how many times longer each takes than the first."""
    taken = milliseconds(contenders)
    own = next(iter(taken.values()))
    print(f"{title}: " + ", ".join(f"{name} {duration:.2f} ms" for name, duration in taken.items()))
    return {name: duration / own for name, duration in taken.items()}


def keep_memory() -> None:
    """Give no freed memory back to the system: who has to fetch it again would be left to chance. glibc only."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        for option in (-1, -3):  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
            libc.mallopt(option, 1 << 30)


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(2)
    by_leaf = leaf_ratios()  # with memory as the system gives it, which is how a model is trained
    keep_memory()
    torch.set_num_threads(1)
    with threadpool_limits(1), torch.no_grad():  # numpy's threads
        ratio = compare("log-mel, 8 clips of 1 s", LOG_MEL)
    print(f"plain torch: {ratio['torch']:.1f}")
    print(f"log-mel: librosa {ratio['librosa']:.1f}, nnaudio {ratio['nnaudio']:.1f}")
    print(f"leaf: direct {by_leaf['direct']:.1f}, grouped {by_leaf['grouped']:.1f}")


if __name__ == "__main__":
    main()
