"""Speech by espeak-ng through its C interface; only `make.py` needs it."""

import ctypes

import espeakng_loader
import numpy as np

SYNCHRONOUS, RATE_PARAMETER, UTF8 = 2, 1, 1
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def speak(text: str, *, voice: str, words_per_minute: int) -> tuple[np.ndarray, int]:
    """Return the spoken text, float64 (time,) at full scale ±1, and its sample rate.

    Raises ValueError where espeak-ng refuses the voice, the speed or the text; it returns a code and speaks on with
    the voice before.
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
sample_rate = library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
if sample_rate <= 0:
    raise RuntimeError(f"espeak-ng did not start: it returned {sample_rate}")
VERSION = library.espeak_Info(None).decode()
