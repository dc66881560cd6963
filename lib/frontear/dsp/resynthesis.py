"""From pictures back to sound: what a spectrogram or a mel picture keeps can be heard, and what it throws away too."""

from math import tau

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp import windows
from frontear.dsp.precision import in_float32
from frontear.dsp.spectrogram import stft


def resynthesise(
    mel_energy: Tensor,
    *,
    matrix: Tensor,
    n_fft: int = 512,
    win_length: int = 400,
    hop_length: int = 160,
    window: str | Tensor = "hann",
    iterations: int = 64,
    seed: int = 0,
    length: int | None = None,
) -> Tensor:
    """Return a sound with this mel picture, energies before compression (batch, n_mels, frames) → (batch, time).

    Two things are guessed, in two steps: how each filter's energy was spread over its bins, by `mel_to_spectrum`, and
    every phase, by `griffin_lim`. The picture is matrix @ spectrogram(…), with the same framing and power 2; `length`
    in samples is frames · hop_length unless told. Loudness comes out as it went in, but for what no filter covers.

    Lesson: notebooks/02_filtering.ipynb

    Args:
        mel_energy: Energies before compression, (batch, n_mels, frames).
        matrix: The bank, (n_mels, bins).
        n_fft: Points of the transform, at least win_length.
        win_length: Samples of a frame.
        hop_length: Samples from one frame to the next.
        window: A name of `WINDOWS`, taken periodic, or a tensor (win_length,).
        iterations: Of `griffin_lim`.
        seed: Of the first phases.
        length: Samples wanted; None is frames · hop_length.

    Returns:
        Sound, (batch, length).

    Raises:
        ValueError: As `mel_to_spectrum` and `griffin_lim`.
    """
    return griffin_lim(
        mel_to_spectrum(mel_energy, matrix=matrix).sqrt(),
        n_fft=n_fft,
        win_length=win_length,
        hop_length=hop_length,
        window=window,
        iterations=iterations,
        seed=seed,
        length=length,
    )


@in_float32
def mel_to_spectrum(mel_energy: Tensor, *, matrix: Tensor, iterations: int = 30) -> Tensor:
    """Return energies ≥ 0 of bins that sum to the mel energies, (batch, n_mels, frames) → (batch, bins, frames).

    Many spectra do; this is the one that s ← s · Mᵀ(m / Ms) / Mᵀ1 leads to from s = Mᵀm, smooth within a filter. Each
    step keeps the energy, the values stay positive, and the divergence Σ m log(m / Ms) falls: it weighs errors by their
    ratio, so quiet bands come out right beside loud ones, where least squares (pseudo-inverse, NNLS) leaves holes.
    Bins that no filter touches are 0. The matrix is (n_mels, bins).

    Richardson 1972, Lucy 1974; Lee & Seung 2001, eq. 5. Lesson: notebooks/02_filtering.ipynb

    Args:
        mel_energy: (batch, n_mels, frames), none negative.
        matrix: (n_mels, bins), none negative.
        iterations: Steps of the iteration.

    Returns:
        Energies, (batch, bins, frames).

    Raises:
        ValueError: Unless the shapes fit and nothing is negative.
    """
    _check_mel(mel_energy, matrix)
    spectrum = matrix.T @ mel_energy  # (batch, bins, frames)
    touched = matrix.sum(0)[:, None].clamp(min=TINY)
    for _ in range(iterations):
        missing = (mel_energy / (matrix @ spectrum)).nan_to_num(0, posinf=0)  # 0 where there is neither
        spectrum = spectrum * (matrix.T @ missing) / touched
    return spectrum


@in_float32
def griffin_lim(
    magnitude: Tensor,
    *,
    n_fft: int = 512,
    win_length: int = 400,
    hop_length: int = 160,
    window: str | Tensor = "hann",
    iterations: int = 64,
    momentum: float = 0.99,
    seed: int = 0,
    length: int | None = None,
) -> Tensor:
    """Return a sound with nearly this spectrogram of power 1, (batch, n_fft // 2 + 1, frames) → (batch, time).

    Phases start at random, the same for a seed. Then in turn: make a sound, transform it, keep the phase, put the
    magnitude back; momentum 0 is Griffin and Lim's own, 0.99 the fast form. `length` in samples is frames · hop_length
    unless told. The framing is that of `stft`.

    Griffin & Lim 1984; Perraudin, Balazs & Søndergaard 2013, algorithm 2. Lesson: notebooks/02_filtering.ipynb

    Args:
        magnitude: A spectrogram of power 1, (batch, n_fft // 2 + 1, frames).
        n_fft: Points of the transform, at least win_length.
        win_length: Samples of a frame.
        hop_length: Samples from one frame to the next.
        window: A name of `WINDOWS`, taken periodic, or a tensor (win_length,).
        iterations: Times there and back.
        momentum: 0…1, 1 excluded: 0 is Griffin and Lim's own, 0.99 the fast form.
        seed: Of the first phases.
        length: Samples wanted; None is frames · hop_length.

    Returns:
        Sound, (batch, length).

    Raises:
        ValueError: As `istft`, for a negative magnitude, or unless 0 ≤ momentum < 1.
    """
    if (magnitude < 0).any() or not 0 <= momentum < 1:
        raise ValueError(
            f"got magnitudes from {magnitude.min():g} and a momentum of {momentum}, allowed are 0 or more and 0…0.999…"
        )
    weights = windows.window(window, win_length) if isinstance(window, str) else window  # once for all iterations
    framing = {"n_fft": n_fft, "win_length": win_length, "hop_length": hop_length, "window": weights}
    length = magnitude.shape[-1] * hop_length if length is None else length
    turns = torch.rand(magnitude.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float32).to(
        magnitude
    )
    spectrum, previous = torch.polar(magnitude, tau * turns), 0
    for _ in range(iterations):
        consistent = stft(istft(spectrum, length=length, **framing), **framing)
        spectrum = magnitude * (consistent + momentum * (consistent - previous)).sgn()  # z / |z|
        previous = consistent
    return istft(spectrum, length=length, **framing)


