"""Signals that are no sound, from files: WFDB records whose samples are MATLAB's, NPZ and CSV."""

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from frontear.data.signal import Signal

GAIN = re.compile(
    r"^([\d.eE+-]+)(?:\((-?\d+)\))?(?:/(\S+))?$"
)  # 1000(0)/mV: counts to a unit, the count of 0, the unit
LARGEST = 200_000_000  # bytes of a file


def read_record(header: str | Path) -> Signal:
    """Return a WFDB record, such as those of the CinC Challenge 2017, whose samples lie beside its `.hea` in a `.mat`.

    Its rate, the unit and the gain of each channel are what the header says. Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        header: The `.hea`.

    Returns:
        (channels, time) in the unit of the first channel.

    Raises:
        ValueError: For a file that cannot be read, or that does not fit its header.
    """
    path = Path(header)
    try:
        lines = [line.split() for line in _text(path).splitlines() if line.strip() and not line.startswith("#")]
        n_channels, sample_rate = int(lines[0][1]), float(lines[0][2].split("/")[0])
        described = lines[1 : 1 + n_channels]
        gains = [GAIN.match(words[2]) for words in described]
        zeros = [float(gain[2] if gain[2] else words[4]) for gain, words in zip(gains, described, strict=True) if gain]
        counts = _matlab(path.with_name(Path(described[0][0]).name))
        if not len(zeros) == len(counts) == n_channels:
            raise ValueError(f"{len(counts)} channels, where its header speaks of {n_channels}")
        per_unit = np.array([float(gain[1]) for gain in gains if gain])[:, None]
        values, unit = (counts - np.array(zeros)[:, None]) / per_unit, gains[0][3] or "mV" if gains[0] else ""
    except (OSError, IndexError, ValueError) as error:
        raise ValueError(f"{path.name}: {_reason(error)}") from error
    return _signal(values, sample_rate, path.stem, unit)


def read_npz(
    file: str | Path,
    *,
    sample_rate: float,
    key: str = "data",
    unit: str = "",
    marks: Mapping[str, str] | None = None,
) -> Signal:
    """Return an array of a NumPy archive, (time,) or (time, channels), as a signal.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        file: The `.npz`.
        sample_rate: In Hz.
        key: Which array.
        unit: Of its values.
        marks: By what the signal calls a moment, the array that says at which sample it is; moments before the signal
            or behind it are left out.

    Returns:
        (channels, time).

    Raises:
        ValueError: For a file that cannot be read, or an array that is not there.
    """
    path = Path(file)
    try:
        _check_size(path)
        with np.load(path, allow_pickle=False) as arrays:
            if key not in arrays:
                raise ValueError(f"got no array {key!r}, there are {', '.join(arrays)}")
            values = np.atleast_2d(np.asarray(arrays[key], dtype=np.float64).T)
            moments = {name: float(arrays[place]) for name, place in (marks or {}).items() if place in arrays}
    except (OSError, ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path.name}: {_reason(error)}") from error
    seconds = {name: at / sample_rate for name, at in moments.items() if 0 <= at < values.shape[-1]}
    return _signal(values, sample_rate, path.stem, unit, seconds)


def read_csv(file: str | Path, *, sample_rate: float, unit: str = "") -> Signal:
    """Return a table of numbers, a column for each channel, parted by commas, semicolons, tabs or blanks.

    Lines before the first line of numbers are a head and are left out. Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        file: The `.csv`.
        sample_rate: In Hz.
        unit: Of its values.

    Returns:
        (channels, time).

    Raises:
        ValueError: For a file that cannot be read, a line that is no numbers, or lines of different lengths.
    """
    path, rows = Path(file), []
    try:
        for number, line in enumerate(_text(path).splitlines(), start=1):
            words = re.split(r"\s*[,;\t]\s*|\s+", line.strip())
            try:
                row = [float(word) for word in words if word]
            except ValueError as error:
                if rows:
                    raise ValueError(f"got {line.strip()[:40]!r} in line {number}, allowed are numbers") from error
                continue
            if row and rows and len(row) != len(rows[0]):
                raise ValueError(f"got {len(row)} numbers in line {number}, allowed are {len(rows[0])}, as before")
            rows += [row] if row else []
        if not rows:
            raise ValueError("got no line of numbers, allowed are one or more")
    except (OSError, ValueError) as error:
        raise ValueError(f"{path.name}: {_reason(error)}") from error
    return _signal(np.array(rows).T, sample_rate, path.stem, unit)


def _matlab(path: Path) -> np.ndarray:
    from scipy.io import loadmat  # here, for scipy takes long to import

    _check_size(path)
    try:
        return np.atleast_2d(loadmat(path, variable_names=["val"])["val"]).astype(np.float64)
    except OSError:
        raise
    except Exception as error:  # scipy's readers raise all kinds for what is damaged
        raise ValueError(f"{path.name} is no MATLAB file that holds `val`") from error


def _text(path: Path) -> str:
    _check_size(path)
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _check_size(path: Path) -> None:
    if not 0 < (size := path.stat().st_size) <= LARGEST:
        raise ValueError(f"got {size} bytes, allowed are 1…{LARGEST}")


def _signal(
    values: np.ndarray, sample_rate: float, name: str, unit: str, marks: Mapping[str, float] | None = None
) -> Signal:
    waveform = torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))
    return Signal(waveform, sample_rate, name=name, unit=unit, marks=dict(marks or {}))


def _reason(error: Exception) -> str:
    if isinstance(error, IndexError):
        return "its header is cut short"
    return getattr(error, "strerror", None) or str(error)
