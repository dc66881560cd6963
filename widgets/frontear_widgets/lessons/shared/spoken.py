"""A spoken word beside what a run knows: how loud it is, and where in a sound it is."""

from functools import lru_cache

import torch

from frontear.data.clip import Clip
from frontear.dsp.signals import rms, to_db
from frontear.training.run import Run
from frontear_widgets.training.runs import unseen

SEVEN = "samples/digits: digits/seven-m3-1"
MOST_DB = 40.0  # what is quieter still is no voice but noise
LOUDEST_MS = 100
FRAME_MS, MARGIN_MS, WORD_DB = 20, 50, 20.0


def missing_db(run: Run, heard: Clip) -> float:
    """How much louder a sound has to be to be as loud as what the run knows, at most 40 dB either way."""
    missing = to_db(_usual_level(run) / max(level(heard.waveform, heard.sample_rate), 1e-9)).item()
    return min(max(missing, -MOST_DB), MOST_DB)


@lru_cache(maxsize=8)
def _usual_level(run: Run) -> float:
    known = unseen(run)
    return float(
        torch.tensor([level(waveform, run.settings.data.sample_rate) for waveform in known.waveforms]).median()
    )


def level(waveform: torch.Tensor, sample_rate: int) -> float:
    """The rms of the loudest tenth of a second: silence around a word does not count."""
    length = min(len(waveform), sample_rate * LOUDEST_MS // 1_000)
    return rms(waveform.unfold(0, length, max(length // 2, 1))).max().item()


def word(heard: Clip) -> slice:
    """The samples from the first to the last 20 ms within 20 dB of the loudest, and 50 ms on either side."""
    length, margin = (heard.sample_rate * ms // 1_000 for ms in (FRAME_MS, MARGIN_MS))
    level_db = to_db(rms(heard.waveform.unfold(0, min(length, len(heard.waveform)), length)))
    loud = (level_db >= level_db.max() - WORD_DB).nonzero()[:, 0] * length
    return slice(max(int(loud[0]) - margin, 0), int(loud[-1]) + length + margin)
