"""The samples of a file: what libsndfile has read, held against what the file says it holds."""

from collections.abc import Iterator
from hashlib import md5
from io import BytesIO
from os import SEEK_SET

import numpy as np
import soundfile
import torch
from torch import Tensor

from frontear.data.sound_files.part import Part, cut_short, unknown
from frontear.data.sound_files.parts import parts_of

FORMATS = {"WAV", "WAVEX", "RF64", "FLAC", "OGG", "MP3"}
MAX_CHANNELS = 32
BLOCK = 65_536  # frames decoded at a time


def read_mono(encoded: bytes, max_seconds: float) -> tuple[Tensor, int]:
    """Return the mean of the channels, (time,), and the rate in Hz.

    Args:
        encoded: The whole file.
        max_seconds: How long it may be.

    Returns:
        float32 (time,), and the rate.

    Raises:
        ValueError: For what cannot be read whole, is longer, has no samples, too many channels, or several rates.
    """
    read, left = [], max_seconds
    for part in parts_of(encoded):
        waveform, rate = _read(part, left, max_seconds)
        read.append((waveform, rate))
        left -= len(waveform) / rate
    if len(rates := {rate for _, rate in read}) > 1:
        raise ValueError(f"got a file of several rates, {sorted(rates)} Hz, allowed is one")
    return torch.cat([waveform for waveform, _ in read]), read[0][1]


class _Straight(soundfile.SoundFile):
    """A sound file read from its begin to its end: soundfile seeks after each block where it believes it can."""

    def seekable(self) -> bool:
        return False


class _Bytes(BytesIO):
    """Bytes that libsndfile may seek in as a damaged header tells it to, before the first one too."""

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        return super().seek(max(0, offset) if whence == SEEK_SET else offset, whence)


def _read(part: Part, seconds: float, max_seconds: float) -> tuple[Tensor, int]:
    with _opened(part.encoded) as file:
        frames = file.frames if part.frames is None else part.frames
        _check_header(file, frames)
        if not len(range(frames)[part.start : part.stop]) <= seconds * file.samplerate:
            raise ValueError(f"the file is longer than the {max_seconds:g} s allowed")
        try:
            waveform = torch.cat([torch.zeros(0, dtype=torch.float32), *_blocks(file, part.md5)])
        except soundfile.SoundFileError as error:
            raise cut_short(f"{frames} samples", "not all") from error
    if len(waveform) != frames:
        raise cut_short(f"{frames} samples", len(waveform))
    return waveform[part.start : part.stop], file.samplerate


def _opened(encoded: bytes) -> _Straight:
    try:
        return _Straight(_Bytes(encoded))
    except soundfile.SoundFileError as error:
        raise unknown() from error


def _check_header(file: soundfile.SoundFile, frames: int) -> None:
    if file.format not in FORMATS:
        raise unknown(f"got {file.format}")
    if file.channels > MAX_CHANNELS:
        raise ValueError(f"got {file.channels} channels, allowed are {MAX_CHANNELS}")
    if frames == 0:
        raise ValueError("the file is damaged or holds no samples")


def _blocks(file: soundfile.SoundFile, checksum: bytes) -> Iterator[Tensor]:
    """The mean of the channels, (frames,) at a time, of what is read and of nothing else."""
    summed = md5()
    n_bits = {"PCM_S8": 8, "PCM_16": 16}.get(file.subtype, 24)
    room = np.zeros((BLOCK, file.channels), np.int32 if checksum else np.float32)
    while len(block := np.asarray(file.read(out=room))):
        if checksum:
            integers = np.right_shift(block, 32 - n_bits).astype("<i4").view(np.uint8).reshape(*block.shape, 4)
            summed.update(integers[..., : n_bits // 8].tobytes())
            block = block.astype(np.float32) / 2**31
        yield torch.from_numpy(block).mean(dim=1)
    if checksum and summed.digest() != checksum:
        raise ValueError("the file is damaged: its samples have another checksum than it says")
