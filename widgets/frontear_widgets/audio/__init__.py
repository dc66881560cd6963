"""Sounds and sets of sounds to choose from, and one's own: from the microphone, from files, from a zip of folders."""
