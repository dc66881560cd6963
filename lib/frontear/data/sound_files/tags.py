"""What players skip beside the sound: ID3, APE and Lyrics3 tags, and zeros."""

import re

ID3 = re.compile(rb"ID3[^\xff][^\xff].[\0-\x7f]{4}", re.DOTALL)
LYRICS = re.compile(rb"LYRICSBEGIN.{0,100000}?(?:LYRICSEND|LYRICS200)", re.DOTALL)
ZEROS = re.compile(rb"\0+")


def after_tags(encoded: bytes, at: int = 0) -> int:
    """Where the first byte behind all the tags and zeros is that begin here.

    Args:
        encoded: The whole file.
        at: Where they begin, in bytes.

    Returns:
        In bytes, at most the file's length.
    """
    while size := _tag_size(encoded, at):
        at += size
    return min(at, len(encoded))


def before_tags(encoded: bytes) -> int:
    """Where an APE tag and one of ID3 version 1 begin that close a file; its end where there are none."""
    end = len(encoded) - 128 * encoded[-128:].startswith(b"TAG")
    footer = encoded[max(0, end - 32) : end]
    if footer.startswith(b"APETAGEX") and len(footer) == 32:
        end -= int.from_bytes(footer[12:16], "little") + 32 * (
            footer[23] >> 7
        )  # with a header, its size is not counted
    return max(0, end)


def _tag_size(encoded: bytes, at: int) -> int:
    if found := ID3.match(encoded, at):
        footer = 10 * bool(encoded[at + 5] & 0x10)
        return 10 + _seven_bits(encoded[at + 6 : at + 10]) + footer
    if encoded.startswith(b"APETAGEX", at):
        has_no_header = not encoded[at + 20 : at + 24].endswith(b"\xa0")  # then this is a footer that stands alone
        return 32 + (0 if has_no_header else int.from_bytes(encoded[at + 12 : at + 16], "little"))
    if encoded.startswith(b"TAG", at):
        return 227 if encoded.startswith(b"TAG+", at) else 128
    found = LYRICS.match(encoded, at) or ZEROS.match(encoded, at)
    return found.end() - at if found else 0


def _seven_bits(size: bytes) -> int:
    return sum(byte << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True))
