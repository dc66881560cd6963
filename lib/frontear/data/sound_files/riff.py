"""WAV, RF64 and RIFX: the chunks that matter, at their true sizes."""

from collections.abc import Iterator
from typing import Literal

from frontear.data.sound_files import mpeg
from frontear.data.sound_files.part import Part, cut_short, damaged, unknown

MPEG, EXTENSIBLE = (0x50, 0x55), 0xFFFE  # format tags
PLAIN = (1, 3, 6, 7)  # whole numbers, floats, A-law and μ-law
Order = Literal["little", "big"]
STREAMED = 0x7FFF_0000  # bytes; larger sizes stand for one that was not known when writing began


def parts(encoded: bytes, at: int) -> list[Part]:
    """The sound of a WAV file that begins at a byte.

    Args:
        encoded: The whole file.
        at: Where it begins, in bytes.

    Returns:
        What libsndfile is to decode.

    Raises:
        ValueError: For a file that is damaged or cut short, as far as its structure tells.
    """
    order = "big" if encoded.startswith(b"RIFX", at) else "little"
    found: dict[bytes, tuple[int, int]] = {}
    for name, start, size in _chunks(encoded, at + 12, order):
        found.setdefault(name, (start, size))
        if name == b"data":
            break
    if b"data" not in found or b"fmt " not in found:
        raise unknown()
    sound = _sound(encoded, *_true_size(encoded, found, order))
    layout = _chunk_body(encoded, *found[b"fmt "])
    if int.from_bytes(layout[:2], order) in MPEG:
        return mpeg.parts(sound, 0)
    _check_layout(layout, order)
    chunks = {b"fmt ": layout, b"data": sound}
    if b"fact" in found:
        chunks = {b"fact": _chunk_body(encoded, *found[b"fact"]), **chunks}
    body = b"WAVE" + b"".join(_chunk(name, body, order) for name, body in chunks.items())
    return [Part(_chunk(b"RIFX" if order == "big" else b"RIFF", body, order))]


def _check_layout(layout: bytes, order: Order) -> None:
    """Raise ValueError where samples of one size each have another size in all channels together."""
    kind, n_channels, align, bits = (int.from_bytes(layout[at : at + 2], order) for at in (0, 2, 12, 14))
    if kind == EXTENSIBLE:
        kind = int.from_bytes(layout[24:26], order)
    if kind in PLAIN and align not in (0, n_channels * -(-bits // 8)):
        raise damaged(12, f"{n_channels} samples of {bits} bits in {align} bytes")


def _chunks(encoded: bytes, at: int, order: Order) -> Iterator[tuple[bytes, int, int]]:
    while at + 8 <= len(encoded):
        size = int.from_bytes(encoded[at + 4 : at + 8], order)
        yield encoded[at : at + 4], at + 8, size
        at += 8 + size
        at += size % 2 and encoded[at : at + 1] in (b"\0", b"")  # some leave the padding out


def _chunk(name: bytes, body: bytes, order: Order) -> bytes:
    return name + len(body).to_bytes(4, order) + body + bytes(len(body) % 2)


def _chunk_body(encoded: bytes, start: int, size: int) -> bytes:
    return encoded[start : start + size]


def _true_size(encoded: bytes, found: dict[bytes, tuple[int, int]], order: Order) -> tuple[int, int | None]:
    """Where the sound begins, and its size: None for a stream, whose size nobody knew."""
    start, size = found[b"data"]
    if size == 0xFFFF_FFFF and b"ds64" in found:
        at = found[b"ds64"][0] + 8
        size = int.from_bytes(encoded[at : at + 8], order)
    is_stream = size >= STREAMED or (size == 0 and not _is_chain(encoded, start, order))
    return start, None if is_stream else size


def _is_chain(encoded: bytes, at: int, order: Order) -> bool:
    """Whether nothing follows but chunks, to the last byte."""
    ends = [at, *(start + size + size % 2 for name, start, size in _chunks(encoded, at, order) if name.isascii())]
    return ends[-1] in (len(encoded), len(encoded) + 1)


def _sound(encoded: bytes, start: int, size: int | None) -> bytes:
    there = len(encoded) - start
    if size is not None and size > there:
        raise cut_short(f"{size} bytes", there)
    return encoded[start : start + (there if size is None else size)]
