"""How many processors there are for us: fewer than the machine has, where we are kept to some or in a container."""

import os
from collections.abc import Iterator
from contextlib import suppress
from math import ceil
from pathlib import Path


def cores(root: Path = Path("/")) -> int:
    """Return how many processors this process may use, 1 or more.

    As many as the machine has, no more than the system keeps us to (affinity), and no more than the share of time that
    a container or a group of processes is given: Linux's control groups, version 2 or 1, and of nested ones the least.
    A share of 1.5 is 2. `root` is the folder that /proc and /sys are in. Lesson: notebooks/06_paradigms.ipynb

    Examples:
        >>> 1 <= cores() <= os.cpu_count()
        True
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([allowed, *map(ceil, _shares(root))]))


def _shares(root: Path) -> Iterator[float]:
    for folder in _groups(root):
        with suppress(OSError, ValueError, ZeroDivisionError):  # "max": all of them
            quota, period = (folder / "cpu.max").read_text().split()
            yield int(quota) / int(period)
        with suppress(OSError, ValueError, ZeroDivisionError):  # -1: all of them
            quota, period = (int((folder / f"cpu.cfs_{name}_us").read_text()) for name in ("quota", "period"))
            if quota > 0:
                yield quota / period


def _groups(root: Path) -> Iterator[Path]:
    """Folders of our group and of all around it, as far as they can be seen from in here."""
    with suppress(OSError, ValueError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if not controllers or "cpu" in controllers.split(","):
                top = root / "sys/fs/cgroup" / ("cpu" if controllers else "")
                group = top / path.lstrip("/")
                yield from (folder for folder in (group, *group.parents) if folder.is_relative_to(top))
