"""Are there two peaks or one? The dip between them says."""

from math import ceil

from torch import Tensor


def dip_db(level_db: Tensor, first: float, second: float) -> float:
    """Return how far the level falls between two peaks, below the lower one, in dB; 0 where they are one hump.

    Each peak is looked for within a third of their distance. 3 dB is the usual bar for "two".

    Lesson: notebooks/01_windowing.ipynb

    Args:
        level_db: A spectrum in dB, (cells,).
        first: Place of the first peak in cells, not necessarily whole.
        second: Place of the second one, after it.

    Returns:
        dB, 0 or more.

    Raises:
        ValueError: Unless 0 ≤ first < second ≤ cells − 1.
    """
    if not 0 <= first < second <= len(level_db) - 1:
        raise ValueError(f"got peaks at {first:g} and {second:g}, allowed are rising places in 0…{len(level_db) - 1}")
    reach = max((second - first) / 3, 0.5)
    left, right = (_peak_near(level_db, place, reach) for place in (first, second))
    lower_peak = min(level_db[left], level_db[right])
    return (lower_peak - level_db[left : right + 1].min()).item() if right > left else 0.0


def _peak_near(level_db: Tensor, place: float, reach: float) -> int:
    low = max(ceil(place - reach), 0)
    return low + int(level_db[low : int(place + reach) + 1].argmax())
