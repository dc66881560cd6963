import numpy as np
import pytest
import torch

from frontear.data import Clip
from frontear.gates import BUFFER, CLOSED, OPEN, UNCOUNTED, Sources, mixture

RATE = 16_000


def words():
    """Two swelling tones with silence around them."""
    swell = np.sin(np.pi * np.arange(4_000) / 4_000) ** 4
    tones = [np.sin(2 * np.pi * hz * np.arange(4_000) / RATE) * swell for hz in (300, 700)]
    return [Clip(torch.from_numpy(np.pad(tone, 2_000)).float(), RATE) for tone in tones]


def noises():
    hiss = torch.randn(RATE, generator=torch.Generator().manual_seed(0)) * 0.1
    return [Clip(torch.cat([hiss, torch.zeros(RATE)]), RATE)]  # padded with digital silence, as ESC-10 is


SOURCES = Sources.of(words(), noises())


def test_a_word_is_cut_to_where_it_is_heard_and_fades():
    assert all(len(word) % BUFFER == 0 and len(word) < 4_000 for word in SOURCES.words)
    assert all(word[0] == word[-1] == 0 for word in SOURCES.words)


def test_digital_silence_is_taken_out_of_a_noise():
    assert [len(noise) for noise in SOURCES.noises] == [RATE]


@pytest.mark.parametrize("snr_db", [-5, 5, 20])
def test_the_words_have_the_power_that_was_asked_for_over_the_noise(snr_db):
    made = [mixture(SOURCES, seconds=8, snr_db=snr_db, seed=seed) for seed in range(10)]
    powers = []
    for sound, clean, *_ in made:
        noise = sound.astype(float) - clean
        powers.append(10 * np.log10(np.square(clean[clean != 0]).mean() / np.square(noise).mean()))
    assert np.mean(powers) == pytest.approx(snr_db, abs=1)


def test_labels_are_told_by_the_words_alone():
    """A swell of sin⁴ is within 20 dB of its top for 68% of its time, and within 30 dB for 78%: sin x = 10^(−1/4)…"""
    *_, clean, labels, spans = mixture(SOURCES, seconds=8, snr_db=-5, seed=1)
    assert set(np.unique(labels)) == {CLOSED, OPEN, UNCOUNTED}
    power = 10 * np.log10(np.square(clean.reshape(-1, BUFFER)).mean(axis=1) + 1e-12)
    for begin, end in spans:
        top = power[begin:end].max()
        assert (power[begin:end] > top - 20.1).all()
        assert labels[begin] == labels[end - 1] == OPEN
        assert end - begin == pytest.approx(40 * (1 - 2 * np.arcsin(10**-0.25) / np.pi), abs=2)
    assert (power[labels == CLOSED] < power.max() - 25).all()


def test_a_seed_makes_the_same_mixture_again_and_another_another():
    first, again, other = (mixture(SOURCES, seconds=4, snr_db=5, seed=seed).sound for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_without_a_word_or_a_noise_there_is_no_mixture():
    with pytest.raises(ValueError, match="got 0 words and 1 noises, allowed is one of each or more"):
        Sources([], [np.ones(100)])
