"""Sounds to work with: the `Clip`, decoded from a file, chosen by name, at the rate you ask for."""

import csv
import functools
from dataclasses import dataclass, replace
from importlib.resources import files
from math import ceil
from numbers import Integral
from pathlib import Path, PurePosixPath

import numpy as np
import soxr
import torch
from torch import Tensor

from frontear.data.signal import Signal, check_samples
from frontear.data.sound_files import UnknownFormat, read_mono

SAMPLES = Path(str(files("frontear_samples")))
RATES = range(1_000, 384_001)  # Hz
MAX_BYTES = 100_000_000
MAX_PEAK = 16.0  # 24 dB over full scale: louder means that the file counts in other units


@dataclass(frozen=True, eq=False)
class Clip(Signal):
    """One sound, an audible `Signal` of one channel: float32 waveform (time,), full scale ±1, at `sample_rate` Hz.

    Raises ValueError unless the waveform is one-dimensional, float32, finite and at least one sample long, and the
    rate a whole number in 1,000…384,000 Hz. Lesson: notebooks/01_windowing.ipynb
    """

    sample_rate: int
    unit: str = "of full scale"

    def __post_init__(self):
        _check_rate(self.sample_rate)
        check_samples(self.waveform, "time")


def clip(name: str, *, sample_rate: int | None = None) -> Clip:
    """Return a shipped sample by its name, at its own rate or resampled to `sample_rate` Hz.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        name: One that `sample_names` lists.
        sample_rate: In Hz; None is the sample's own.

    Returns:
        Float32 (time,), full scale ±1.

    Raises:
        ValueError: For a name that `sample_names()` does not list.

    Examples:
        >>> clip("yes").waveform.shape, clip("yes").sample_rate
        (torch.Size([16000]), 16000)
    """
    row = shipped(name)
    made = decode(SAMPLES / row["file"], sample_rate=sample_rate, name=name, label=row["label"])
    return replace(made, group=row["voice"])


def sample_names(set: str = "lessons") -> list[str]:
    """Return the names that `clip` takes from one set of the samples, in the manifest's order.

    Raises ValueError for a set that `sample_sets()` does not list.
    """
    if set not in sample_sets():
        raise ValueError(f"got {set!r}, allowed are {', '.join(sample_sets())}")
    return [name for name, row in _manifest().items() if row["set"] == set]


def sample_sets() -> list[str]:
    """Return the sets of the samples, in the manifest's order; "lessons" holds the sounds that the lessons look at."""
    return list(dict.fromkeys(row["set"] for row in _manifest().values()))


def shipped(name: str) -> dict[str, str]:
    """Return a sample's row in the manifest: file, label, set, voice, seconds, how.

    Raises ValueError for a name that no set of the samples lists.
    """
    rows = _manifest()
    if name not in rows:
        raise ValueError(f"got {name!r}, allowed are {', '.join(sample_names())} and those of other sets")
    return rows[name]


def resample(clip: Clip, sample_rate: int) -> Clip:
    """Return the clip at another rate in Hz, ceil(time · new / old) samples long; soxr's high quality.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        clip: Whose rate may be any.
        sample_rate: In Hz.

    Returns:
        The same sound.

    Raises:
        ValueError: For a rate outside 1,000…384,000 Hz, and for a waveform that requires gradients: soxr has none.
    """
    if _check_rate(sample_rate) == clip.sample_rate:
        return clip
    if clip.waveform.requires_grad:
        raise ValueError("got a waveform that requires gradients, allowed is one without: clip.waveform.detach()")
    waveform = _resampled(clip.waveform.numpy(), clip.sample_rate, sample_rate)
    return replace(clip, waveform=torch.from_numpy(waveform), sample_rate=sample_rate)


def decode(
    source: bytes | memoryview | str | Path,
    *,
    sample_rate: int | None = None,
    max_seconds: float = 60.0,
    name: str = "",
    label: str = "",
) -> Clip:
    """Decode a WAV, FLAC, OGG or MP3 file, or its bytes, to a mono clip: the mean of the channels.

    Without `sample_rate` (Hz) the clip keeps the file's own rate. Without `name` it takes the file's, less the suffix.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        source: A path, or the bytes of a file.
        sample_rate: In Hz; None is the file's own.
        max_seconds: What is longer is refused.
        name: Of the clip; empty is the file's, less the suffix.
        label: Its class.

    Returns:
        Mono, full scale ±1.

    Raises:
        ValueError: And nothing else, for what cannot become a clip: no such file, no sound in a known format, damaged
            or cut short, longer than `max_seconds`, larger than 100 MB, more than 32 channels, samples that are not
            finite or beyond 16 times full scale, a rate outside 1,000…384,000 Hz.
    """
    path = Path(source) if isinstance(source, str | Path) else None
    try:
        encoded = _load(Path(source)) if isinstance(source, str | Path) else bytes(source)
        _check_size(len(encoded))
        waveform, own_rate = read_mono(encoded, max_seconds)
        _check_peak(waveform)
        decoded = Clip(waveform, own_rate, label=label, name=name or (path.stem if path else ""))
        return decoded if sample_rate is None else resample(decoded, sample_rate)
    except (OSError, ValueError) as error:
        kind = UnknownFormat if isinstance(error, UnknownFormat) else ValueError
        why = getattr(error, "strerror", None) or error
        raise kind(f"{path.name if path else name or 'the sound'}: {why}") from error


@functools.cache
def _manifest() -> dict[str, dict[str, str]]:
    with open(SAMPLES / "manifest.csv", encoding="utf-8", newline="") as file:
        return {str(PurePosixPath(row["file"]).with_suffix("")): row for row in csv.DictReader(file)}


def _load(path: Path) -> bytes:
    _check_size(path.stat().st_size)
    return path.read_bytes()


def _check_size(size: int) -> None:
    if not 0 < size <= MAX_BYTES:
        raise ValueError(f"got {size} bytes, allowed are 1…{MAX_BYTES}")


def _check_peak(waveform: Tensor) -> None:
    if len(waveform) and (peak := waveform.abs().max()) > MAX_PEAK:
        raise ValueError(f"got samples up to {peak:g}, allowed is {MAX_PEAK:g} (full scale is 1)")


def _check_rate(sample_rate: int) -> int:
    if not isinstance(sample_rate, Integral) or sample_rate not in RATES:
        raise ValueError(f"got a sample rate of {sample_rate} Hz, allowed is a whole number in 1000…384000")
    return sample_rate


def _resampled(waveform: np.ndarray, old_rate: int, new_rate: int) -> np.ndarray:
    tail = ceil(old_rate / new_rate)  # silence enough for one more sample, so that the last one is never lost
    return soxr.resample(np.pad(waveform, (0, tail)), old_rate, new_rate)[: ceil(len(waveform) * new_rate / old_rate)]
