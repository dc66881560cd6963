"""Pages that move without a server: every lesson as one file, its panels recorded wherever their controls can stand."""

from .site import FINEST, MOST_BYTES, publish

__all__ = ["FINEST", "MOST_BYTES", "publish"]
