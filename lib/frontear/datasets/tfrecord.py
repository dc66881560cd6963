"""Read TFRecords of SequenceExamples without TensorFlow: records by their checksums, fields by protobuf's wire format.

A record is its length, the length's checksum, the data, the data's checksum: uint64, uint32, bytes, uint32. The
checksum is CRC-32C, turned by 15 bits and moved by a constant.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

MASK_DELTA = 0xA282EAD8
POLYNOMIAL = 0x82F63B78  # of CRC-32C, bits reversed
VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5  # wire types


def records(blob: bytes) -> list[tuple[int, int]]:
    """Return where each record's data starts and stops.

    Raises ValueError where a length runs over the end or a checksum is wrong: cut short or damaged.
    """
    spans, at = [], 0
    while at < len(blob):
        stop = at + 12 + struct.unpack_from("<Q", blob, at)[0] if at + 12 <= len(blob) else len(blob)
        if stop + 4 > len(blob):
            raise ValueError(f"the record at byte {at} is cut short")
        spans.append((at + 12, stop))
        at = stop + 4
    return spans


def check(blob: bytes, spans: list[tuple[int, int]]) -> None:
    """Raise ValueError where a record's bytes are not those its checksums were made of.

    Args:
        blob: The file.
        spans: Where its records are.
    """
    _check_checksums(blob, [(start - 12, start - 4) for start, _ in spans])
    _check_checksums(blob, spans)


def fields(blob: bytes, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Yield (field number, start, stop) of every field that is bytes, a string or a message; skip the others.

    Args:
        blob: The file.
        start: Where to begin.
        stop: Where to end.

    Yields:
        Field number, start and stop.

    Raises:
        ValueError: Where a field runs over the end.
    """
    at = start
    while at < stop:
        tag, at = varint(blob, at)
        kind = tag & 7
        if kind == BYTES:
            size, at = varint(blob, at)
            yield tag >> 3, at, min(at + size, stop)
            at += size
        elif kind == VARINT:
            _, at = varint(blob, at)
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            at += 8 if kind == EIGHT_BYTES else 4
        else:
            raise ValueError(f"got wire type {kind}, allowed are 0, 1, 2 and 5")
    if at != stop:
        raise ValueError(f"a field runs {at - stop} bytes over the end of its message")


def varint(blob: bytes, at: int) -> tuple[int, int]:
    """Return the number that starts there, seven bits a byte, lowest first, and where it ends.

    Args:
        blob: The file.
        at: Where it begins.

    Returns:
        The number, and where the next byte is.

    Raises:
        ValueError: Where it does not end within ten bytes.
    """
    value = shift = 0
    for byte in blob[at : at + 10]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at + shift // 7
    raise ValueError(f"the number at byte {at} does not end")


def crc32c(rows: np.ndarray) -> np.ndarray:
    """Return the CRC-32C of each row of bytes: uint8 (rows, length) → uint32 (rows,)."""
    checksum = np.full(len(rows), 0xFFFFFFFF, dtype=np.uint32)
    for column in rows.T:
        checksum = TABLE[(checksum ^ column) & 0xFF] ^ (checksum >> 8)
    return checksum ^ np.uint32(0xFFFFFFFF)


def masked(checksum: np.ndarray) -> np.ndarray:
    """Return checksums as they stand in the file: turned right by 15 bits, plus a constant."""
    return ((checksum >> 15) | (checksum << 17)) + np.uint32(MASK_DELTA)


def _check_checksums(blob: bytes, spans: list[tuple[int, int]]) -> None:
    """All spans of one length go through the table side by side."""
    by_length = defaultdict(list)
    for start, stop in spans:
        by_length[stop - start].append(start)
    content = np.frombuffer(blob, dtype=np.uint8)
    for length, starts in by_length.items():
        rows = content[np.array(starts)[:, None] + np.arange(length + 4)]
        written = np.ascontiguousarray(rows[:, length:]).view("<u4")[:, 0]
        wrong = masked(crc32c(np.asfortranarray(rows[:, :length]))) != written
        if wrong.any():
            raise ValueError(f"the record at byte {starts[wrong.argmax()]} is damaged: its checksum is wrong")


def _table() -> np.ndarray:
    values = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = np.where(values & 1, (values >> 1) ^ np.uint32(POLYNOMIAL), values >> 1)
    return values


TABLE = _table()
