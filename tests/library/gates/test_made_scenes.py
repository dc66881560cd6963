import numpy as np

from frontear.gates import CLOSED, OPEN
from frontear.gates.by_example import Piece, scene

RATE, BUFFERS = 16_000, 320
TIME = np.arange(8_000) / RATE
HUM, HISS = np.sin(2 * np.pi * 500 * TIME), np.random.default_rng(0).normal(size=8_000)
MARKED = [Piece(HUM, np.full(80, OPEN)), Piece(HISS, np.full(80, CLOSED))]


def made(seed):
    return scene(MARKED, seconds=2, sample_rate=RATE, seed=seed)


def levels_db(sound):
    return 10 * np.log10(np.square(sound.astype(float).reshape(-1, 100)).mean(axis=1))


def test_a_seed_makes_the_same_scene_and_another_does_not():
    np.testing.assert_array_equal(made(3)[0], made(3)[0])
    assert not np.array_equal(made(3)[0], made(4)[0])


def test_a_scene_has_a_label_for_each_buffer_of_its_length():
    sound, labels = made(0)
    assert sound.shape == (BUFFERS * 100,)
    assert labels.shape == (BUFFERS,)
    assert sound.dtype == np.float32


def test_both_kinds_come_in_many_scenes_as_often():
    labels = np.concatenate([made(seed)[1] for seed in range(40)])
    gaps = 0.125 / (0.125 + 0.45)  # of all time: a gap is 0.125 s on average, a cut of a half-second piece 0.45
    assert 0.7 * (1 - gaps) / 2 < (labels == OPEN).mean() < 1.3 * (1 - gaps) / 2


def test_where_a_scene_is_to_be_open_it_is_loud_and_both_kinds_are_as_loud_on_average():
    found = [(levels_db(sound), labels) for sound, labels in map(made, range(40))]
    level, label = (np.concatenate(each) for each in zip(*found, strict=True))
    loud = level > -40
    assert loud[label == OPEN].mean() > 0.9
    assert abs(np.median(level[(label == OPEN) & loud]) - (np.median(level[(label == CLOSED) & loud]) - 3)) < 2
