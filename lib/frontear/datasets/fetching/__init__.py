"""From a server to the disk: download, check, unpack, put in place; what goes wrong is a sentence."""

from frontear.datasets.fetching.archives import digest, unpack
from frontear.datasets.fetching.errors import FetchError, FullDiskError
from frontear.datasets.fetching.installing import check, fetch

__all__ = ["FetchError", "FullDiskError", "check", "digest", "fetch", "unpack"]
