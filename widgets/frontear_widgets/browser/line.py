"""The line to the page, as its receipts tell: how far it is, and how much may be under way before answers are late."""

import os
import time
from collections.abc import Callable

SWITCH = "FRONTEAR_AHEAD"  # "off": nothing is sent before it is asked for; "on": however busy the machine is
NEAR_S = 0.02  # of a round trip
BUSY_NEAR, BUSY_FAR = 0.75, 1.0  # processes to a core that compute or wait for it; a class has more
LATE_S = 0.25  # that an answer may wait behind what nobody has asked for yet
PATIENCE_S = 10.0  # after a late one, until as much is tried again
FIRST_BYTES, LEAST_BYTES, MOST_BYTES = 512_000, 32_000, 4_000_000  # under way at once


class Line:
    """Counts what goes to the page and what it says has come.

    What may be under way at once, `allowed`, grows while receipts come in time and shrinks when they are late.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """A page has just opened, and nothing is known of the way to it."""
        self._under_way: dict[int, tuple[float, int]] = {}
        self._sent, self._late_at = 0, float("-inf")
        self.round_trip_s, self.allowed = float("inf"), FIRST_BYTES

    def sent(self, n_bytes: int) -> int:
        """Something goes out; returns the number by which the page is to say that it has come."""
        self._sent += 1
        self._under_way[self._sent] = self._clock(), n_bytes
        return self._sent

    def arrived(self, number: int) -> None:
        """The page has it."""
        since, n_bytes = self._under_way.pop(number, (None, 0))
        if since is None:
            return
        took = self._clock() - since
        self.round_trip_s = min(self.round_trip_s, took)
        if n_bytes:
            late = took - self.round_trip_s > LATE_S
            self._late_at = self._clock() if late else self._late_at
            self.allowed = int(min(max(self.allowed * (0.5 if late else 1.5), LEAST_BYTES), MOST_BYTES))

    def has_room(self, n_bytes: int) -> bool:
        """Whether so much more may go out now."""
        if not self._under_way and self._clock() - self._late_at > PATIENCE_S:
            return True
        return n_bytes + sum(waiting for _, waiting in self._under_way.values()) <= self.allowed

    def has_time(self) -> bool:
        """Whether the machine may compute what nobody has asked for yet; the switch decides, else what else it does."""
        switch = os.environ.get(SWITCH, "")
        busy = load() > (BUSY_NEAR if self.round_trip_s < NEAR_S else BUSY_FAR)
        return switch == "on" or (switch != "off" and not busy)


def load() -> float:
    """Processes to a core that compute or wait for it, over the last minute; 0 where the system does not say."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return os.getloadavg()[0] / cores if hasattr(os, "getloadavg") else 0.0
