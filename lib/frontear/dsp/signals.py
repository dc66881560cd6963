"""Test sounds of known content: tones, chirps, clicks, noise, and mixtures at a known level."""

from collections.abc import Sequence
from math import pi

import torch
from torch import Tensor


def tone(
    hz: float, *, seconds: float = 1.0, sample_rate: int = 16_000, amplitude: float = 0.5, phase: float = 0.0
) -> Tensor:
    """Return a sine, float32 (time,): amplitude · sin(2π hz t + phase), phase in radians.

    Above half the sample rate it aliases, as any sampled tone does: it sounds at |hz − k · sample_rate|. Lesson:
    notebooks/01_windowing.ipynb

    Args:
        hz: Frequency.
        seconds: How long.
        sample_rate: In Hz.
        amplitude: Of full scale.
        phase: At time 0, in radians.

    Returns:
        float32 (time,).

    Raises:
        ValueError: For a duration of less than one sample.
    """
    return _sine(hz * _times(seconds, sample_rate) + phase / (2 * pi), amplitude)


def chirp(
    start_hz: float, end_hz: float, *, seconds: float = 1.0, sample_rate: int = 16_000, amplitude: float = 0.5
) -> Tensor:
    """Return a sine whose frequency runs evenly from start_hz at 0 to end_hz at `seconds`, float32 (time,).

    Lesson: notebooks/01_windowing.ipynb

    Args:
        start_hz: At time 0.
        end_hz: At the end.
        seconds: How long.
        sample_rate: In Hz.
        amplitude: Of full scale.

    Returns:
        float32 (time,).

    Raises:
        ValueError: For a duration of less than one sample.
    """
    time = _times(seconds, sample_rate)
    return _sine(start_hz * time + (end_hz - start_hz) * time**2 / (2 * seconds), amplitude)


def clicks(
    at_seconds: Sequence[float], *, seconds: float = 1.0, sample_rate: int = 16_000, amplitude: float = 0.5
) -> Tensor:
    """Return silence with one sample of `amplitude` nearest to each given time, float32 (time,).

    Lesson: notebooks/01_windowing.ipynb

    Args:
        at_seconds: When.
        seconds: How long.
        sample_rate: In Hz.
        amplitude: Of each click.

    Returns:
        float32 (time,).

    Raises:
        ValueError: For a click outside the sound.
    """
    waveform = silence(seconds=seconds, sample_rate=sample_rate)
    positions = [round(at * sample_rate) for at in at_seconds]
    if any(not 0 <= position < len(waveform) for position in positions):
        raise ValueError(f"got clicks at {list(at_seconds)} s, allowed is 0…{seconds:g} s, the end excluded")
    waveform[positions] = amplitude
    return waveform


def noise(*, seconds: float = 1.0, sample_rate: int = 16_000, amplitude: float = 0.1, seed: int = 0) -> Tensor:
    """Return white Gaussian noise whose rms is exactly `amplitude`, float32 (time,); a seed always gives the same.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        seconds: How long.
        sample_rate: In Hz.
        amplitude: The rms.
        seed: The same draws the same.

    Returns:
        float32 (time,).

    Raises:
        ValueError: For a duration of less than one sample.
    """
    generator = torch.Generator().manual_seed(seed)
    waveform = torch.randn(_length(seconds, sample_rate), generator=generator, dtype=torch.float32)
    return amplitude * waveform / rms(waveform)


def silence(*, seconds: float = 1.0, sample_rate: int = 16_000) -> Tensor:
    """Return zeros, float32 (time,).

    Lesson: notebooks/01_windowing.ipynb

    Args:
        seconds: How long.
        sample_rate: In Hz.

    Returns:
        float32 (time,).

    Raises:
        ValueError: For a duration of less than one sample.
    """
    return torch.zeros(_length(seconds, sample_rate), dtype=torch.float32)


def mix(signal: Tensor, noise: Tensor, *, snr_db: float | Tensor) -> Tensor:
    """Return signal + gain · noise, (…, time), so that the signal's rms stands `snr_db` above the noise's.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        signal: (…, time).
        noise: Of the same shape.
        snr_db: The signal's rms over the noise's, in dB.

    Returns:
        (…, time).

    Raises:
        ValueError: Where one of the two is silent, for there is no such gain, or where their shapes differ.
    """
    if signal.shape != noise.shape:
        raise ValueError(f"got a signal of shape {tuple(signal.shape)} and noise of {tuple(noise.shape)}, want equal")
    signal_rms, noise_rms = rms(signal)[..., None], rms(noise)[..., None]
    if (signal_rms == 0).any() or (noise_rms == 0).any():
        raise ValueError("got silence, allowed are a signal and noise of more than zero rms")
    return signal + noise * signal_rms / noise_rms * from_db(-snr_db)


def faded(waveform: Tensor, *, sample_rate: int = 16_000, fade_ms: float = 10.0) -> Tensor:
    """Return the waveform (…, time) with both ends faded by half a Hann window, so that it does not click.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        waveform: (…, time).
        sample_rate: In Hz.
        fade_ms: How long each end takes.

    Returns:
        (…, time).

    Raises:
        ValueError: Where the two fades overlap.
    """
    length = round(fade_ms * sample_rate / 1_000)
    if 2 * length > waveform.shape[-1]:
        raise ValueError(f"got two fades of {length} samples, allowed is a sum of {waveform.shape[-1]}")
    rise = 0.5 - 0.5 * torch.cos(pi * torch.arange(length, dtype=waveform.dtype) / max(length, 1))
    gain = torch.cat([rise, torch.ones(waveform.shape[-1] - 2 * length, dtype=waveform.dtype), rise.flip(0)])
    return waveform * gain.to(waveform)


def check_waveform(waveform: Tensor) -> None:
    """Raise ValueError unless a waveform is (batch, time), a clip or more of a sample or more, in float32 or float64.

    Lesson: notebooks/01_windowing.ipynb
    """
    if waveform.ndim != 2 or not waveform.numel() or waveform.dtype not in (torch.float32, torch.float64):
        raise ValueError(
            f"got a waveform of shape {tuple(waveform.shape)} and {waveform.dtype}, allowed is (batch, time), "
            "neither of them 0, in float32 or float64"
        )


def rms(waveform: Tensor) -> Tensor:
    """Return the root of the mean square over time: (…, time) → (…).

    Lesson: notebooks/01_windowing.ipynb
    """
    return waveform.square().mean(dim=-1).sqrt()


def to_db(amplitude_ratio: float | Tensor) -> Tensor:
    """Return 20 log₁₀ of a ratio of amplitudes; zero gives −inf.

    Lesson: notebooks/01_windowing.ipynb
    """
    return 20 * torch.log10(torch.as_tensor(amplitude_ratio))


def from_db(db: float | Tensor) -> Tensor:
    """Return the ratio of amplitudes, 10^(db / 20).

    Lesson: notebooks/01_windowing.ipynb
    """
    return 10 ** (torch.as_tensor(db) / 20)


def _sine(turns: Tensor, amplitude: float) -> Tensor:
    return (amplitude * torch.sin(2 * pi * turns.frac())).float()


def _times(seconds: float, sample_rate: int) -> Tensor:
    return torch.arange(_length(seconds, sample_rate), dtype=torch.float64) / sample_rate


def _length(seconds: float, sample_rate: int) -> int:
    length = round(seconds * sample_rate)
    if length < 1:
        raise ValueError(f"got {seconds} s at {sample_rate} Hz, allowed is one sample or more")
    return length
