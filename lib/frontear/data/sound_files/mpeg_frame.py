"""A frame of MPEG audio and its header (ISO/IEC 11172-3 and 13818-3)."""

from typing import NamedTuple

RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}  # by version, in Hz
KBPS = {  # by (version is 1, layer)
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


class Header(NamedTuple):
    """What the four bytes before a frame say; `size` in bytes is 0 for a free format."""

    version: int
    layer: int
    rate: int
    mono: bool
    size: int
    padding: int
    has_crc: bool

    @property
    def samples(self) -> int:
        """Samples of each channel in a frame."""
        return 384 if self.layer == 1 else 1_152 if self.layer == 2 or self.version == 3 else 576

    @property
    def side_end(self) -> int:
        """Bytes of header and side information of layer III, without a checksum; there a Xing field stands."""
        return 4 + ((17 if self.mono else 32) if self.version == 3 else (9 if self.mono else 17))

    def is_like(self, other: "Header | None") -> bool:
        """Whether both can be of one stream."""
        return other is not None and (*self[:4], not self.size) == (*other[:4], not other.size)


def header_at(encoded: bytes, at: int = 0) -> Header | None:
    """The header of a frame, None where there is none.

    Args:
        encoded: The whole file.
        at: Where it may begin, in bytes.

    Returns:
        What its four bytes say, or None.
    """
    if len(encoded) < at + 4:
        return None
    sync, coding, look, channels = encoded[at : at + 4]
    version, layer = coding >> 3 & 3, 4 - (coding >> 1 & 3)
    if sync != 0xFF or coding < 0xE0 or version == 1 or layer == 4 or look >> 4 == 15 or look >> 2 & 3 == 3:
        return None
    rate, slot = RATES[version][look >> 2 & 3], 4 if layer == 1 else 1
    padding = slot * (look >> 1 & 1)
    slots = 12_000 if layer == 1 else 144_000 if layer == 2 or version == 3 else 72_000
    size = slots * KBPS[version == 3, layer][look >> 4] // rate * slot
    return Header(version, layer, rate, channels >> 6 == 3, size and size + padding, padding, not coding & 1)


def silent(like: bytes, bitrate: int = 1) -> bytes:
    """A frame of layer III without sound, of the rate and channels of another and of a bitrate by index.

    Args:
        like: The other frame.
        bitrate: Its index in the table of bitrates, 1…14.

    Returns:
        A whole frame.
    """
    encoded = bytes([0xFF, like[1] | 1, bitrate << 4 | like[2] & 0x0C, like[3]])
    header = header_at(encoded)
    return encoded.ljust(header.size if header else 0, b"\0")


def silenced(frame: bytes, reach: int) -> bytes:
    """A frame of layer III without its sound, that hands on to later ones its bytes and as many before as `reach`.

    Args:
        frame: A whole frame.
        reach: Bytes before it that later ones may use.

    Returns:
        A frame of the same length.
    """
    header = header_at(frame)
    if header is None:
        return frame
    version_1 = header.version == 3
    back = min(reach, 511) << 7 if version_1 else min(reach, 255) << 8
    head = bytes([0xFF, frame[1] | 1, *frame[2:4]]) + back.to_bytes(2, "big")
    return head.ljust(header.side_end, b"\0") + frame[header.side_end :]


def leans_on(frame: bytes) -> tuple[int, int]:
    """How many bytes of earlier frames one of layer III needs, and how many it has for later ones."""
    header = header_at(frame)
    if header is None:
        return 0, 0
    at = 6 if header.has_crc else 4
    first = int.from_bytes(frame[at : at + 2], "big")
    return first >> (7 if header.version == 3 else 8), len(frame) - header.side_end - 2 * header.has_crc
