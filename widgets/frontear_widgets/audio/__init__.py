"""Sounds to choose from, and one's own from the microphone or a file."""
