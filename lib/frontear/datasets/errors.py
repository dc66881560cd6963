"""What can go wrong on the way from a server to the disk, in one sentence."""

import errno


class FetchError(Exception):
    """A data set could not be fetched; the message is one sentence, and the next try starts clean or goes on."""


class DiskError(FetchError):
    """The disk is in the way, not what was fetched."""


def disk_error(error: OSError, doing: str) -> DiskError:
    """Return what the system said, a full disk by its name."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return DiskError(f"the disk is full: make room and fetch again ({doing})")
    return DiskError(f"{doing}: {error.strerror or error}")
