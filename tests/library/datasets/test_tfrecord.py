"""TFRecords: the checksum against its published values, the wire format against bytes written here."""

import struct

import numpy as np
import pytest

from frontear.datasets.tfrecord import check, crc32c, fields, masked, records, varint


def crc(data):
    return int(crc32c(np.frombuffer(data, dtype=np.uint8)[None])[0])


def masked_crc(data):
    return int(masked(np.array([crc(data)], dtype=np.uint32))[0])


def record(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_crc(length)) + data + struct.pack("<I", masked_crc(data))


@pytest.mark.parametrize(
    ("data", "expected"),
    [  # RFC 3720, B.4, and the check value of the algorithm
        (b"\0" * 32, 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
        (b"", 0),
    ],
)
def test_the_checksum_is_crc_32c(data, expected):
    assert crc(data) == expected


def test_rows_are_checked_side_by_side():
    rows = np.random.default_rng(0).integers(0, 256, (20, 37), dtype=np.uint8)
    assert crc32c(rows).tolist() == [crc(row.tobytes()) for row in rows]


def test_records_are_found_one_after_another():
    blob = record(b"one") + record(b"") + record(b"three")
    spans = records(blob)
    assert [blob[start:stop] for start, stop in spans] == [b"one", b"", b"three"]
    check(blob, spans)


def test_a_real_masked_checksum_is_understood():
    """The head of a file of AudioSet: a length of 1510 bytes and the checksum that TensorFlow wrote."""
    head = bytes.fromhex("e605000000000000 368e82d9")
    assert masked_crc(head[:8]) == struct.unpack("<I", head[8:])[0]


@pytest.mark.parametrize("cut", [1, 4, 5, 12, 15])
def test_a_record_cut_short_is_refused(cut):
    blob = record(b"one") + record(b"three")
    with pytest.raises(ValueError, match="byte 19 is cut short"):
        records(blob[:-cut])


@pytest.mark.parametrize("at", [0, 9, 12, 14, 15, 18, 25])
def test_a_flipped_bit_is_noticed(at):
    blob = bytearray(record(b"one") + record(b"three"))
    blob[at] ^= 4
    with pytest.raises(ValueError, match=r"checksum is wrong|cut short"):
        check(bytes(blob), records(bytes(blob)))


def test_fields_of_every_wire_type_are_passed_and_those_of_bytes_are_given():
    blob = b"\x08\x96\x01" + b"\x12\x03abc" + b"\x1d1234" + b"\x2112345678" + b"\x32\x00"
    assert [(number, blob[start:stop]) for number, start, stop in fields(blob, 0, len(blob))] == [(2, b"abc"), (6, b"")]


@pytest.mark.parametrize("blob", [b"\x12\x05abc", b"\x0b", b"\x08\x96", b"\x12", b"\x1d12"])
def test_a_message_that_does_not_end_well_is_refused(blob):
    with pytest.raises(ValueError, match=r"over the end|wire type|does not end"):
        list(fields(blob, 0, len(blob)))


def test_a_varint_is_seven_bits_a_byte_lowest_first():
    assert varint(b"\x96\x01", 0) == (150, 2)
    assert varint(b"\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 1) == (2**64 - 1, 11)
    with pytest.raises(ValueError, match="does not end"):
        varint(b"\xff" * 11, 0)
