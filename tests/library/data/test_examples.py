"""Examples in a batch: no more padding than needed, and noise that knows where a clip ends."""

import pytest
import torch

from frontear.data.clip import Clip
from frontear.data.examples import Augment, examples
from frontear.dsp.signals import rms, to_db, tone

RATE = 16_000


def long_and_short():
    return examples([Clip(tone(440, seconds=seconds), RATE, label="tone") for seconds in (1.0, 0.25, 0.5)])


@pytest.mark.parametrize("chosen", [slice(1, 3), torch.tensor([2, 1]), torch.tensor([False, True, True])])
def test_some_of_them_are_padded_no_further_than_the_longest_of_these(chosen):
    some = long_and_short()[chosen]
    assert some.waveforms.shape == (2, RATE // 2)
    assert sorted(some.lengths.tolist()) == [RATE // 4, RATE // 2]


def test_noise_is_as_loud_as_asked_within_each_clip_and_absent_behind_it():
    clips = long_and_short()
    noisy = Augment(snr_db=(10, 10))(clips.waveforms, torch.Generator().manual_seed(0), clips.lengths)
    for clean, loud, length in zip(clips.waveforms, noisy, clips.lengths, strict=True):
        snr_db = to_db(rms(clean[:length]) / rms((loud - clean)[:length]))
        torch.testing.assert_close(snr_db, torch.tensor(10.0), atol=0.3, rtol=0)
        assert not loud[length:].any()
