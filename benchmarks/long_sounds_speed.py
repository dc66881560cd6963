"""A minute of sound, 64 at once, at 44.1 kHz, through each front-end: time and memory, forward, in a process each.

    pip install -e .[bench]
    python benchmarks/long_sounds_speed.py [CLIPS [SECONDS]]

On two threads, without gradients. Memory is the most that the process held beyond the sound itself. Direct is LEAF
stage by stage, its filters as 80 real channels: measured on two seconds of one sound, for all would fill no memory
there is, and the line says what all would take.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.frontends import leaf, log_mel

RATE = 44_100
CLIPS, SECONDS = 64, 60


def direct() -> Callable[[Tensor], Tensor]:
    """LEAF's stages one by one, in real numbers."""
    frontend = leaf(sample_rate=RATE)
    taps = frontend.filterbank.impulse_responses()
    channels, half = torch.cat([taps.real, taps.imag])[:, None], taps.shape[-1] // 2

    def run(sound: Tensor) -> Tensor:
        real, imag = F.conv1d(F.pad(sound, (half, half))[:, None], channels).square_().chunk(2, dim=1)
        return frontend[2:](real.add_(imag))

    return run


def nnaudio() -> Callable[[Tensor], Tensor]:
    """Its mel spectrogram, and the logarithm."""
    from nnAudio.features.mel import MelSpectrogram

    spec = log_mel(sample_rate=RATE).spec
    mel = MelSpectrogram(RATE, n_fft=2_048, hop_length=spec.hop_length, n_mels=40, verbose=False)
    return lambda sound: torch.log(mel(sound) + 1e-5)


CONTENDERS: dict[str, Callable[[], Callable[[Tensor], Tensor]]] = {
    "leaf": lambda: leaf(sample_rate=RATE),
    "leaf, direct": direct,
    "log-mel": lambda: log_mel(sample_rate=RATE),
    "nnAudio": nnaudio,
}


def measured(name: str, clips: int, seconds: int) -> str:
    """What one contender takes, as a line."""
    torch.set_num_threads(2)
    generator = torch.Generator().manual_seed(0)
    sound = torch.randn(clips, seconds * RATE, generator=generator)
    frontend = CONTENDERS[name]()
    frontend(sound[:1, :RATE])
    part = sound[:1, : 2 * RATE] if name == "leaf, direct" else sound
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    frontend(part)
    taken = time.perf_counter() - start
    more, share = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1e6, sound.numel() / part.numel()
    beside = f"   two seconds of one; all: {share * taken:.0f} s, {share * more:.0f} GB at once" if share > 1 else ""
    return f"{name:14s} {taken:7.1f} s   {more:6.2f} GB{beside}"


def main() -> None:
    """Measure each in a process of its own, and print."""
    asked = [int(word) for word in sys.argv[1:]]
    clips, seconds = (*asked, *(CLIPS, SECONDS)[len(asked) :])
    print(f"{clips} sounds of {seconds} s at {RATE} Hz, {clips * seconds * RATE * 4 / 1e9:.2f} GB of samples")
    for name in CONTENDERS:
        done = subprocess.run([sys.executable, __file__, "--only", name, str(clips), str(seconds)], capture_output=True)
        print(
            done.stdout.decode().strip() or f"{name:14s} failed: {done.stderr.decode().splitlines()[-1:]}", flush=True
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        with torch.no_grad():
            print(measured(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    else:
        main()
