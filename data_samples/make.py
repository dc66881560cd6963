"""Make the samples of this folder: `pip install -e ".[samples]"`, then `python data_samples/make.py`.

Every sound comes from seeds and formulas, so a second run writes the same samples. The spoken ones come from
espeak-ng and may differ with its version.
"""

import csv
from pathlib import Path

import numpy as np
import soundfile

from generator import didactic, environments, instruments, lessons, rhythms, speech
from generator.parts import RATE, Sound, at_level, dice, faded

SAMPLES = Path(__file__).parent / "frontear_samples"
RMS, PEAK = 0.1, 0.9  # of the sounds without a level of their own: the first limit that is reached sets it


def main() -> None:
    """Write every sound and the manifest."""
    families = (lessons, speech, instruments, rhythms, environments, didactic)
    sounds = [sound for family in families for sound in family.sounds()]
    with open(SAMPLES / "manifest.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "label", "set", "voice", "seconds", "how"])
        for sound in sounds:
            seconds = _write(sound)
            rows.writerow([sound.name + sound.suffix, sound.label, sound.set, sound.voice, f"{seconds:.3f}", sound.how])


def _write(sound: Sound) -> float:
    waveform = faded(sound.make(dice(sound.set, sound.name)))
    waveform = _calibrated(waveform) if sound.level_db is None else at_level(waveform, sound.level_db)
    path = SAMPLES / (sound.name + sound.suffix)
    path.parent.mkdir(exist_ok=True)
    if sound.suffix == ".flac":
        soundfile.write(path, waveform, RATE, subtype="PCM_16")
    else:
        soundfile.write(path, waveform, RATE, subtype="VORBIS", compression_level=0.4)
    return len(waveform) / RATE


def _calibrated(waveform: np.ndarray) -> np.ndarray:
    return waveform * min(RMS / np.sqrt(np.mean(waveform**2)), PEAK / np.abs(waveform).max())


if __name__ == "__main__":
    main()
