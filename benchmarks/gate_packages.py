"""What others say of every buffer of a sound: an adaptive floor of ours, and three voice detectors from PyPI.

`pip install webrtcvad-wheels silero-vad pyrnnoise` (the project's extra `bench`), which hold their weights. What is not
installed is left out. Each gives a level for each buffer, at the time that its own frames have; how much earlier a gate
takes it, by 12.5 ms at most or by 50, and which of an adaptive floor's constants, is chosen on validation.
"""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soxr
import torch
from numpy.typing import NDArray

from frontear.gates import BUFFER, Mixture

RATE = 16_000
Level = Callable[[Mixture], NDArray]
EARLIER = {"": (0, 1, 2), " up to 50 ms ahead": (0, 2, 4, 6, 8)}  # buffers: as late as ours, and as they are best
RISES_DB, SMOOTHED = (1, 3, 10, 30), (1, 4, 8)  # a second; buffers
FLOOR_FULL_DB = 40  # over the floor: a level of 1


def candidates() -> dict[str, list[Level]]:
    """Levels by name, of each those to choose from on validation."""
    floors = [partial(above_floor, rise_db=rise, n_smoothed=n) for rise in RISES_DB for n in SMOOTHED]
    found = {"adaptive floor": floors}
    for name, package, make in PACKAGES:
        if find_spec(package):
            level = cached(within_full_scale(make()))
            for ahead, earliest in EARLIER.items():
                found[name + ahead] = [partial(earlier, level, n_buffers=n) for n in earliest]
        else:
            print(f"{name}: {package} is not installed")
    return found


def above_floor(mixed: Mixture, *, rise_db: float, n_smoothed: int) -> NDArray:
    """How far the level is over a floor that falls with it at once and rises by so many dB a second."""
    power = np.square(mixed.sound.astype(np.float64).reshape(-1, BUFFER)).mean(axis=1)
    smoothed = np.convolve(power, np.full(n_smoothed, 1 / n_smoothed))[: len(power)]
    level = 10 * np.log10(smoothed + 1e-10)
    risen = rise_db * BUFFER / RATE * np.arange(len(level))
    floor = np.minimum.accumulate(level - risen) + risen
    return np.clip((level - floor) / FLOOR_FULL_DB, 0, 1)


def earlier(level: Level, mixed: Mixture, *, n_buffers: int) -> NDArray:
    found = level(mixed)
    return np.concatenate([found[n_buffers:], found[len(found) - n_buffers :]])


def within_full_scale(level: Level) -> Level:
    """They take 16 bits: what is louder is made softer first."""
    return lambda mixed: level(mixed._replace(sound=mixed.sound / max(np.abs(mixed.sound).max(), 1)))


def cached(level: Level) -> Level:
    """Each mixture is heard once: they are few, and asked for often."""
    known: dict[bytes, NDArray] = {}

    def of(mixed: Mixture) -> NDArray:
        key = mixed.sound[::97].tobytes()
        if key not in known:
            known[key] = level(mixed)
        return known[key]

    return of


def webrtc() -> Level:
    import webrtcvad

    def level(mixed: Mixture) -> NDArray:
        vad = webrtcvad.Vad(3)
        frames = [vad.is_speech(frame.tobytes(), RATE) for frame in _frames(_int16(mixed.sound), 160)]
        return _by_buffer(np.array(frames, dtype=float), 160, len(mixed.labels))

    return level


def silero() -> Level:
    from silero_vad import load_silero_vad

    model = load_silero_vad()

    def level(mixed: Mixture) -> NDArray:
        model.reset_states()
        with torch.no_grad():
            frames = [model(torch.from_numpy(frame), RATE).item() for frame in _frames(mixed.sound, 512)]
        return _by_buffer(np.array(frames), 512, len(mixed.labels))

    return level


def rnnoise() -> Level:
    """The probability of a voice that RNNoise tells beside its sound; its package is not imported: it wants a plot."""
    (folder,) = find_spec("pyrnnoise").submodule_search_locations
    (file,) = [path for path in Path(folder).iterdir() if path.suffix in (".so", ".dylib", ".dll")]
    library = ctypes.CDLL(str(file))
    floats = np.ctypeslib.ndpointer(np.float32)
    library.rnnoise_create.restype, library.rnnoise_create.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    library.rnnoise_destroy.argtypes = [ctypes.c_void_p]
    library.rnnoise_process_frame.restype = ctypes.c_float
    library.rnnoise_process_frame.argtypes = [ctypes.c_void_p, floats, floats]

    def level(mixed: Mixture) -> NDArray:
        state = library.rnnoise_create(None)
        sound = soxr.resample(mixed.sound, RATE, 48_000).astype(np.float32) * 32_767
        frames = [library.rnnoise_process_frame(state, np.empty_like(frame), frame) for frame in _frames(sound, 480)]
        library.rnnoise_destroy(state)
        return _by_buffer(np.array(frames), 160, len(mixed.labels))

    return level


PACKAGES = (
    ("webrtcvad", "webrtcvad", webrtc),
    ("silero-vad", "silero_vad", silero),
    ("RNNoise", "pyrnnoise", rnnoise),
)


def _frames(sound: NDArray, length: int) -> Iterator[NDArray]:
    padded = np.concatenate([sound, np.zeros(-len(sound) % length, dtype=sound.dtype)])
    return iter(np.ascontiguousarray(padded.reshape(-1, length)))


def _by_buffer(frames: NDArray, length: int, n_buffers: int) -> NDArray:
    middles = (np.arange(n_buffers) + 0.5) * BUFFER
    return frames[np.minimum(middles // length, len(frames) - 1).astype(int)]


def _int16(sound: NDArray) -> NDArray:
    return (sound * 32_767).astype(np.int16)
