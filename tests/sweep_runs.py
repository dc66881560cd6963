"""Runs for the tests of sweeps: importable by whatever process is to do them, and leaving tracks in `folder`."""

import os
import signal
from pathlib import Path


def doubled(chosen):
    track(chosen)
    return {"double": 2 * chosen["x"]}


def gated(chosen):
    """From x = 3 on, waits until something is written into the gate; leaves its track at the end."""
    gate = Path(chosen["folder"]) / "gate"
    if chosen["x"] >= 3 and gate.exists():
        gate.read_text()
    return doubled(chosen)


def deadly(chosen):
    """Takes its process along at x = 2."""
    if chosen["x"] == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(chosen)


def deadly_once(chosen):
    """Takes its process along at x = 2, but not when it is tried again."""
    marker = Path(chosen["folder"]) / "killed"
    if chosen["x"] == 2 and not marker.exists():
        marker.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(chosen)


def track(chosen):
    with open(Path(chosen["folder"]) / "tracks", "a") as file:
        file.write(f"{chosen['x']}\n")


def tracks(folder):
    return sorted(map(int, (folder / "tracks").read_text().split()))
