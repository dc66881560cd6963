"""Speech by espeak-ng through its C interface; only `make.py` needs it."""

import ctypes

import espeakng_loader
import numpy as np

SYNCHRONOUS, UTF8 = 2, 1
RATE_PARAMETER, PITCH_PARAMETER = 1, 3
SEED = 1
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def speak(text: str, *, voice: str, words_per_minute: int, pitch: int = 50) -> tuple[np.ndarray, int]:
    """Return the spoken text, float64 (time,) at full scale ±1, and its sample rate; the pitch runs from 0 to 100.

    Most variants add noise and flutter that go on from utterance to utterance: with the seeds set here, the same
    utterances in the same order are the same samples in every run.
    Raises ValueError where espeak-ng refuses the voice, the speed, the pitch or the text; it returns a code and speaks
    on with the voice before.
    """
    parts = []

    @CALLBACK
    def collect(samples, count, _events):
        if samples and count:
            parts.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    library.espeak_SetSynthCallback(collect)
    _check(library.espeak_SetVoiceByName(voice.encode()), f"the voice {voice!r}")
    _check(library.espeak_SetParameter(RATE_PARAMETER, words_per_minute, 0), f"{words_per_minute} words per minute")
    _check(library.espeak_SetParameter(PITCH_PARAMETER, pitch, 0), f"a pitch of {pitch}")
    library.espeak_ng_SetRandSeed(SEED)
    encoded = text.encode()
    size = ctypes.c_size_t(len(encoded) + 1)
    _check(library.espeak_Synth(encoded, size, 0, 0, 0, UTF8, None, None), f"the text {text!r}")
    _check(library.espeak_Synchronize(), "to finish")
    return np.concatenate(parts) / 32_768, sample_rate


def _check(code: int, what: str) -> None:
    if code != 0:
        raise ValueError(f"espeak-ng refused {what}: it returned {code}")


library = ctypes.CDLL(espeakng_loader.get_library_path())
library.espeak_Info.restype = ctypes.c_char_p
library.espeak_ng_SetRandSeed.argtypes = [ctypes.c_long]
sample_rate = library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
if sample_rate <= 0:
    raise RuntimeError(f"espeak-ng did not start: it returned {sample_rate}")
VERSION = library.espeak_Info(None).decode()
