"""Which tasks there are where nobody can hear, or nobody like us, and which bank suits each."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class SlowTask:
    """Two classes of windows, and the bank that suits them: its range in Hz, its window and hop in milliseconds.

    Args:
        sample_rate: In Hz.
        seconds: Of a window.
        low_hz: Where the bank begins.
        high_hz: Where it ends.
        window_ms: Of a frame.
        hop_ms: From one frame to the next.
        data: The sets of real records that it takes, all of which have to be here; without one it makes its own.
    """

    sample_rate: int
    seconds: float
    low_hz: float
    high_hz: float
    window_ms: float
    hop_ms: float
    data: tuple[str, ...] = ()


HEARTS = SlowTask(sample_rate=300, seconds=10, low_hz=0.5, high_hz=40.0, window_ms=250, hop_ms=50)
QUAKES = SlowTask(sample_rate=100, seconds=10, low_hz=0.5, high_hz=45.0, window_ms=500, hop_ms=100)
WHALE = SlowTask(4_000, seconds=1, low_hz=80.0, high_hz=1_900.0, window_ms=50, hop_ms=20, data=("recordings", "esc10"))
SLOW_TASKS = {
    "made hearts": HEARTS,
    "made earthquakes": QUAKES,
    "fibrillation": replace(HEARTS, data=("ecg-cinc2017",)),
    "earthquake": replace(QUAKES, data=("seismic",)),
    "P or S": replace(QUAKES, seconds=1.5, data=("seismic",)),
    "whale": WHALE,
}
