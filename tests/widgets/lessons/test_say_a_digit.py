"""Say a digit: what is done to a sound before the model hears it."""

from dataclasses import replace

import pytest
import torch

from frontear.data.clip import Clip, clip
from frontear.dsp.signals import from_db, silence
from frontear_widgets.audio.sounds import sound
from frontear_widgets.lessons.learning import answers
from frontear_widgets.lessons.learning.answers import Answer, answer_shown
from frontear_widgets.lessons.shared.spoken import MOST_DB, SEVEN, missing_db, word
from frontear_widgets.training.runs import DIGITS, RUNS

RATE = 8_000


def heard():
    return sound(SEVEN, sample_rate=RATE)


def around(middle):
    still = silence(seconds=1.5, sample_rate=RATE)
    return Clip(torch.cat([still, middle.waveform, still]), RATE)


@pytest.mark.parametrize("quieter_db", [-35.0, 0.0, 25.0])
def test_a_sound_is_brought_to_one_level_however_loud_it_was_said_and_however_long_the_silence(quieter_db):
    quiet = replace(heard(), waveform=heard().waveform * from_db(-quieter_db))
    usual_db = missing_db(RUNS[DIGITS], heard())
    assert missing_db(RUNS[DIGITS], quiet) == pytest.approx(usual_db + quieter_db, abs=0.01)
    assert missing_db(RUNS[DIGITS], around(quiet)) == pytest.approx(usual_db + quieter_db, abs=0.5)


def test_silence_is_not_made_louder_without_end():
    assert missing_db(RUNS[DIGITS], Clip(silence(seconds=1.0, sample_rate=RATE), RATE)) == MOST_DB


def test_a_word_is_found_between_its_silences_to_within_its_margin():
    wide = around(heard())
    kept = word(wide)
    length = len(heard().waveform)
    assert kept.start >= 1.4 * RATE
    assert kept.stop <= 1.5 * RATE + length + 0.1 * RATE
    share = wide.waveform[kept].square().sum() / wide.waveform.square().sum()
    assert share > 0.98


@pytest.mark.parametrize("cut", [False, True])
def test_the_model_names_a_digit_whatever_its_level_and_the_silence_around_it(monkeypatch, cut):
    """A digit of a voice that it has not learned from."""
    three = clip("digits/three-m3-1", sample_rate=RATE)
    quiet = around(replace(three, waveform=three.waveform * from_db(-30.0)))
    monkeypatch.setattr(answers, "sound", lambda name, *, sample_rate: quiet)
    words = answer_shown(Answer(cut=cut))["words"]
    assert "The model says: <b>3</b>" in words
    assert "It heard the sound 30 dB louder." in words
