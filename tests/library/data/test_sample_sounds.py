"""The samples sound as they claim: instruments, rhythms, environments, noises, figures, pairs."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import find_peaks, hilbert
from scipy.stats import binom, kurtosis
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold, cross_val_predict

from heard import RATE, ROWS, beats, energy, envelope, labelled, loaded, peak_hz, spectrum

# ---- instruments: timbre tells, time does not; rhythms: the other way round


def notes(label):
    return [
        (made.waveform.numpy(), float(ROWS[made.name]["how"].split(" Hz")[0].split()[-1]))
        for made in loaded("instruments")
        if made.label == label
    ]


@pytest.mark.parametrize("label", ["plucked", "bowed", "blown", "struck"])
def test_an_instrument_is_in_tune_within_half_a_semitone(label):
    for waveform, hz in notes(label):
        low = min(waveform.shape[0], RATE)
        heard = [peak_hz(waveform[4_000:low], order * hz * 0.97, order * hz * 1.03) / order for order in (1, 3)]
        which = 0 if label == "struck" else slice(None)  # a bar's modes are no harmonics
        assert np.abs(1_200 * np.log2(np.array(heard)[which] / hz)).min() < 50


def decay_db(waveform):
    return 20 * np.log10(np.std(waveform[1_600:4_800]) / np.std(waveform[-6_400:-3_200]))


@pytest.mark.parametrize(("label", "decays"), [("plucked", True), ("struck", True), ("bowed", False), ("blown", False)])
def test_what_is_plucked_or_struck_decays_and_what_is_bowed_or_blown_is_held(label, decays):
    for waveform, _ in notes(label):
        assert (decay_db(waveform) > 6) == decays


def harmonic_db(waveform, hz, order):
    power, at = spectrum(waveform[4_000:14_000])
    return 10 * np.log10(power[np.abs(at - order * hz) < 0.03 * hz].max())


def test_a_closed_tube_sounds_in_odd_harmonics_and_a_string_in_all():
    for waveform, hz in notes("blown"):
        odd, even = (max(harmonic_db(waveform, hz, order) for order in orders) for orders in ((1, 3), (2, 4)))
        assert odd - even > 20
    for waveform, hz in notes("bowed"):
        odd, even = (max(harmonic_db(waveform, hz, order) for order in orders) for orders in ((1, 3), (2, 4)))
        assert odd - even < 20


def test_a_bar_rings_at_2_756_times_its_lowest_mode():
    for waveform, nominal_hz in notes("struck"):
        hz = peak_hz(waveform, nominal_hz * 0.97, nominal_hz * 1.03)
        second_hz = peak_hz(waveform[480:4_000], 2.2 * hz, 4 * hz)
        assert second_hz / hz == pytest.approx(2.756, rel=0.01)


def long_term_spectrum(waveform):
    """Level in dB of 20 bands, without the overall level."""
    power, hz = spectrum(waveform, max(len(waveform), 1 << 15))
    bands = [power[(hz >= low) & (hz < high)].sum() for low, high in pairwise(np.geomspace(80, 8_000, 21))]
    return 10 * np.log10(np.array(bands) / power.sum() + 1e-6)


def guessed_right(kind, target, held_out):
    features = np.array([long_term_spectrum(made.waveform.numpy()) for made in loaded(kind)])
    targets = np.array([getattr(made, target) for made in loaded(kind)])
    groups = np.array([held_out(made) for made in loaded(kind)])
    forest = RandomForestClassifier(100, random_state=0)
    guesses = cross_val_predict(forest, features, targets, groups=groups, cv=GroupKFold(len(set(groups))))
    return (guesses == targets).sum(), len(targets)


def test_the_long_term_spectrum_tells_the_instrument_in_a_body_never_heard():
    right, total = guessed_right("instruments", "label", lambda made: made.group)
    assert right > 0.8 * total


def test_the_long_term_spectrum_tells_the_drum_but_not_the_rhythm():
    right, total = guessed_right("rhythms", "group", lambda made: made.name[-1])
    assert right > 0.95 * total
    right, total = guessed_right("rhythms", "label", lambda made: made.group)
    assert right <= binom.ppf(0.999, total, 1 / 4)


def test_a_rhythm_strikes_where_its_pattern_says():
    for made in loaded("rhythms"):
        steps = np.array(ROWS[made.name]["how"].split(" of")[0].split()[1:], dtype=int)
        bar_seconds = 240 / float(ROWS[made.name]["how"].split()[-4])
        rise = np.maximum(np.diff(envelope(made.waveform.numpy(), rate=250)), 0)
        onsets = find_peaks(rise, height=0.25 * rise.max(), distance=9)[0] / 250
        expected = np.concatenate([steps, steps + 16]) / 16 * bar_seconds
        assert len(onsets) == 8, made.name
        np.testing.assert_allclose(onsets - onsets[0], expected, atol=0.03, err_msg=made.name)


# ---- environments and beds of noise


def test_a_clock_ticks_evenly_two_to_five_times_a_second():
    for waveform in labelled("environments", "clock"):
        loud = envelope(waveform)
        ticks = find_peaks(loud, height=0.4 * loud.max(), distance=20)[0] / 200
        assert 2 * 0.95 <= 1 / np.diff(ticks).mean() <= 5 * 1.05
        assert np.ptp(np.diff(ticks)) < 0.03


def test_steps_fall_one_and_a_half_to_two_and_a_half_times_a_second_and_thud():
    for waveform in labelled("environments", "steps"):
        assert 1.4 < beats(waveform, low_hz=1.2, high_hz=2.9) < 2.6
        assert energy(waveform, 50, 200) > 0.5


def test_the_sea_is_brownish_noise_that_swells_once_in_about_two_seconds():
    for waveform in labelled("environments", "sea"):
        assert energy(waveform, 40, 400) > 0.6
        assert energy(waveform, 2_000, 8_000) < 0.1
        slow = np.convolve(envelope(waveform), np.ones(60) / 60, mode="valid")
        assert slow.max() > 2.5 * slow.min()


def test_wind_is_low_and_gusty():
    for waveform in labelled("environments", "wind"):
        assert energy(waveform, 30, 1_500) > 0.95
        slow = np.convolve(envelope(waveform), np.ones(60) / 60, mode="valid")
        assert slow.max() > 1.8 * slow.min()


def test_rain_is_a_steady_hiss_and_fire_crackles():
    for waveform in labelled("environments", "rain"):
        slow = np.convolve(envelope(waveform), np.ones(60) / 60, mode="valid")
        assert slow.max() < 1.8 * slow.min()
        assert energy(waveform, 1_000, 8_000) > 0.5
    for waveform in labelled("environments", "fire"):
        assert kurtosis(waveform) > 5  # Gaussian noise has 0


def test_an_engine_fires_25_to_64_times_a_second():
    for waveform in labelled("environments", "engine"):
        swings = np.abs(hilbert(waveform)) ** 2
        assert 24 < peak_hz(swings - swings.mean(), 20, 70) < 65
        assert energy(waveform, 25, 1_500) > 0.8


@pytest.mark.parametrize(("label", "low_hz", "high_hz"), [("birds", 2_000, 7_000), ("crickets", 4_100, 5_500)])
def test_birds_and_crickets_keep_to_their_band(label, low_hz, high_hz):
    for waveform in labelled("environments", label):
        assert energy(waveform, low_hz, high_hz) > 0.9


@pytest.mark.parametrize(("label", "slope_db"), [("white", 0), ("pink", -3.01), ("brown", -6.02)])
def test_noise_falls_by_its_slope_per_octave(label, slope_db):
    edges = np.array([125, 250, 500, 1_000, 2_000, 4_000])
    for waveform in labelled("noises", label):
        density = [energy(waveform, low, 2 * low) / low for low in edges]
        assert np.polyfit(np.log2(edges), 10 * np.log10(density), 1)[0] == pytest.approx(slope_db, abs=0.5)


def test_hum_is_50_hz_and_its_harmonics():
    for waveform in labelled("noises", "hum"):
        assert sum(energy(waveform, 50 * order - 3, 50 * order + 3) for order in range(1, 13)) > 0.99


# ---- figures, glides, and classes that differ in one band


def ridge_hz(waveform):
    """Strongest frequency of each of 20 stretches."""
    return np.array([peak_hz(part, 60, 7_900) for part in np.array_split(waveform, 20)])


def test_sweeps_run_one_way_on_a_logarithmic_scale():
    for label, sign in (("sweep up", 1), ("sweep down", -1)):
        for waveform in labelled("figures", label):
            octaves = np.log2(ridge_hz(waveform)[1:-1])
            assert (sign * np.diff(octaves) > 0).all()
            assert 3 < sign * (octaves[-1] - octaves[0]) < 4.5
            assert np.ptp(np.diff(octaves)) < 0.08


def test_two_tones_are_two_lines_and_one_is_one():
    for label, count in (("one tone", 1), ("two tones", 2)):
        for waveform in labelled("figures", label):
            power, hz = spectrum(waveform)
            lines = hz[find_peaks(power, height=0.2 * power.max())[0]]
            assert len(lines) == count
            assert count == 1 or 19 <= np.diff(lines)[0] <= 61


@pytest.mark.parametrize("label", ["rise", "fall", "arch", "dip"])
def test_a_glide_goes_its_way(label):
    for waveform in labelled("glides", label):
        parts = [np.median(centroid(part)) for part in np.array_split(waveform[800:-800], 9)]
        begin, middle, end = parts[0], parts[4], parts[-1]
        shape = {"rise": begin < middle < end, "fall": begin > middle > end}
        shape |= {"arch": begin < middle > end, "dip": begin > middle < end}
        assert shape[label]


def centroid(waveform):
    power, hz = spectrum(waveform, 8_192)
    return (power * hz).sum() / power.sum()


def pairs(kind, one, other):
    by_name = {made.name: made.waveform.numpy() for made in loaded(kind)}
    return [(by_name[f"{kind}/{one}-{base}"], by_name[f"{kind}/{other}-{base}"]) for base in range(1, 13)]


@pytest.mark.parametrize(
    ("kind", "one", "other", "shared_hz"),
    [
        ("above-5-khz", "lower-hiss", "upper-hiss", (0, 5_000)),
        ("below-100-hz", "slower-rumble", "faster-rumble", (130, 8_000)),
    ],
)
def test_the_two_classes_of_a_pair_are_one_sound_but_for_one_band(kind, one, other, shared_hz):
    for first, second in pairs(kind, one, other):
        assert len(first) == len(second) >= RATE
        assert np.std(first) == pytest.approx(np.std(second), rel=1e-3)
        rest = first - second
        assert energy(rest, *shared_hz) * np.mean(rest**2) < 1e-4 * np.mean(first**2)
        assert np.mean(rest**2) > 0.05 * np.mean(first**2)


@pytest.mark.parametrize(
    ("kind", "label", "low_hz", "high_hz"),
    [
        ("above-5-khz", "lower hiss", 5_250, 6_250),
        ("above-5-khz", "upper hiss", 6_550, 7_550),
        ("below-100-hz", "slower rumble", 30, 55),
        ("below-100-hz", "faster rumble", 65, 97),
    ],
)
def test_the_band_that_tells_the_class_is_where_it_is_said_to_be(kind, label, low_hz, high_hz):
    outside = (5_000, 8_000) if kind == "above-5-khz" else (0, 110)
    for waveform in labelled(kind, label):
        assert energy(waveform, low_hz, high_hz) > 0.95 * energy(waveform, *outside) > 0.05
