import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from frontear.gates import BUFFER, CLOSED, OPEN, UNCOUNTED, Mixture, gate_score, si_sdr_db

LABELS = np.array([CLOSED] * 4 + [UNCOUNTED] + [OPEN] * 4 + [UNCOUNTED] + [CLOSED] * 6)
CLEAN = np.repeat(LABELS == OPEN, BUFFER) * np.sin(np.arange(len(LABELS) * BUFFER))
MIXTURE = Mixture(CLEAN + 0.1 * np.cos(1.7 * np.arange(len(CLEAN))), CLEAN, LABELS, [(5, 9)])


def scored(opened):
    opened = np.array(opened, dtype=bool)
    output = MIXTURE.sound * np.repeat(opened, BUFFER)
    return gate_score([MIXTURE], levels=[opened.astype(float)], opened=[opened], outputs=[output])


def test_a_gate_that_is_right_loses_nothing():
    found = scored(LABELS != CLOSED)
    assert (found.f1, found.auc, found.onset_lost_ms, found.words_missed, found.false_openings) == (1, 1, 0, 0, 0)
    assert found.si_sdr_gained_db == pytest.approx(10 * np.log10(16 / 6), abs=0.5)  # the noise of 10 buffers is gone


def test_a_gate_that_never_opens_misses_every_word():
    found = scored(LABELS > 5)
    assert (found.f1, found.words_missed, found.false_openings) == (0, 1, 0)


def test_a_late_gate_loses_its_buffers_and_a_false_opening_is_one_that_touches_no_word():
    opened = LABELS == OPEN
    opened[5:7] = False
    opened[[0, 1, 12, 14]] = True
    found = scored(opened)
    assert found.onset_lost_ms == pytest.approx(2 * 6.25)
    assert found.false_openings == pytest.approx(3 / (16 * 6.25 / 60_000))
    assert found.f1 == pytest.approx(2 * 2 / (2 * 2 + 4 + 2))


def test_an_opening_that_touches_a_word_is_not_false():
    assert scored([True] * 16).false_openings == 0


@pytest.mark.parametrize("gain", [0.1, 1, -7])
def test_si_sdr_does_not_hear_a_gain_and_is_the_ratio_of_what_is_meant_to_the_rest(gain):
    target, rest = np.sin(np.arange(6_283) * 0.1), np.cos(np.arange(6_283) * 0.1)
    assert si_sdr_db(gain * (target + 0.1 * rest), target) == pytest.approx(20, abs=0.05)


def test_f1_and_auc_are_those_of_scikit_learn_equal_levels_too():
    draw = np.random.default_rng(0)
    labels, level = draw.choice([CLOSED, OPEN, UNCOUNTED], 500), draw.integers(0, 9, 500)
    mixture = Mixture(draw.normal(size=500 * BUFFER), draw.normal(size=500 * BUFFER), labels, [])
    found = gate_score([mixture], levels=[level], opened=[level > 4], outputs=[mixture.sound])
    counts = labels != UNCOUNTED
    assert found.f1 == pytest.approx(f1_score(labels[counts], level[counts] > 4))
    assert found.auc == pytest.approx(roc_auc_score(labels[counts], level[counts]))
