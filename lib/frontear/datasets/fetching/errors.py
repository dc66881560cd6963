"""What can go wrong on the way from a server to the disk, in one sentence."""

import errno


class FetchError(Exception):
    """A data set could not be fetched; the message is one sentence, and the next try starts clean or goes on."""


class FullDiskError(FetchError):
    """There is no room: what was fetched is good and may be kept."""


def disk_error(error: OSError, doing: str) -> FetchError:
    """Return what the system said, a full disk by its name.

    Args:
        error: The system's.
        doing: What it happened in, in words.

    Returns:
        To be raised.
    """
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return FullDiskError(f"the disk is full: make room and fetch again ({doing})")
    return FetchError(f"{doing}: {error.strerror or error}")
