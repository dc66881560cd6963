"""A stretch of sound as libsndfile is given it, and what must come out."""

from typing import NamedTuple

ALLOWED = "allowed are WAV, FLAC, OGG and MP3"


class UnknownFormat(ValueError):
    """The bytes are no sound that can be read here; another program may be able to."""


class Part(NamedTuple):
    """Bytes for libsndfile, the frames that must come out (None: as many as it says), and those of them to keep.

    With an `md5`, the checksum of the samples as little-endian integers must be that.
    """

    encoded: bytes
    frames: int | None = None
    start: int = 0
    stop: int | None = None
    md5: bytes = b""


def cut_short(expected: object, got: object) -> ValueError:
    """The error for a file that holds less than it says.

    Args:
        expected: What it says, in words or as a number.
        got: What there is.

    Returns:
        To be raised.
    """
    return ValueError(f"the file is damaged or cut short: {got} of {expected}")


def damaged(at: int, why: str) -> ValueError:
    """The error for a file that makes no sense at a byte.

    Args:
        at: Where, in bytes.
        why: In words.

    Returns:
        To be raised.
    """
    return ValueError(f"the file is damaged or cut short: {why} at byte {at}")


def unknown(why: str = "not a sound that can be read") -> UnknownFormat:
    """The error for a file of another kind."""
    return UnknownFormat(f"{why}, {ALLOWED}")
