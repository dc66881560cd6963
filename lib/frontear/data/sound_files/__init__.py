"""What lies in a sound file and how much of it, so that what is decoded is the sound, whole and once, or an error."""

from frontear.data.sound_files.part import UnknownFormat
from frontear.data.sound_files.reading import read_mono

__all__ = ["UnknownFormat", "read_mono"]
