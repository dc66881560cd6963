"""Where data sets lie and where what was decoded is kept."""

import os
from pathlib import Path

import platformdirs


def data_root() -> Path:
    """Return the folder of the data sets: FRONTEAR_DATA, else `data` in the user's cache folder."""
    named = os.environ.get("FRONTEAR_DATA")
    return Path(named) if named else platformdirs.user_cache_path("frontear") / "data"


def cache_root() -> Path:
    """Return the folder for decoded sounds: FRONTEAR_CACHE, else `decoded` in the user's cache folder."""
    named = os.environ.get("FRONTEAR_CACHE")
    return Path(named) if named else platformdirs.user_cache_path("frontear") / "decoded"
