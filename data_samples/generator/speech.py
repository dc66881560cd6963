"""Spoken digits, command words and sentences, by voices that differ in accent, throat, rate and pitch."""

from itertools import product

import numpy as np
import soxr

from generator.espeak import VERSION, speak
from generator.parts import RATE, Sound, dice, faded, only

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
WORDS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"]
SENTENCES = {
    "the birch canoe slid on the smooth planks": "birch",
    "glue the sheet to the dark blue background": "glue",
    "it's easy to tell the depth of a well": "well",
    "rice is often served in round bowls": "rice",
}
VOICES = [  # espeak-ng's accent and variant; the variants are far from each other in spectrum and pitch
    *["en-us+m3", "en-us+Annie", "en-us+zac", "en-us+anika", "en-us+f5"],
    *["en-us-nyc+m7", "en-us-nyc+belinda", "en-us-nyc+Andy"],
    *["en-gb-scotland+f1", "en-gb-scotland+travis", "en-gb-scotland+grandma"],
    *["en-gb-x-rp+Lee", "en-gb-x-rp+shelby", "en-gb-x-rp+klatt4"],
    *["en+Alicia", "en+ian", "en+michel"],
    *["en-gb-x-gbclan+steph2", "en-gb-x-gbclan+norbert", "en-gb-x-gbclan+gustave"],
    *["en-gb-x-gbcwmd+Andrea", "en-gb-x-gbcwmd+iven2"],
    *["en-029+caleb", "en-029+Jacky"],
]
LEVELS_DB = (-34.0, -26.0)
WORD_SECONDS = (0.9, 1.2)


def sounds() -> list[Sound]:
    """Return ten digits twice and ten words once by each voice, and each sentence by three voices."""
    digits = [_word("digits", digit, str(value), *who) for value, digit in enumerate(DIGITS) for who in _takes(2)]
    words = [_word("words", word, word, *who) for word in WORDS for who in _takes(1)]
    return digits + words + [_said(text, voice) for text, voice in zip(3 * list(SENTENCES), VOICES[::2], strict=True)]


def centred(text: str, *, voice: str, words_per_minute: int, seconds: float) -> np.ndarray:
    """Return the text in the middle of `seconds` of silence."""
    return _placed(spoken(text, voice, words_per_minute), seconds, share=0.5)


def spoken(text: str, voice: str, words_per_minute: int, pitch: int = 50) -> np.ndarray:
    """Return the text without the silence around it, its ends faded."""
    waveform, rate = speak(text, voice=voice, words_per_minute=words_per_minute, pitch=pitch)
    padded = np.pad(soxr.resample(waveform, rate, RATE), 1_600)
    return faded(_trimmed(only(padded, 20, 7_950)))  # some voices come with a slow offset


def _takes(count: int) -> list[tuple[str, int]]:
    return list(product(VOICES, range(1, count + 1)))


def _word(set: str, word: str, label: str, voice: str, take: int) -> Sound:
    variant = voice.split("+")[1].lower()
    rate, pitch = _manner(voice, dice(set, word, voice, take))

    length = dice("how long and loud", set, voice, take)  # the word has no say
    seconds, level_db = length.uniform(*WORD_SECONDS), length.uniform(*LEVELS_DB)

    def make(random: np.random.Generator) -> np.ndarray:
        return _placed(spoken(word, voice, rate, pitch), seconds, share=random.uniform())

    how = f"espeak-ng {VERSION}, {rate} words a minute, pitch {pitch}"
    return Sound(f"{set}/{word}-{variant}-{take}", label, set, voice, how, make, level_db=level_db)


def _said(text: str, voice: str) -> Sound:
    variant = voice.split("+")[1].lower()
    rate, pitch = _manner(voice, dice(text, voice))

    def make(random: np.random.Generator) -> np.ndarray:
        speech = spoken(text, voice, rate, pitch)
        return _placed(speech, len(speech) / RATE + random.uniform(0.6, 1.2), share=random.uniform(0.3, 0.7))

    how = f"espeak-ng {VERSION}, {rate} words a minute, pitch {pitch}"
    level_db = dice("level", text, voice).uniform(*LEVELS_DB)
    return Sound(f"sentences/{SENTENCES[text]}-{variant}", text, "sentences", voice, how, make, level_db=level_db)


def _manner(voice: str, random: np.random.Generator) -> tuple[int, int]:
    """Return words a minute and a pitch around those that the voice is used to."""
    habit = dice(voice)
    return round(habit.uniform(145, 180) + random.uniform(-12, 12)), round(
        habit.uniform(38, 62) + random.uniform(-8, 8)
    )


def _placed(speech: np.ndarray, seconds: float, *, share: float) -> np.ndarray:
    """Return the word in `seconds` of silence, of which this share comes before it."""
    silence = round(seconds * RATE) - len(speech)
    if silence < 0:
        raise ValueError(f"got {len(speech) / RATE:.2f} s of speech, allowed is {seconds:.2f} s")
    return np.pad(speech, (int(share * silence), silence - int(share * silence)))


def _trimmed(waveform: np.ndarray, *, threshold: float = 0.003) -> np.ndarray:
    loud = np.flatnonzero(np.abs(waveform) > threshold * np.abs(waveform).max())
    return waveform[loud[0] : loud[-1] + 1]
