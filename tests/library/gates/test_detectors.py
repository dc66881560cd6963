import numpy as np
import pytest
from scipy.signal import freqz

from frontear.gates.detectors import DB_STEPS, SILENCE_DB, band_pass, fallen_peaks, mean_squares


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 96_000])
@pytest.mark.parametrize("q", [0.5, 1, 8])
def test_a_key_passes_its_middle_and_halves_the_power_at_the_ends_of_its_width(sample_rate, q):
    numerator, denominator = band_pass(500, q=q, sample_rate=sample_rate)
    lower = 500 * (np.sqrt(1 + 1 / (4 * q**2)) - 1 / (2 * q))
    bent = [np.arctan(ratio * np.tan(np.pi * 500 / sample_rate)) / np.pi for ratio in (lower / 500, 500 / lower)]
    _, gain = freqz(numerator, denominator, [500, *(each * sample_rate for each in bent)], fs=sample_rate)
    np.testing.assert_allclose(np.abs(gain) ** 2, [1, 0.5, 0.5], rtol=0.15 / q if q < 8 else 0.01)
    assert abs(gain[0]) == pytest.approx(1)


def test_a_key_takes_a_constant_out():
    numerator, _ = band_pass(500, q=1, sample_rate=16_000)
    assert sum(numerator) == 0


def test_a_peak_rises_at_once_and_falls_by_the_same_decibels_every_sample():
    level = fallen_peaks(np.array([0, 1, 0, 0, 0.9, 0]), 2 * DB_STEPS, SILENCE_DB * DB_STEPS) / DB_STEPS
    np.testing.assert_allclose(level, [-200, 0, -2, -4, 20 * np.log10(0.9), 20 * np.log10(0.9) - 2], atol=1e-8)


def test_the_level_of_a_steady_tone_by_mean_square_is_3_db_under_its_peak():
    level, _ = mean_squares(np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000), 1 / 800, np.zeros(1))
    assert level[-1] / DB_STEPS == pytest.approx(-3.01, abs=0.1)


def test_nothing_is_softer_than_silence():
    assert (fallen_peaks(np.zeros(9), 1e3 * DB_STEPS, SILENCE_DB * DB_STEPS) == SILENCE_DB * DB_STEPS).all()
    assert (mean_squares(np.zeros(9), 0.1, np.zeros(1))[0] == SILENCE_DB * DB_STEPS).all()
