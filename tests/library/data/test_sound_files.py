"""Files as they come from cameras, streams, half downloads and old programs: the whole sound once, or a ValueError."""

import hashlib
import io
import struct

import numpy as np
import pytest
import soundfile
import torch

from frontear.data.clip import decode
from frontear.data.sound_files import UnknownFormat, ogg
from frontear.data.sound_files.mpeg_frame import header_at

RATE = 44_100
SAMPLES_A_FRAME = 1_152
PICTURE = b"ID3\3\0\0\0\x0c\x1a\x40" + b"\xaa\x55" * 100_000  # a tag of 200,000 bytes


def waveform(length=40_000, *, channels=1):
    time = np.arange(length)[:, None] / RATE
    return 0.3 * np.sin(2 * np.pi * np.linspace(440, 660, channels) * time)


def written(format, subtype=None, *, sound=None, rate=RATE, **how):
    file = io.BytesIO()
    sound = waveform() if sound is None else sound
    with soundfile.SoundFile(file, "w", rate, sound.shape[1], format=format, subtype=subtype, **how) as opened:
        opened.write(sound)
    return file.getvalue()


def mp3(mode="CONSTANT", **how):
    return written("MP3", bitrate_mode=mode, **how)


def frames(encoded):
    """The frames of an MP3 of ours, the first being the one that counts the others."""
    at = 0
    while header := header_at(encoded, at):
        yield encoded[at : at + header.size]
        at += header.size


def without_count(encoded):
    return b"".join(list(frames(encoded))[1:])


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body


def samples_of(encoded):
    return decode(encoded).waveform


# ---- MP3


@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE", "AVERAGE"])
@pytest.mark.parametrize("tag", [b"", PICTURE])
def test_an_mp3_has_the_length_that_was_written(mode, tag):
    assert len(samples_of(tag + mp3(mode))) == 40_000


@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE"])
@pytest.mark.parametrize("before", [b"", PICTURE])
@pytest.mark.parametrize("behind", [b"", b"TAG".ljust(128), b"APETAGEX" + bytes(24), bytes(5_000)])
def test_without_a_count_an_mp3_is_as_long_as_its_frames(mode, before, behind):
    bare = without_count(mp3(mode))
    got = samples_of(before + bare + behind)
    assert len(got) == SAMPLES_A_FRAME * len(list(frames(bare)))
    torch.testing.assert_close(got[1_105 : 1_105 + 40_000], samples_of(mp3(mode)), atol=1e-5, rtol=0)


