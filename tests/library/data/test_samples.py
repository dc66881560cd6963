"""The samples are what their manifest says, and give no class away by length or level."""

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
from scipy.signal import correlate, resample_poly
from scipy.stats import binom
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold, cross_val_predict

from frontear.data.clip import SAMPLES, clip, sample_names, sample_sets
from heard import RATE, ROWS, labelled, loaded, manifest

CLASS_SETS = [kind for kind in sample_sets() if kind not in ("lessons", "sentences")]
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
COMMANDS = {"yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"}


# ---- the manifest


def test_every_sample_file_is_in_the_manifest_once_and_all_are_small():
    files = [path for path in SAMPLES.rglob("*") if path.suffix in (".flac", ".ogg")]
    listed = [row["file"] for row in manifest()]
    assert sorted(listed) == sorted(path.relative_to(SAMPLES).as_posix() for path in files)
    assert sum(path.stat().st_size for path in files) < 12_000_000


@pytest.mark.parametrize("kind", sample_sets())
def test_each_sample_is_what_the_manifest_says(kind):
    for made in loaded(kind):
        row = ROWS[made.name]
        assert (made.label, made.group, made.sample_rate) == (row["label"], row["voice"], RATE)
        assert made.label
        assert row["how"]
        assert made.seconds == pytest.approx(float(row["seconds"]), abs=1e-3)


@pytest.mark.parametrize("kind", sample_sets())
def test_no_sample_clips_hums_or_clicks_at_its_ends(kind):
    for made in loaded(kind):
        waveform, rms = made.waveform, made.waveform.square().mean().sqrt()
        assert waveform.abs().max() <= 0.92, made.name
        assert waveform.mean().abs() < 0.02 * rms, made.name
        assert waveform[:16].abs().max() < 0.1 * rms, made.name
        assert waveform[-16:].abs().max() < 0.1 * rms, made.name


def test_the_sounds_of_the_lessons_share_one_level():
    for made in loaded("lessons"):
        rms, peak = made.waveform.square().mean().sqrt(), made.waveform.abs().max()
        assert rms == pytest.approx(0.1, abs=1e-3) or peak == pytest.approx(0.9, abs=1e-3)


# ---- neither length nor level tells a class


def length_and_level(made):
    return made.seconds, 10 * np.log10(np.mean(made.waveform.numpy() ** 2))


@pytest.mark.parametrize("kind", CLASS_SETS)
def test_every_class_has_the_same_lengths_and_levels_and_they_vary(kind):
    classes = defaultdict(list)
    for made in loaded(kind):
        classes[made.label].append(length_and_level(made))
    first, *others = [np.sort(values, axis=0) for values in classes.values()]
    assert np.ptp(first[:, 0]) > 0.05
    assert np.ptp(first[:, 1]) > 1
    for other in others:
        np.testing.assert_allclose(other[:, 0], first[:, 0], atol=1e-3)
        np.testing.assert_allclose(other[:, 1], first[:, 1], atol=0.35)  # what Vorbis leaves out of noise


@pytest.mark.parametrize("kind", CLASS_SETS)
def test_a_classifier_that_knows_length_and_level_alone_guesses(kind):
    """At most what a coin with as many sides as classes reaches once in a thousand times."""
    measured = np.array([length_and_level(made) for made in loaded(kind)])
    labels = np.array([made.label for made in loaded(kind)])
    groups = np.array([made.group for made in loaded(kind)])
    forest, folds = RandomForestClassifier(50, random_state=0), GroupKFold(min(6, len(set(groups))))
    right = (cross_val_predict(forest, measured, labels, groups=groups, cv=folds) == labels).sum()
    assert right <= binom.ppf(0.999, len(labels), 1 / len(set(labels)))


# ---- speech


@pytest.mark.parametrize(("kind", "labels", "takes"), [("digits", set("0123456789"), 2), ("words", COMMANDS, 1)])
def test_every_voice_says_every_word(kind, labels, takes):
    said = [(made.label, made.group) for made in loaded(kind)]
    voices = {voice for _, voice in said}
    assert len(voices) >= 20
    assert len({voice.split("+")[0] for voice in voices}) >= 6  # accents
    assert sorted(said) == sorted((label, voice) for label in labels for voice in voices for _ in range(takes))


def test_a_digit_is_labelled_by_its_figure():
    for name in sample_names("digits"):
        assert DIGITS[int(ROWS[name]["label"])] == name.split("/")[1].split("-")[0]


@pytest.mark.parametrize("label", ["7", "2"])
def test_no_two_voices_or_takes_are_the_same(label):
    """A copy, however shifted or scaled, would correlate by 1."""
    whole = [resample_poly(waveform, 1, 2) for waveform in labelled("digits", label)]
    said = [waveform / np.sqrt((waveform**2).sum()) for waveform in whole]
    assert max(np.abs(correlate(one, other)).max() for one, other in combinations(said, 2)) < 0.97


def test_rate_and_pitch_vary_from_voice_to_voice_and_from_take_to_take():
    manners = defaultdict(set)
    for name in sample_names("digits"):
        manners[ROWS[name]["voice"]].add(ROWS[name]["how"])
    assert all(len(hows) >= 18 for hows in manners.values())


def test_the_sentences_last_long_enough_for_a_gate():
    assert len({made.group for made in loaded("sentences")}) >= 10
    assert all(1.5 < made.seconds < 6 for made in loaded("sentences"))


def test_the_generator_makes_the_samples_that_ship(monkeypatch):
    monkeypatch.syspath_prepend(str(SAMPLES.parent))
    from generator import didactic
    from generator.parts import at_level, dice, faded

    for sound in didactic.sounds()[-3:]:
        made = at_level(faded(sound.make(dice(sound.set, sound.name))), sound.level_db)
        np.testing.assert_allclose(clip(sound.name).waveform.numpy(), made, atol=2 / 32_768)