def istft(
    spectrum: Tensor,
    *,
    n_fft: int = 512,
    win_length: int = 400,
    hop_length: int = 160,
    window: str | Tensor = "hann",
    length: int | None = None,
) -> Tensor:
    """Return the sound whose STFT is nearest to the one given, complex (batch, n_fft // 2 + 1, frames) → (batch, time).

    Frames are weighed by the window once more, added up where they overlap and divided by the sum of squared windows:
    exactly the inverse of `stft` where hops are at most half a window. Where that sum is below 10⁻⁴ of its highest
    value the sound fades to 0, for there was next to nothing to see. `length` is frames · hop_length unless told.

    Griffin & Lim 1984, eq. 6. Lesson: notebooks/02_filtering.ipynb

    Args:
        spectrum: Complex (batch, n_fft // 2 + 1, frames).
        n_fft: Points of the transform, at least win_length.
        win_length: Samples of a frame.
        hop_length: Samples from one frame to the next.
        window: A name of `WINDOWS`, taken periodic, or a tensor (win_length,).
        length: Samples wanted; None is frames · hop_length.

    Returns:
        Sound, (batch, length).

    Raises:
        ValueError: Unless the spectrum has n_fft // 2 + 1 bins and ceil(length / hop_length) frames, or as `stft`.
    """
    weights = windows.window(window, win_length) if isinstance(window, str) else window
    length = spectrum.shape[-1] * hop_length if length is None else length
    _check(spectrum, n_fft, weights, win_length, hop_length, length)
    framed = torch.fft.irfft(spectrum.mT, n_fft)[..., :win_length]  # (batch, frames, win_length)
    weights = weights.to(framed)
    total = _overlap_add(framed * weights, hop_length)
    seen = _overlap_add(weights.square().expand(1, framed.shape[1], -1), hop_length)
    before = (win_length - hop_length) // 2
    sound = F.pad(total / seen.clamp(min=1e-4 * seen.max()), (max(-before, 0), hop_length))
    return sound[:, max(before, 0) :][:, :length]


def _overlap_add(framed: Tensor, hop_length: int) -> Tensor:
    """Frames (batch, frames, win_length), each hop_length after the last, added up: (batch, time)."""
    n_frames = framed.shape[1]
    pieces = F.pad(framed, (0, -framed.shape[2] % hop_length)).unflatten(-1, (-1, hop_length))
    total = framed.new_zeros(len(framed), n_frames + pieces.shape[2] - 1, hop_length)
    for late, piece in enumerate(pieces.unbind(2)):  # (batch, frames, hop_length)
        total[:, late : late + n_frames] += piece
    return total.flatten(1)


def _check(spectrum: Tensor, n_fft: int, weights: Tensor, win_length: int, hop_length: int, length: int) -> None:
    if hop_length < 1 or win_length > n_fft or weights.shape != (win_length,):
        raise ValueError(
            f"got a hop of {hop_length} and a window of {tuple(weights.shape)}, "
            f"allowed are 1 or more and win_length {win_length} ≤ n_fft {n_fft}"
        )
    if spectrum.ndim != 3 or spectrum.shape[1:] != (n_fft // 2 + 1, -(-length // hop_length)) or length < 1:
        raise ValueError(
            f"got a spectrum of shape {tuple(spectrum.shape)} for {length} samples, "
            f"allowed is (batch, {n_fft // 2 + 1}, {-(-length // hop_length)}) and a length of 1 or more"
        )


def _check_mel(mel_energy: Tensor, matrix: Tensor) -> None:
    if mel_energy.ndim != 3 or matrix.ndim != 2 or mel_energy.shape[1] != len(matrix):
        raise ValueError(
            f"got mel energies of {tuple(mel_energy.shape)} and a matrix of {tuple(matrix.shape)}, "
            "allowed are (batch, n_mels, frames) and (n_mels, bins)"
        )
    if (mel_energy < 0).any() or (matrix < 0).any():
        raise ValueError("got mel energies or a matrix with values below 0, allowed are energies before compression")


TINY = 1e-30
