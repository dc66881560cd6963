"""A humpback's song under the noise of the sea or of boats, against its pauses under the same: of one recording."""

from collections import defaultdict
from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from frontear.data.clip import Clip, decode
from frontear.data.signal import Signal
from frontear.datasets.loading import files
from frontear.datasets.slow.cut import window_of

RATE = 4_000  # Hz: the song lies below 2 kHz
PARTS, EACH = 5, 24  # parts of the recording, and of each the windows of a class
SNR_DB = (-10.0, 0.0)  # of a call over what lies over it
CALL_DB, PAUSE_DB = 8.0, 3.0  # over the recording's own noise: from here on a call, up to here a pause
FROM_HZ = 80  # what lies below is taken out of all: there the hydrophone rumbles
OVER_IT = {  # classes of ESC-10, and how many times slower they are played: an engine in the air becomes a boat's
    "sea": (("Sea waves",), 1),
    "boats": (("Helicopter", "Chainsaw"), 3),
}


def whale_windows() -> list[Signal]:
    """Return windows of a second at 4 kHz, "whale" or "no whale", under the sea or boats, each rms 1.

    The recording is cut into five parts of two stretches each, which no split tears apart; calls stand 8 dB over its
    own noise, pauses less than 3. A pause has as much laid over it as a call, so that neither loudness nor the
    recorder's hiss tells which it is. The sea and the boats of a part are recordings that no other part has. It is one
    whale, one day and one hydrophone: what is learned from it says little of any other.
    Lesson: notebooks/10_beyond_audio.ipynb

    Raises:
        ValueError: Where the sets "recordings" and "esc10" are not here.
    """
    found = []
    for part in range(PARTS):
        random = np.random.default_rng(part)
        for number in range(EACH):
            kind = list(OVER_IT)[number % len(OVER_IT)]
            pair = whale_pair(kind, part=part, snr_db=SNR_DB, random=random)
            for label, mixed in zip(("whale", "no whale"), pair, strict=True):
                window = window_of(Signal(mixed[None], RATE), begin=0, seconds=1)
                found.append(Signal(window.waveform, RATE, label=label, name=f"{kind} {number}", group=f"part {part}"))
    return found


def whale_pair(
    kind: str, *, part: int, snr_db: tuple[float, float], random: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Return a second of the song with a call and one with a pause, as much laid over the one as over the other.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        kind: A name of `OVER_IT`.
        part: 0…4, of the recording.
        snr_db: From where to where the level of the call over what lies over it is drawn.
        random: Draws call, pause, level and what lies over them.

    Returns:
        (time,) at 4 kHz, both.

    Raises:
        ValueError: As `over_it` and `whale_song`.
    """
    call, pause = (each[random.integers(len(each))] for each in _calls_and_pauses()[part])
    loud = _rms(call) * 10 ** (-random.uniform(*snr_db) / 20)
    return call + loud * over_it(kind, part, random), pause + loud * over_it(kind, part, random)


@lru_cache(maxsize=1)
def _calls_and_pauses() -> list[tuple[Tensor, Tensor]]:
    """Of each part the seconds with a call, and those with none."""
    song, found = whale_song().waveform, []
    floor = float(_levels(song)[1].quantile(0.1))
    stretches = [_levels(stretch) for stretch in song.chunk(2 * PARTS)]
    for part in range(PARTS):
        windows, levels = (torch.cat(both) for both in zip(stretches[part], stretches[part + PARTS], strict=True))
        found.append((windows[levels >= floor + CALL_DB], windows[levels <= floor + PAUSE_DB]))
    return found


@lru_cache(maxsize=1)
def whale_song() -> Clip:
    """Return the recording of a humpback in Glacier Bay at 4 kHz from 80 Hz on, by the National Park Service.

    Lesson: notebooks/10_beyond_audio.ipynb

    Raises:
        ValueError: Where the set "recordings" is not here, or has no humpback.
    """
    found = [file for file in files("recordings") if "humpback" in file.name]
    if not found:
        raise ValueError("got recordings without a humpback, allowed is the set that has one")
    song = decode(found[0].path, max_seconds=120, sample_rate=RATE)
    return replace(song, waveform=_without_rumble(song.waveform))


def over_it(kind: str, part: int, random: np.random.Generator) -> Tensor:
    """Return a second of what is laid over the song, at 4 kHz from 80 Hz on, with a rms of 1.

    Lesson: notebooks/10_beyond_audio.ipynb

    Args:
        kind: A name of `OVER_IT`.
        part: 0…4, which of the recordings it may come from: no two parts share one.
        random: Draws recording and second.

    Returns:
        (time,).

    Raises:
        ValueError: For another kind, or where the set "esc10" is not here.
    """
    if kind not in OVER_IT:
        raise ValueError(f"got {kind!r}, allowed are {', '.join(OVER_IT)}")
    clips = _sources(kind)[part % PARTS :: PARTS]
    windows = clips[random.integers(len(clips))]
    window = windows[random.integers(len(windows))]
    return window / _rms(window)


@lru_cache(maxsize=4)
def _sources(kind: str) -> list[Tensor]:
    """Of each recording its seconds that are not silent, (windows, time); several clips may be of one recording."""
    classes, slower = OVER_IT[kind]
    by_source = defaultdict(list)
    for file in files("esc10"):
        if file.label in classes:
            by_source[file.name.split("-")[1]].append(decode(file.path, sample_rate=slower * RATE).waveform)
    return [_sounding(_without_rumble(torch.cat(parts))) for _, parts in sorted(by_source.items())]


def _sounding(waveform: Tensor) -> Tensor:
    windows = waveform.unfold(0, RATE, RATE // 2)
    level = windows.var(dim=1).sqrt()
    return windows[level > level.max() / 10]


def _levels(waveform: Tensor) -> tuple[Tensor, Tensor]:
    """Seconds that overlap by half, and the level of each in dB."""
    windows = waveform.unfold(0, RATE, RATE // 2)
    return windows, 10 * torch.log10(windows.square().mean(dim=1).clamp(min=1e-12))


def _without_rumble(waveform: Tensor) -> Tensor:
    spectrum = torch.fft.rfft(waveform)
    hz = torch.fft.rfftfreq(len(waveform), 1 / RATE)
    return torch.fft.irfft(spectrum * (hz >= FROM_HZ), len(waveform))


def _rms(waveform: Tensor) -> Tensor:
    return waveform.square().mean().sqrt()
