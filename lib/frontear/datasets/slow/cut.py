"""A window of a signal, as all these tasks have it."""

from frontear.data.signal import Signal


def window_of(signal: Signal, *, begin: float, seconds: float, channel: int = 0, label: str = "") -> Signal:
    """Return a stretch of one channel, its mean taken out, its rms 1.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        signal: Long enough.
        begin: In seconds.
        seconds: How long.
        channel: Which.
        label: Its class; "" is the signal's.

    Returns:
        One channel, without marks.
    """
    start, length = round(begin * signal.sample_rate), round(seconds * signal.sample_rate)
    window = signal.channels[channel, start : start + length]
    window = window - window.mean()
    window = window / window.square().mean().sqrt().clamp(min=1e-9)
    return Signal(window[None], signal.sample_rate, label=label or signal.label, name=signal.name, group=signal.group)
