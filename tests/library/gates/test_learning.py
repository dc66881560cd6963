import numpy as np
import pytest
import torch

from frontear.gates import Sources, learn, new_listener

RATE = 16_000
TIME = np.arange(3_000) / RATE
WORDS = [np.sin(2 * np.pi * hz * TIME) * np.hanning(3_000) for hz in (500, 600)]
SOURCES = Sources(WORDS, [np.random.default_rng(0).normal(size=RATE)])


def taught(seed=0, n_steps=12):
    listener = new_listener(seed=seed)
    losses = [step.loss for step in learn(listener, SOURCES, n_steps=n_steps, seed=seed, batch_size=2, seconds=2)]
    return listener, losses


def test_tones_in_noise_are_learned_in_a_dozen_steps():
    _, losses = taught()
    assert np.mean(losses[-3:]) < 0.7 * np.mean(losses[:3])


def test_a_seed_learns_the_same_again_and_another_does_not():
    first, again, other = (taught(seed, n_steps=2) for seed in (0, 0, 1))
    assert first[1] == again[1] != other[1]
    for one, two in zip(first[0].parameters(), again[0].parameters(), strict=True):
        assert torch.equal(one, two)


@pytest.mark.parametrize("n_steps", [1, 10])
def test_any_number_of_steps_can_be_learned(n_steps):
    assert np.isfinite(taught(n_steps=n_steps)[1]).all()
