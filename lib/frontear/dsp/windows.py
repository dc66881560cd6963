"""Windows, and what they cost: how wide their main lobe is, how high their side lobes, how uneven their sum."""

from functools import partial
from math import inf, pi

import torch
from torch import Tensor


def window(name: str, length: int, *, periodic: bool = True, std: float = 0.4, beta: float = 8.6) -> Tensor:
    """Return a window of `WINDOWS` by its name, float32 (length,), with a peak of 1.

    A periodic window of N samples is a symmetric one of N + 1 without its last: what an FFT wants; for filters take
    the symmetric one. `std` is the Gaussian's standard deviation as a fraction of half the length, `beta` ≥ 0 the
    Kaiser window's trade of width for side lobes; the others have no parameter.

    Harris 1978, "On the use of windows for harmonic analysis with the DFT"; Kaiser 1974. Lesson:
    notebooks/01_windowing.ipynb

    Args:
        name: One of `WINDOWS`.
        length: In samples, at least 1.
        periodic: For an FFT; False for filters.
        std: The Gaussian's standard deviation, a share of half the length, over 0.
        beta: The Kaiser window's, 0 or more.

    Returns:
        float32 (length,).

    Raises:
        ValueError: For a name that is not in `WINDOWS`, a length below 1, a `std` ≤ 0 or a `beta` < 0.
    """
    _check(name, length, std, beta)
    if length == 1:
        return torch.ones(1, dtype=torch.float32)
    half = (length if periodic else length - 1) / 2
    position = torch.arange(length, dtype=torch.float64) / half - 1  # −1…1 from end to end
    return _shape(name, position, std, beta).float()


WINDOWS = {name: partial(window, name) for name in ("rectangular", "hann", "hamming", "blackman", "gaussian", "kaiser")}


def response(window: Tensor, *, points_per_bin: int = 64) -> tuple[Tensor, Tensor]:
    """Return the window's spectrum: offsets in bins and gain in dB, both float64 (length · points_per_bin // 2 + 1,).

    One bin is sample_rate / length; the gain is 0 dB at offset 0. Lesson: notebooks/01_windowing.ipynb

    Args:
        window: (length,).
        points_per_bin: How finely, points to a bin.

    Returns:
        Offsets in bins, and gain in dB; float64 (length · points_per_bin // 2 + 1,) each.

    Raises:
        ValueError: Unless the window is (length,) and its sum is more than zero.
    """
    _check_sum(window)
    gain = torch.fft.rfft(window.double(), len(window) * points_per_bin).abs() / window.double().sum()
    return torch.arange(len(gain), dtype=torch.float64) / points_per_bin, 20 * torch.log10(gain)


def main_lobe_width(window: Tensor) -> float:
    """Return the main lobe's width from null to null, in bins, to 1/32 of a bin; Hann 4, rectangular 2.

    Raises ValueError as `response`. Lesson: notebooks/01_windowing.ipynb
    """
    offset_bins, gain_db = response(window)
    return 2 * offset_bins[_first_null(gain_db)].item()


def side_lobe_level(window: Tensor) -> float:
    """Return the highest side lobe over the main lobe, in dB; Hann −31.5, rectangular −13.3; −inf where there is none.

    Raises ValueError as `response`. Lesson: notebooks/01_windowing.ipynb
    """
    _, gain_db = response(window)
    beyond = gain_db[_first_null(gain_db) + 1 :]
    return beyond.max().item() if len(beyond) else -inf


def scalloping_loss(window: Tensor) -> float:
    """Return how many dB a tone half-way between two bins loses, a positive number; Hann 1.42, rectangular 3.92.

    Raises ValueError as `response`. Harris 1978, eq. 17. Lesson: notebooks/01_windowing.ipynb
    """
    _check_sum(window)
    half_bin = torch.polar(window.double(), -pi * torch.arange(len(window), dtype=torch.float64) / len(window))
    return -20 * torch.log10(half_bin.sum().abs() / window.double().sum()).item()


def noise_bandwidth(window: Tensor) -> float:
    """Return the width in bins of the rectangle that passes as much white noise; Hann 1.5, rectangular 1.

    Raises ValueError as `response`. Harris 1978, eq. 11. Lesson: notebooks/01_windowing.ipynb
    """
    _check_sum(window)
    return (len(window) * window.double().square().sum() / window.double().sum() ** 2).item()


def overlap_add_flatness(window: Tensor, *, hop_length: int) -> float:
    """Return how uneven the windows are when they are added up every hop_length samples: highest over lowest, in dB.

    0 is flat: every sample counts as much as every other. inf: some sample is not seen at all.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        window: (length,).
        hop_length: In samples, at least 1.

    Returns:
        dB, 0 or more, or inf.

    Raises:
        ValueError: For a hop below 1.
    """
    if hop_length < 1:
        raise ValueError(f"got a hop of {hop_length} samples, allowed is 1 or more")
    missing = -len(window) % hop_length
    total = torch.nn.functional.pad(window.double(), (0, missing)).view(-1, hop_length).sum(0)  # (hop_length,)
    return 20 * torch.log10(total.max() / total.min()).item() if total.min() > 0 else inf


def _shape(name: str, position: Tensor, std: float, beta: float) -> Tensor:
    match name:
        case "rectangular":
            return torch.ones_like(position)
        case "hann":
            return _cosines(position, 0.5, 0.5)
        case "hamming":
            return _cosines(position, 0.54, 0.46)
        case "blackman":
            return _cosines(position, 0.42, 0.5, 0.08)
        case "gaussian":
            return torch.exp(-0.5 * (position / std) ** 2)
        case _:  # kaiser
            arch = (1 - position**2).clamp(min=0).sqrt()
            return (
                torch.special.i0e(beta * arch)
                / torch.special.i0e(beta * torch.ones_like(arch))
                * torch.exp(beta * (arch - 1))
            )


def _cosines(position: Tensor, *weights: float) -> Tensor:
    waves = (weight * torch.cos(pi * order * position) for order, weight in enumerate(weights))
    return sum(waves, start=torch.zeros_like(position))


def _first_null(gain_db: Tensor) -> int:
    rising = torch.nonzero(gain_db.diff() > 1e-9)  # more than rounding
    return int(rising[0]) if len(rising) else len(gain_db) - 1


def _check(name: str, length: int, std: float, beta: float) -> None:
    if name not in WINDOWS:
        raise ValueError(f"got window {name!r}, allowed are {', '.join(WINDOWS)}")
    if length < 1:
        raise ValueError(f"got a window of {length} samples, allowed is 1 or more")
    if std <= 0 or beta < 0:
        raise ValueError(f"got std {std} and beta {beta}, allowed are a std over 0 and a beta of 0 or more")


def _check_sum(window: Tensor) -> None:
    if window.ndim != 1 or not window.sum() > 0:
        raise ValueError(f"got a window of shape {tuple(window.shape)}, allowed is (length,) with a sum over zero")
