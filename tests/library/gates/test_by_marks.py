from copy import deepcopy

import numpy as np
import pytest
import torch

from frontear.dsp import noise, tone
from frontear.gates import Listener, Mark, learn_from_marks, new_listener
from frontear.gates.learned import LearnedGate

SOUND = torch.cat([tone(500, seconds=1), 0.3 * noise(seconds=1)])
MARKS = [Mark(0.1, 0.9, keep=True), Mark(1.1, 1.9, keep=False)]
SMALL = {"batch_size": 2, "seconds": 1.0}


def taught(n_steps=12, seed=0, listener=None, marks=MARKS):
    listener = new_listener(seed=0) if listener is None else listener
    return listener, [
        step.loss for step in learn_from_marks(listener, SOUND, marks, n_steps=n_steps, seed=seed, **SMALL)
    ]


def test_a_tone_against_a_hiss_is_learned_in_some_steps_and_told_apart_elsewhere():
    listener, losses = taught(n_steps=30)
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])
    with torch.no_grad():
        elsewhere = torch.stack([tone(520, seconds=1, amplitude=0.2), 0.1 * noise(seconds=1, seed=5)])
        is_tone, is_hiss = listener(elsewhere).sigmoid()[:, 20:].median(dim=1).values
    assert is_tone > 0.5 > is_hiss


def test_the_other_way_round_it_opens_for_the_hiss():
    marks = [Mark(mark.start, mark.stop, keep=not mark.keep) for mark in MARKS]
    listener, _ = taught(n_steps=30, marks=marks)
    out, _ = LearnedGate(listener=listener).step(SOUND[None])
    kept = out[0].square().reshape(2, -1).mean(dim=1) / SOUND.square().reshape(2, -1).mean(dim=1)
    assert kept[1] > 0.5 > kept[0]


def test_the_same_seed_teaches_the_same():
    assert taught(n_steps=2)[1] == taught(n_steps=2)[1] != taught(n_steps=2, seed=1)[1]


def test_the_order_of_marks_does_not_matter():
    assert taught(n_steps=2)[1] == taught(n_steps=2, marks=MARKS[::-1])[1]


def test_who_has_learned_goes_on_on_the_same_scale_and_a_copy_before_is_as_it_was():
    listener, before = taught(n_steps=10)
    copy, scale = deepcopy(listener), listener.mean.clone()
    _, after = taught(n_steps=1, seed=1, listener=listener)
    assert after[0] < np.mean(before[:3])
    assert torch.equal(listener.mean, scale)
    assert any(not torch.equal(*each) for each in zip(listener.parameters(), copy.parameters(), strict=True))


def test_marks_are_refused_before_the_first_step():
    listener: Listener = new_listener()
    with pytest.raises(ValueError, match="got 1 marks to keep and 0 to gate"):
        learn_from_marks(listener, SOUND, MARKS[:1])
