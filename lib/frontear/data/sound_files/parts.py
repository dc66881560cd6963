"""A file's parts, by what its first bytes say it is."""

from frontear.data.sound_files import flac, mpeg, ogg, riff
from frontear.data.sound_files.part import Part
from frontear.data.sound_files.tags import after_tags, before_tags


def parts_of(encoded: bytes) -> list[Part]:
    """What libsndfile is to decode, in order: most files are one part, a chained Ogg or joined MP3s several.

    Raises ValueError for a file that is damaged or cut short, as far as its structure tells.
    """
    at = after_tags(encoded)
    head = encoded[at : at + 12]
    if head[:4] in (b"RIFF", b"RIFX", b"RF64") and head[8:] == b"WAVE":
        return riff.parts(encoded, at)
    if head.startswith(b"fLaC"):
        return [flac.part(encoded[: before_tags(encoded)], at)]
    if head.startswith(b"OggS"):
        return ogg.parts(encoded[: before_tags(encoded)], at)
    if mpeg.header_at(encoded, at):
        return mpeg.parts(encoded, at)
    return [Part(encoded[at:])]
