"""MP3, and MPEG audio of layers I and II: every frame counted, for lengths by headers and decoders are guesses."""

from collections.abc import Iterator
from itertools import pairwise

from frontear.data.sound_files.mpeg_frame import Header, header_at, leans_on, silenced, silent
from frontear.data.sound_files.part import Part, cut_short, damaged
from frontear.data.sound_files.tags import after_tags

DECODER_DELAY = 529  # samples that every decoder of layer III is late, beside what the encoder notes
ENCODERS = (b"LAME", b"L3.9", b"Lavf", b"Lavc")  # that say how much silence they have added
LARGEST_FRAME = 4_608  # bytes
FARTHEST = 511  # bytes that a frame of layer III may lean back


def parts(encoded: bytes, at: int) -> list[Part]:
    """The streams in the frames from a byte on: one, or several where a file was joined of several.

    Args:
        encoded: The whole file.
        at: Where it begins, in bytes.

    Returns:
        What libsndfile is to decode, in order.

    Raises:
        ValueError: For a file that is damaged or cut short, as far as its structure tells.
    """
    frames = list(_frames(encoded, at))
    starts = [index for index, frame in enumerate(frames) if _is_info(frame)]
    return [_part(frames[begin:end]) for begin, end in pairwise(sorted({0, *starts, len(frames)}))]


def _frames(encoded: bytes, at: int) -> Iterator[bytes]:
    first = header_at(encoded, at)
    if first is None:
        raise damaged(at, "no MPEG frame")
    free_size = 0 if first.size else _free_size(encoded, at, first)
    while (header := header_at(encoded, at)) and header.is_like(first):
        end = at + (header.size or free_size + header.padding)
        if end > len(encoded):
            break  # half a frame: what came before is whole
        yield encoded[at:end]
        at = end if encoded[end : end + 1] == b"\xff" else after_tags(encoded, end)
    if len(encoded) - at > LARGEST_FRAME or _goes_on(encoded, at):
        raise damaged(at, "no frame of the same rate and channels")


def _goes_on(encoded: bytes, at: int) -> bool:
    """Whether two frames that belong together follow somewhere in what is left."""
    while (at := encoded.find(b"\xff", at)) >= 0:
        header = header_at(encoded, at)
        if header and header.size and header.is_like(header_at(encoded, at + header.size)):
            return True
        at += 1
    return False


def _free_size(encoded: bytes, at: int, first: Header) -> int:
    """Bytes of a frame of free format, without padding: as far as to the next that is followed by one as far away."""
    for end in range(at + 24, at + LARGEST_FRAME):
        size, following = end - at - first.padding, header_at(encoded, end)
        if following and first.is_like(following):
            third = header_at(encoded, end + size + following.padding)
            if first.is_like(third):
                return size
    raise damaged(at, "no second MPEG frame")


def _part(frames: list[bytes]) -> Part:
    info = frames.pop(0) if _is_info(frames[0]) else b""
    promised, delay, padding = _promised(info)
    if not frames or promised > len(frames) + 1:  # some count the frame that says so too
        raise cut_short(f"{promised} frames", len(frames))
    header, n_frames = header_at(frames[0]), len(frames)
    size = header.samples if header else 0
    if not header or header.layer < 3:
        return Part(b"".join(frames), n_frames * size)
    before = size - DECODER_DELAY  # libsndfile drops the delay where it knows the count: one more frame makes up for it
    stream = [_counting(frames[0], n_frames + 1), silent(frames[0]), *_without_lost(frames)]
    start = before + (delay + DECODER_DELAY if delay or padding else 0)
    ends = padding and promised >= n_frames  # else more was put behind it
    stop = before + promised * size - max(0, padding - DECODER_DELAY) if ends else None
    return Part(b"".join(stream), n_frames * size + before, start, stop)


def _is_info(frame: bytes) -> bool:
    header = header_at(frame)
    if header is None or header.layer < 3:
        return False
    return frame[header.side_end : header.side_end + 4] in (b"Xing", b"Info") or frame[36:40] == b"VBRI"


def _promised(frame: bytes) -> tuple[int, int, int]:
    """Frames that follow, samples of silence before the sound and after it; 0 for what an info frame does not say.

    The fields are those of Xing, and LAME's behind them.
    """
    header = header_at(frame)
    info = frame[header.side_end :] if header else b""
    if info[:4] not in (b"Xing", b"Info") or len(info) < 12:
        return 0, 0, 0
    flags = info[7]
    promised = int.from_bytes(info[8:12], "big") if flags & 1 else 0
    lame = 8 + 4 * (flags & 1) + 4 * (flags >> 1 & 1) + 100 * (flags >> 2 & 1) + 4 * (flags >> 3 & 1)
    delays = int.from_bytes(info[lame + 21 : lame + 24], "big") if info[lame : lame + 4] in ENCODERS else 0
    return promised, delays >> 12, delays & 0xFFF


def _counting(frame: bytes, n_frames: int) -> bytes:
    """An info frame that goes before others like this one and says how many they are, and no more."""
    blank, header = silent(frame, bitrate=9), header_at(frame)
    at = header.side_end if header else 0
    field = b"Info" + (1).to_bytes(4, "big") + n_frames.to_bytes(4, "big")
    return blank[:at] + field + blank[at + len(field) :]


def _without_lost(frames: list[bytes]) -> Iterator[bytes]:
    """The frames, those silent that lean on bytes before the first, as where a stream was cut at its begin."""
    there = 0
    for frame in frames:
        needed, kept = leans_on(frame) if there < FARTHEST else (0, 0)
        yield silenced(frame, there) if needed > there else frame
        there += kept
