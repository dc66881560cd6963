"""Players are about equally loud: what panels begin with, `test_panels.py` tests; here what else lessons play."""

import pytest

from frontear.data.clip import sample_names
from frontear_widgets.audio.sounds import sound
from frontear_widgets.lessons.backends.backend_answers import BackendAnswers, backend_answers_shown
from frontear_widgets.lessons.compression.compressions import Compression, compression_shown
from frontear_widgets.lessons.filtering.pitch_discrimination import BASES_HZ, pair
from frontear_widgets.lessons.mel_and_gabor.porting_errors import Bias, bias_shown
from frontear_widgets.lessons.windowing.sampling import Decibels, decibels_shown
from played import LEVEL_DB, clips_of, played

BRIEF = {"clock", "rain"}  # whose ticks and drops reach full scale
OF_LESSON_05 = "samples/above-5-khz: above-5-khz/lower-hiss-1", "samples/below-100-hz: below-100-hz/faster-rumble-1"


def test_all_sounds_of_the_lessons_are_played_about_equally_loud():
    clips = [sound(name) for name in (*sample_names(), *OF_LESSON_05) if name not in BRIEF]
    clips += [pair(hz, 0.06 * hz, higher_first=False) for hz in BASES_HZ]
    for levels, peak in played([[clip] for clip in clips]):
        assert levels == pytest.approx(LEVEL_DB, abs=3)
        assert peak < 1


@pytest.mark.parametrize(
    ("shown", "settings"),
    [
        (decibels_shown, Decibels(gain_db=-20.0)),
        (compression_shown, Compression(gain_db=-20)),
        (backend_answers_shown, BackendAnswers(level_db=-20)),
        (bias_shown, Bias(level_db=-20)),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_where_level_is_the_subject_the_sound_as_it_was_stands_beside_and_the_difference_is_heard(shown, settings):
    ((levels, _),) = played(clips_of(shown(settings)))
    assert levels.max() == pytest.approx(LEVEL_DB, abs=3)
    assert levels.max() - levels.min() == pytest.approx(20, abs=0.01)
