"""Ogg (RFC 3533): the pages of one sound picked out of all, each with its checksum, to its last page."""

import zlib
from itertools import pairwise
from typing import NamedTuple

from frontear.data.sound_files import flac
from frontear.data.sound_files.part import Part, damaged, unknown

SOUNDS = {b"\x01vorbis": "Vorbis", b"OpusHead": "Opus", b"\x7fFLAC": "FLAC"}
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
BEGINS, ENDS = 2, 4


class Page(NamedTuple):
    """A page: its bytes, and what its header says."""

    encoded: bytes
    flags: int
    serial: int
    number: int
    lacing: bytes

    @property
    def body(self) -> bytes:
        """The bytes of its packets."""
        return self.encoded[27 + len(self.lacing) :]


def parts(encoded: bytes, at: int) -> list[Part]:
    """The sound of each link of the chain, in each the first of its streams that holds some.

    Args:
        encoded: The whole file.
        at: Where it begins, in bytes.

    Returns:
        What libsndfile is to decode, in order.

    Raises:
        ValueError: For a file that is damaged or cut short, as far as its structure tells.
    """
    links: list[list[Page]] = []
    for page in _pages(encoded, at):
        if page.flags & BEGINS and (not links or not links[-1][-1].flags & BEGINS):
            links.append([])
        if not links:
            raise damaged(at, "no beginning of a stream")
        links[-1].append(page)
    return [_part(link) for link in links]


def _pages(encoded: bytes, at: int):
    while at < len(encoded):
        n_lacing = encoded[at + 26] if len(encoded) > at + 26 else 0
        lacing = encoded[at + 27 : at + 27 + n_lacing]
        end = at + 27 + n_lacing + sum(lacing)
        page = encoded[at:end]
        if not page.startswith(b"OggS\0") or len(page) < 27 or end > len(encoded) or page[22:26] != _checksum(page):
            raise damaged(at, "no whole page")
        yield Page(page, page[5], int.from_bytes(page[14:18], "little"), int.from_bytes(page[18:22], "little"), lacing)
        at = end


def _checksum(page: bytes) -> bytes:
    """The CRC of a page, with its own field as zeros: zlib's, of bits and bytes the other way round."""
    blank = page[:22] + bytes(4) + page[26:]
    crc = zlib.crc32(blank.translate(REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return crc.to_bytes(4, "big").translate(REVERSED)


def _part(link: list[Page]) -> Part:
    first = next((page for page in link if page.flags & BEGINS and _codec(page)), None)
    if first is None:
        raise unknown("got Ogg without Vorbis, Opus or FLAC")
    pages = [page for page in link if page.serial == first.serial]
    for page, following in pairwise(pages):
        if following.number != page.number + 1 or page.flags & ENDS:
            raise damaged(0, f"page {page.number + 1} is missing")
    if not pages[-1].flags & ENDS:
        raise ValueError("the file is damaged or cut short: its last page is missing")
    if _codec(first) == "FLAC":
        return flac.part(b"".join(_packets(pages))[9:], 0)
    return Part(b"".join(page.encoded for page in pages))


def _codec(page: Page) -> str:
    return next((codec for magic, codec in SOUNDS.items() if page.body.startswith(magic)), "")


def _packets(pages: list[Page]):
    packet = b""
    for page in pages:
        at = 0
        for size in page.lacing:
            packet += page.body[at : at + size]
            at += size
            if size < 255:
                yield packet
                packet = b""
