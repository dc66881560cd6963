"""FLAC (RFC 9639): how many samples there are, by the header or, in a stream that did not know, by its last frame."""

import re

from frontear.data.sound_files.part import Part, damaged

SYNC = re.compile(rb"\xff[\xf8\xf9]")
CODED = (88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)
RATES = dict(enumerate(CODED, start=1))  # Hz, by the code in a frame; others stand for the header's, or a number


def part(encoded: bytes, at: int) -> Part:
    """The sound from a byte on, the number of its samples and their checksum.

    Args:
        encoded: The whole file.
        at: Where it begins, in bytes.

    Returns:
        What libsndfile is to decode.

    Raises:
        ValueError: For a file that is damaged or cut short, as far as its structure tells.
    """
    info = at + 8
    if len(encoded) < info + 34 or encoded[at + 4] & 0x7F:
        raise damaged(at + 4, "no stream info")
    _check_alike(encoded, info)
    total = int.from_bytes(encoded[info + 13 : info + 18], "big") & 0xF_FFFF_FFFF
    md5 = encoded[info + 18 : info + 34]
    if not total:
        total = _counted(encoded, info)
        encoded = encoded[: info + 13] + _with_total(encoded[info + 13 : info + 18], total) + encoded[info + 18 :]
    return Part(encoded[at:], total, md5=md5 if any(md5) else b"")


def _check_alike(encoded: bytes, info: int) -> None:
    """Raise ValueError where the first frame has another rate or other channels than the header says."""
    at = _behind_metadata(encoded, info - 4)
    if _end_of_frame(encoded, at, 1) is None:
        return  # libsndfile looks for one that is whole
    said = int.from_bytes(encoded[info + 10 : info + 13], "big") >> 1
    rate, n_channels = said >> 3, (said & 7) + 1
    header = encoded[at : at + 16]
    code = header[3] >> 4
    if RATES.get(header[2] & 15, rate) != rate or (code + 1 if code < 8 else 2) != n_channels:
        raise damaged(at, f"no frame of {rate} Hz and {n_channels} channels")


def _with_total(field: bytes, total: int) -> bytes:
    return (int.from_bytes(field, "big") & ~0xF_FFFF_FFFF | total).to_bytes(5, "big")


def _counted(encoded: bytes, info: int) -> int:
    """The samples before and in the last frame."""
    block = int.from_bytes(encoded[info : info + 2], "big")
    at = _behind_metadata(encoded, info - 4)
    first = _end_of_frame(encoded, at, block)
    if first is None:
        raise damaged(at, "no frame")
    like = re.compile(re.escape(encoded[at : at + 2]))
    starts = [match.start() for match in like.finditer(encoded, max(at, len(encoded) - 1_000_000))]
    ends = (_end_of_frame(encoded, start, block) for start in reversed([at, *starts]))
    return next(end for end in ends if end is not None)


def _behind_metadata(encoded: bytes, at: int) -> int:
    while at + 4 <= len(encoded):
        is_last, at = encoded[at] & 0x80, at + 4 + int.from_bytes(encoded[at + 1 : at + 4], "big")
        if is_last:
            break
    return at


def _end_of_frame(encoded: bytes, at: int, block: int) -> int | None:
    """The samples up to the end of the frame whose header stands here; None if none does."""
    header = encoded[at : at + 16]
    if len(header) < 16 or not SYNC.match(header) or header[2] >> 4 == 0 or header[2] & 15 == 15 or header[3] & 1:
        return None
    n_more = max(0, f"{header[4]:08b}".index("0") - 1) if header[4] != 255 else 6
    number = header[4] & (0x7F if not n_more else 0x3F >> n_more)
    for byte in header[5 : 5 + n_more]:
        number = number << 6 | byte & 0x3F
    size, n_size = _block_size(header[2] >> 4, header[5 + n_more :])
    crc_at = 5 + n_more + n_size + {12: 1, 13: 2, 14: 2}.get(header[2] & 15, 0)
    if _crc8(header[:crc_at]) != header[crc_at]:
        return None
    return (number if header[1] & 1 else number * block) + size


def _block_size(code: int, rest: bytes) -> tuple[int, int]:
    """Samples in a frame, and bytes that its header spends on that."""
    if code in (6, 7):
        return int.from_bytes(rest[: code - 5], "big") + 1, code - 5
    return 192 if code == 1 else 144 << code if code < 6 else 1 << code, 0


def _crc8(header: bytes) -> int:
    crc = 0
    for byte in header:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ (0x07 if crc & 0x80 else 0)) & 0xFF
    return crc
