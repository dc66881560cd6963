"""Lesson 04, where the window went: its words and its figure held against LEAF, mel and theory."""

from math import log, pi, sqrt

import numpy as np
import pytest
import torch
from scipy.stats import truncnorm

from frontear.dsp.signals import noise
from frontear.frontends import leaf, log_mel
from frontear_widgets.lessons.mel_and_gabor.pooling import leaf_start
from frontear_widgets.lessons.mel_and_gabor.two_banks import TwoBanks
from frontear_widgets.lessons.mel_and_gabor.window_parts import (
    TIME,
    WindowParts,
    deviation,
    response_energy,
    shared,
    squared_window,
    window_parts_shown,
)

RATE, MIDDLE, FRAME = 16_000, 400, 10
DISTANCES = torch.arange(-190, 191, 38)  # of clicks from the middle of a frame, in samples


@torch.no_grad()
def energies_of_clicks(stages):
    """What one frame makes of a click at each distance from its middle, over the nearest one: (distances, filters)."""
    clicks = torch.zeros(len(DISTANCES), 3_200)
    clicks[torch.arange(len(DISTANCES)), FRAME * 160 + 80 + DISTANCES] = 1
    frame = stages(clicks)[..., FRAME]
    return frame / frame[len(DISTANCES) // 2]


def test_a_frame_of_mel_counts_a_click_by_the_squared_window_in_every_filter():
    expected = squared_window()[MIDDLE + DISTANCES]
    found = energies_of_clicks(log_mel()[:4])
    torch.testing.assert_close(found, (expected / expected.max())[:, None].expand_as(found), atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("number", [1, 20, 40])
def test_a_frame_of_leaf_counts_a_click_by_filter_and_pooling_together(number):
    expected = WindowParts(number=number).together()[MIDDLE + DISTANCES]
    found = energies_of_clicks(leaf()[:3])[:, number - 1]
    torch.testing.assert_close(found, expected / expected.max(), atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("percent", [5, 28, 40, 50])
def test_both_together_are_the_convolution_of_the_pooling_and_the_squared_envelope(percent):
    time, sigma = np.arange(-200, 201), sqrt(2 * log(2)) * RATE / (pi * leaf_start()[1][19].item())
    parts = np.exp(-((time / sigma) ** 2)), np.exp(-0.5 * (time / (2 * percent)) ** 2)
    expected = np.convolve(*parts)
    assert WindowParts(percent=percent).together().numpy() == pytest.approx(expected / expected.sum(), abs=1e-7)


def test_their_deviations_add_up_as_squares():
    settings = WindowParts()
    squares = deviation(response_energy(settings.number)) ** 2 + deviation(settings.pooling()) ** 2
    assert deviation(settings.together()) ** 2 == pytest.approx(squares, rel=1e-4)


@pytest.mark.parametrize("number", [20, 21])
def test_the_median_filter_agrees_best_with_mel_at_a_pooling_width_of_0_28_and_shares_less_at_0_4(number):
    found = {percent: agreement(number, percent) for percent in range(5, 51)}
    assert max(found, key=found.get) == 28
    assert (round(found[28], 2), round(found[40], 2)) == (0.98, 0.84)


def test_the_longest_filter_is_too_long_even_without_pooling_and_the_shortest_adds_next_to_nothing():
    assert deviation(response_energy(1)) > deviation(squared_window())
    best = {number: max(range(5, 51), key=lambda percent: agreement(number, percent)) for number in (1, 40)}
    assert (best[1], best[40]) == (5, pytest.approx(28.5, abs=1.5))


def agreement(number, percent):
    return shared(WindowParts(number=number, percent=percent).together(), squared_window())


def test_leafs_pooling_of_80_samples_is_76_as_401_taps_cut_it_2_5_deviations_from_its_middle():
    assert (TIME[-1].item() / 2 / (0.4 * 200), 0.4 * 200) == (2.5, 80)
    expected = 80 * truncnorm.std(-2.5, 2.5)
    assert round(expected) == 76
    assert deviation(WindowParts(percent=40).pooling()) == pytest.approx(expected, abs=0.3)
    assert "0.40 · 200 = 80, cut to 401 taps</th><td>76.4" in window_parts_shown(WindowParts())["words"]


def test_a_mel_energy_is_by_parseval_that_of_the_filtered_piece_and_nearly_that_of_the_filtered_sound_in_the_window():
    n_fft, sound, hann = 2_048, noise(seconds=1).double().numpy(), np.hanning(401)[:400]
    weights = np.zeros(n_fft)  # 0 at negative frequencies
    weights[: n_fft // 2 + 1] = TwoBanks().matrix(n_fft)[27].numpy()
    taps = np.roll(np.fft.ifft(np.sqrt(weights)), n_fft // 2)
    z = np.convolve(sound, taps)[n_fft // 2 :][: len(sound)]
    apart_db = []
    for start in range(2_000, 13_000, 100):
        within = slice(start, start + 400)
        spectrum = np.fft.fft(hann * sound[within], n_fft)
        energy = (weights * np.abs(spectrum) ** 2).sum()
        y = np.fft.ifft(np.sqrt(weights) * spectrum)
        assert energy == pytest.approx(n_fft * (np.abs(y) ** 2).sum())
        apart_db.append(10 * np.log10(energy / (n_fft * (hann**2 * np.abs(z[within]) ** 2).sum())))
    assert np.median(np.abs(apart_db)) < 0.5
    assert np.mean(apart_db) == pytest.approx(0, abs=0.1)