def test_half_a_download_of_an_mp3_is_its_first_half_or_an_error():
    whole = mp3()
    with pytest.raises(ValueError, match="cut short"):
        decode(whole[: len(whole) // 2])
    bare = without_count(whole)
    half, n_whole = bare[: len(bare) // 2], 0
    while len(b"".join(list(frames(bare))[: n_whole + 1])) <= len(half):
        n_whole += 1
    assert len(samples_of(half)) == SAMPLES_A_FRAME * n_whole
    torch.testing.assert_close(samples_of(half), samples_of(bare)[: SAMPLES_A_FRAME * n_whole], atol=1e-5, rtol=0)


def test_the_same_file_gives_the_same_samples():
    encoded = PICTURE + without_count(mp3("VARIABLE"))
    assert len({hashlib.md5(samples_of(encoded).numpy().tobytes()).digest() for _ in range(4)}) == 1


def test_joined_mp3s_are_heard_one_after_the_other_without_the_silence_between():
    one = samples_of(mp3())
    torch.testing.assert_close(samples_of(mp3() + PICTURE + mp3()), torch.cat([one, one]))


def test_a_stream_cut_at_its_begin_is_silent_until_it_can_be_heard():
    bare = list(frames(mp3(sound=waveform(channels=2))))[1:]
    whole, got = samples_of(b"".join(bare)), samples_of(b"".join(bare[10:]))
    assert len(got) == len(whole) - 10 * SAMPLES_A_FRAME
    assert got.abs().max() < 0.6
    torch.testing.assert_close(got[6_000:], whole[10 * SAMPLES_A_FRAME + 6_000 :], atol=1e-5, rtol=0)


def test_a_free_format_is_as_long_as_its_frames():
    free = b"".join(bytes([0xFF, 0xFB, 2 * padded, 0xC0]) + bytes(396 + padded) for padded in (0, 1, 0, 0, 1, 0))
    assert len(samples_of(free)) == 6 * SAMPLES_A_FRAME


@pytest.mark.parametrize(
    "other", [mp3(rate=48_000), mp3(sound=waveform(channels=2)), b"\xff\xfb" + b"nothing " * 1_000]
)
def test_an_mp3_that_becomes_another_is_refused(other):
    with pytest.raises(ValueError, match="no frame of the same rate and channels"):
        decode(without_count(mp3()) + other)


def test_an_mp3_in_a_wav_is_read():
    bare = without_count(mp3())
    layout = struct.pack("<HHIIHH", 0x55, 1, RATE, 8_000, 1, 0)
    wav = b"RIFF\0\0\0\0WAVE" + chunk(b"fmt ", layout) + chunk(b"data", bare)
    torch.testing.assert_close(samples_of(wav), samples_of(bare))


# ---- WAV


def pcm(size=None, *, before=b"", behind=b"", magic=b"RIFF"):
    body = (np.round(waveform()[:, 0] * 32_768)).astype("<i2").tobytes()
    layout = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16))
    size = len(body) if size is None else size
    return magic + b"\xff" * 4 + b"WAVE" + before + layout + b"data" + struct.pack("<I", size) + body + behind


WHOLE = torch.from_numpy(np.round(waveform()[:, 0] * 32_768) / 32_768).float()


@pytest.mark.parametrize("size", [None, 0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0x80000000, 0xFFFFFFDB])
def test_a_stream_whose_length_nobody_knew_is_read_to_its_end(size):
    assert torch.equal(samples_of(pcm(size)), WHOLE)


@pytest.mark.parametrize("before", [b"", PICTURE])
@pytest.mark.parametrize("odd", [b"", b"LIST\5\0\0\0INFOx\0", b"LIST\5\0\0\0INFOx"])
@pytest.mark.parametrize("behind", [b"", b"TAG".ljust(128), chunk(b"LIST", b"INFO"), b"\1\2\3"])
def test_tags_before_in_and_behind_a_wav_change_nothing(before, odd, behind):
    assert torch.equal(samples_of(before + pcm(before=odd, behind=behind)), WHOLE)


def test_rf64_has_its_size_elsewhere():
    sizes = chunk(b"ds64", struct.pack("<QQQI", 0, 80_000, 40_000, 0))
    assert torch.equal(samples_of(pcm(0xFFFFFFFF, before=sizes, magic=b"RF64", behind=b"LIST\4\0\0\0abcd")), WHOLE)


def test_a_wav_without_samples_says_so_with_and_without_chunks_behind():
    empty = pcm()[:44][:-4] + bytes(4)
    for behind in (b"", chunk(b"LIST", b"INFO")):
        with pytest.raises(ValueError, match="no samples"):
            decode(empty + behind)


@pytest.mark.parametrize(
    "subtype", ["GSM610", "ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM", "G721_32", "PCM_U8", "PCM_32", "DOUBLE"]
)
def test_old_and_wide_kinds_of_wav_are_read(subtype):
    encoded = written("WAV", subtype, sound=waveform(8_000), rate=8_000)
    got = samples_of(encoded)[:8_000]
    torch.testing.assert_close(got, torch.from_numpy(waveform(8_000)[:, 0]).float(), atol=0.1, rtol=0)


@pytest.mark.parametrize("format", ["WAV", "WAVEX", "RF64", "FLAC", "OGG"])
@pytest.mark.parametrize("part", [0.34, 0.66, 0.99])
def test_what_was_cut_short_is_refused(format, part):
    whole = written(format)
    with pytest.raises(ValueError, match="damaged or cut short"):
        decode(whole[: int(part * len(whole))])


# ---- FLAC


def test_flac_of_unknown_length_is_read_to_its_end():
    flac = bytearray(written("FLAC"))
    expected = samples_of(bytes(flac))
    flac[21], flac[22:42] = flac[21] & 0xF0, bytes(20)
    assert torch.equal(samples_of(bytes(flac)), expected)
    with pytest.raises(ValueError, match="cut short"):
        decode(bytes(flac[: len(flac) * 2 // 3]))


@pytest.mark.parametrize(("at", "bits"), [(20, 0x40), (20, 0x02)], ids=["rate", "channels"])
def test_flac_whose_header_and_first_frame_disagree_is_damaged(at, bits):
    flac = bytearray(written("FLAC"))
    flac[at] ^= bits
    with pytest.raises(ValueError, match="damaged or cut short: no frame of"):
        decode(bytes(flac))


def test_flac_of_four_bytes_is_damaged():
    with pytest.raises(ValueError, match="damaged"):
        decode(b"fLaC")


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT", "DOUBLE", "ALAW", "ULAW"])
@pytest.mark.parametrize("format", ["WAV", "WAVEX"])
@pytest.mark.parametrize("n_channels", [1, 2])
def test_wav_whose_samples_do_not_fill_their_block_is_damaged(format, subtype, n_channels):
    wav = bytearray(written(format, subtype, sound=waveform(1_000, channels=n_channels)))
    assert len(samples_of(bytes(wav))) == 1_000
    wav[32] += 1
    with pytest.raises(ValueError, match=r"damaged or cut short: \d samples of"):
        decode(bytes(wav))


def test_flac_behind_a_tag_is_read():
    assert torch.equal(samples_of(PICTURE + written("FLAC")), samples_of(written("FLAC")))


APE = b"APETAGEX" + struct.pack("<IIIIQ", 2_000, 32, 0, 0, 0)


@pytest.mark.parametrize(("format", "subtype"), [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS")])
@pytest.mark.parametrize("tag", [b"TAG".ljust(128), APE, APE + b"TAG".ljust(128)])
def test_tags_behind_flac_and_ogg_change_nothing(format, subtype, tag):
    bare = written(format, subtype, rate=48_000)
    assert torch.equal(samples_of(bare + tag), samples_of(bare))


def test_a_flipped_bit_in_flac_is_noticed():
    flac = bytearray(written("FLAC"))
    flac[len(flac) // 2] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        decode(bytes(flac))


# ---- Ogg


def paged(packets, *, serial=7, flags=0, granules=None):
    """Ogg pages, one for a packet."""
    for number, packet in enumerate(packets):
        lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
        kind = 2 * (number == 0) | 4 * (number == len(packets) - 1)
        granule = 0 if granules is None else granules[number]
        page = struct.pack("<4sBBqIIIB", b"OggS", 0, kind, granule, serial, number, 0, len(lacing)) + lacing + packet
        yield page[:22] + ogg._checksum(page) + page[26:]


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_a_chain_is_heard_whole(subtype):
    rate = 48_000
    one = written("OGG", subtype, rate=rate)
    sound = samples_of(one)
    assert len(sound) == 40_000
    torch.testing.assert_close(samples_of(one + one), torch.cat([sound, sound]))


def test_another_stream_first_is_passed_over():
    skeleton = list(paged([b"fishead\0" + bytes(56), b"fisbone\0", b""]))
    one = written("OGG", "VORBIS")
    first_page = 27 + one[26] + sum(one[27 : 27 + one[26]])
    mixed = skeleton[0] + one[:first_page] + b"".join(skeleton[1:]) + one[first_page:]
    assert torch.equal(samples_of(mixed), samples_of(one))


def test_flac_in_ogg_is_read():
    flac = written("FLAC", sound=waveform(4_000))
    at, ends = 42, False
    while not ends:
        ends, at = flac[at] & 0x80, at + 4 + int.from_bytes(flac[at + 1 : at + 4], "big")
    first = b"\x7fFLAC\1\0\0\1" + flac[:42]
    packets = [first, flac[42:at], flac[at:]]
    assert torch.equal(samples_of(b"".join(paged(packets))), samples_of(flac))


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_a_page_that_is_missing_twice_or_damaged_is_noticed(subtype):
    noise = 0.1 * np.random.default_rng(0).standard_normal((200_000, 1))
    whole = written("OGG", subtype, sound=noise, rate=48_000)
    pages = [page.encoded for page in ogg._pages(whole, 0)]
    assert len(pages) > 5
    for changed in (
        pages[:4] + pages[5:],
        pages[:4] + pages[3:],
        [*pages[:4], pages[4][:-1] + b"?", *pages[5:]],
        pages[:-1],
    ):
        with pytest.raises(ValueError, match="damaged or cut short"):
            decode(b"".join(changed))


# ---- others


@pytest.mark.parametrize(
    "encoded", [b"\0\0\0\x20ftypM4A " + bytes(500), b"\x1aE\xdf\xa3" + bytes(500), b"#!AMR\n" + bytes(500)]
)
def test_what_only_others_can_read_is_told_from_what_is_damaged(encoded):
    with pytest.raises(UnknownFormat, match="not a sound that can be read, allowed are WAV, FLAC, OGG and MP3"):
        decode(encoded)
