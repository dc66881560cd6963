"""The panels of lesson 03 Compression."""
