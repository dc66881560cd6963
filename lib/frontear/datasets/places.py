"""Where data sets lie and where what was decoded is kept."""

import os
from pathlib import Path

import platformdirs

NAMED = ("FRONTEAR_DATA", "FRONTEAR_CACHE", "FRONTEAR_RUNS")


def data_root() -> Path:
    """Return the folder of the data sets: FRONTEAR_DATA, else `data` in the user's cache folder."""
    return named("FRONTEAR_DATA") or platformdirs.user_cache_path("frontear") / "data"


def cache_root() -> Path:
    """Return the folder for decoded sounds: FRONTEAR_CACHE, else `decoded` in the user's cache folder."""
    return named("FRONTEAR_CACHE") or platformdirs.user_cache_path("frontear") / "decoded"


def named(variable: str) -> Path | None:
    """Return the folder that a variable of the environment names, or None where it names none.

    `~` is the user's home, and a relative path begins where the process is when it is met first, which is when it
    starts: the variable is then written out whole, so that no later change of folder and no child gives it another
    meaning.
    """
    path = os.environ.get(variable)
    if not path:
        return None
    whole = Path(os.path.expanduser(path)).absolute()
    if path != str(whole):
        os.environ[variable] = str(whole)
    return whole


for _variable in NAMED:
    named(_variable)
