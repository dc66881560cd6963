"""How many times faster than the sound the classical gate is, on one core: 1 s at 16 kHz, by process time.

    python benchmarks/gate_speed.py

Nothing is compiled; the first call is timed on its own, in a new process. Fails where buffers of 100 samples are not a
hundred times faster than they sound in the best of the rounds.
"""

import subprocess
import sys
import time
from collections.abc import Callable

import torch

from frontear.dsp import noise
from frontear.dsp.processor import in_blocks
from frontear.gates import Gate

ROUNDS, LENGTHS = 100, (100, 1_600, 16_000)
SOUND = torch.cat([noise(seconds=0.25, seed=seed) * (1.0, 0.001)[seed % 2] for seed in range(4)])[None]
GATES = {
    "peak": Gate(),
    "peak, key": Gate(key_hz=1_000),
    "mean square": Gate(detector="rms"),
    "key, look-ahead, ramp in dB": Gate(key_hz=1_000, look_ahead_ms=5, ramp="db"),
}
FIRST = """
import time, torch
from frontear.gates import Gate
gate, block = Gate(key_hz=1_000), torch.ones(1, 100)
begun = time.perf_counter(); gate.step(block); print(time.perf_counter() - begun)
"""


def times_faster(run: Callable[[], object]) -> float:
    """The sound's seconds over the best of all rounds."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        run()
        taken.append(time.process_time() - begun)
    return SOUND.shape[1] / 16_000 / min(taken)


def main() -> None:
    torch.set_num_threads(1)
    print(f"{'gate':28s}" + "".join(f"{length:>10d}" for length in LENGTHS) + " samples in a buffer")
    slowest = float("inf")
    for name, gate in GATES.items():
        ratios = [times_faster(lambda g=gate, n=n: [None for _ in in_blocks(g, SOUND, length=n)]) for n in LENGTHS]
        slowest = min(slowest, ratios[0])
        print(f"{name:28s}" + "".join(f"{ratio:9.0f}×" for ratio in ratios))
    first = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True)
    print(f"first buffer of a new process: {1_000 * float(first.stdout):.1f} ms")
    sys.exit(slowest < 100)


if __name__ == "__main__":
    main()
