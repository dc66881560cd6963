"""Words with silences in noise, made on the fly, and when a gate should be open, told by the words alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from frontear.data.clip import Clip

BUFFER = 100  # samples that one label is for
OPEN_DB, CLOSED_DB = 20, 30  # below the loudest of a word: nearer a gate is to be open, farther it may be as it likes
OPEN, CLOSED, UNCOUNTED = 1, 0, -1


class Mixture(NamedTuple):
    """A sound to gate, and the words in it alone, (time,) both; OPEN, CLOSED or UNCOUNTED for each BUFFER; the words.

    `words` are (begin, end) in buffers, the first and one behind the last that is OPEN.
    """

    sound: NDArray
    clean: NDArray
    labels: NDArray
    words: list[tuple[int, int]]


@dataclass(frozen=True)
class Sources:
    """What mixtures are made of: words, cut to where they are heard, and noises without digital silence, (time,) each.

    Raises ValueError without a word or a noise. Lesson: notebooks/09_gate.ipynb
    """

    words: Sequence[NDArray]
    noises: Sequence[NDArray]

    def __post_init__(self):
        if not self.words or not self.noises:
            raise ValueError(
                f"got {len(self.words)} words and {len(self.noises)} noises, allowed is one of each or more"
            )

    @classmethod
    def of(cls, words: Sequence[Clip], noises: Sequence[Clip]) -> "Sources":
        """Return clips as sources, all of one sample rate.

        Args:
            words: Each of one word, of which what is 40 dB below its loudest is cut off.
            noises: Of which digital silence is taken out.

        Returns:
            The sources.
        """
        return cls([trimmed(clip.waveform.numpy()) for clip in words], [_sounding(clip) for clip in noises])


def mixture(sources: Sources, *, seconds: float, snr_db: float, sample_rate: int = 16_000, seed: int = 0) -> Mixture:
    """Return words in a noise: as loud as each other to 3 dB, 0.3 to 1.5 s apart, snr_db over the noise on average.

    The whole is then made softer or louder by up to 12 dB, so that no absolute level tells a word.
    Lesson: notebooks/09_gate.ipynb

    Args:
        sources: Words and noises.
        seconds: How long.
        snr_db: Power of the words where they are over that of the noise, in dB.
        sample_rate: Of the sources.
        seed: The same makes the same.

    Returns:
        The mixture.
    """
    draw = np.random.default_rng(seed)
    n_samples = round(seconds * sample_rate) // BUFFER * BUFFER
    clean, labels, words = np.zeros(n_samples), np.full(n_samples // BUFFER, CLOSED), []
    at = round(draw.uniform(0.2, 1.0) * sample_rate) // BUFFER
    while True:
        word = sources.words[int(draw.integers(len(sources.words)))]
        end = at + len(word) // BUFFER
        if end > len(labels):
            break
        marked = labels_of(word)
        clean[at * BUFFER : end * BUFFER] = word * 10 ** (draw.uniform(-3, 3) / 20) * 0.1 / rms(word)
        labels[at:end] = marked
        opened = np.flatnonzero(marked == OPEN)
        words.append((at + int(opened[0]), at + int(opened[-1]) + 1))
        at = end + round(draw.uniform(0.3, 1.5) * sample_rate) // BUFFER
    noise = _long(sources.noises[int(draw.integers(len(sources.noises)))], n_samples, draw)
    sound = clean + noise * 0.1 / rms(noise) * 10 ** (-snr_db / 20)
    gain = 10 ** (draw.uniform(-12, 12) / 20)
    return Mixture((gain * sound).astype(np.float32), (gain * clean).astype(np.float32), labels, words)


def labels_of(word: NDArray) -> NDArray:
    """Return OPEN within OPEN_DB of a word's loudest buffer, CLOSED before and behind what is within CLOSED_DB.

    Lesson: notebooks/09_gate.ipynb
    """
    level = 10 * np.log10(np.square(word.reshape(-1, BUFFER)).mean(axis=1) + 1e-12)
    level -= level.max()
    labels = np.where(level > -OPEN_DB, OPEN, UNCOUNTED)
    heard = np.flatnonzero(level > -CLOSED_DB)
    labels[: heard[0]] = labels[heard[-1] + 1 :] = CLOSED
    return labels


def trimmed(word: NDArray) -> NDArray:
    """Return a word from the first to the last buffer within 40 dB of the loudest, faded: a room's noise betrays it.

    Lesson: notebooks/09_gate.ipynb
    """
    word = word[: len(word) // BUFFER * BUFFER].astype(np.float64)
    power = np.square(word.reshape(-1, BUFFER)).mean(axis=1)
    heard = np.flatnonzero(power >= power.max() * 1e-4)
    cut = word[heard[0] * BUFFER : (heard[-1] + 1) * BUFFER].copy()
    fade = np.linspace(0, 1, BUFFER)
    cut[:BUFFER] *= fade
    cut[-BUFFER:] *= fade[::-1]
    return cut


def _sounding(clip: Clip) -> NDArray:
    """The buffers of a clip that are not all zero."""
    noise = clip.waveform.numpy()[: clip.waveform.shape[0] // BUFFER * BUFFER].reshape(-1, BUFFER)
    return noise[np.abs(noise).max(axis=1) > 0].ravel().astype(np.float64)


def _long(noise: NDArray, n_samples: int, draw: np.random.Generator) -> NDArray:
    repeated = np.tile(noise, -(-n_samples // len(noise)) + 1)
    begin = draw.integers(len(noise))
    return repeated[begin : begin + n_samples]


def rms(sound: NDArray) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.square(sound).mean()))
