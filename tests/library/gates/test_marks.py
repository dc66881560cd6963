from math import nan

import numpy as np
import pytest
import torch

from frontear.gates import CLOSED, OPEN, UNCOUNTED, Mark
from frontear.gates.by_example import pieces

RATE = 16_000
SOUND = torch.sin(2 * torch.pi * 480 * torch.arange(2 * RATE) / RATE)  # three periods a buffer
KEEP, GATE = Mark(0.2, 0.7, keep=True), Mark(1.0, 1.5, keep=False)


def test_a_mark_gives_its_part_of_the_recording_in_order_of_time():
    first, second = pieces(SOUND, [GATE, KEEP])
    np.testing.assert_array_equal(first.sound, SOUND[3_200:11_200])
    np.testing.assert_array_equal(second.sound, SOUND[16_000:24_000])
    assert (first.labels == OPEN).all()
    assert (second.labels == CLOSED).all()
    assert len(first.labels) == len(second.labels) == 80


def test_what_is_20_db_under_the_loudest_of_a_mark_to_keep_does_not_count_and_what_is_30_at_its_ends_is_closed():
    sound = SOUND.clone()
    sound[3_200:5_200] *= 0.03  # 30.5 dB
    sound[5_200:7_200] *= 0.09  # 20.9 dB
    sound[7_200:9_200] *= 0.11  # 19.2 dB
    first, _ = pieces(sound, [KEEP, GATE])
    assert first.labels.tolist() == [CLOSED] * 20 + [UNCOUNTED] * 20 + [OPEN] * 40


def test_marks_may_touch_each_other_and_the_ends_of_the_recording():
    assert len(pieces(SOUND, [Mark(0, 1, keep=True), Mark(1, 2, keep=False)])) == 2


def test_a_mark_of_the_last_odd_samples_gives_whole_buffers():
    _, last = pieces(SOUND[:31_950], [KEEP, Mark(1.5, 31_950 / RATE, keep=False)])
    assert last.sound.shape == (7_900,)


@pytest.mark.parametrize(
    ("start", "stop", "said"),
    [
        (1.0, 1.0, "to keep from 1.00 to 1.00 s, allowed is one of 0.05 s or more"),
        (2.0, 1.0, "to keep from 2.00 to 1.00 s, allowed is one of 0.05 s or more"),
        (-0.5, 1.0, "to keep from -0.50 to 1.00 s, allowed is one that begins at 0 s or later"),
        (0.0, nan, "to keep from 0.00 to nan s, allowed is one that begins at 0 s or later"),
    ],
)
def test_a_mark_that_is_none_is_told(start, stop, said):
    with pytest.raises(ValueError, match=f"got a mark {said}"):
        Mark(start, stop, keep=True)


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([], "got 0 marks to keep and 0 to gate, allowed is one or more of each"),
        ([KEEP], "got 1 marks to keep and 0 to gate"),
        ([GATE, Mark(0, 0.5, keep=False)], "got 0 marks to keep and 2 to gate"),
        (
            [KEEP, Mark(0.5, 1.5, keep=False)],
            "to keep from 0.20 to 0.70 s and a mark to gate from 0.50 to 1.50 s, allowed is that no mark lies over",
        ),
        ([KEEP, GATE, Mark(1.2, 1.4, keep=False)], "allowed is that no mark lies over another"),
        ([KEEP, Mark(1.5, 2.5, keep=False)], "gate from 1.50 to 2.50 s, allowed is up to 2.00 s, where the recording"),
    ],
)
def test_marks_that_nothing_can_be_learned_from_are_told(marks, said):
    with pytest.raises(ValueError, match=said):
        pieces(SOUND, marks)


def test_silence_is_not_to_be_kept():
    with pytest.raises(ValueError, match=r"keep from 0.20 to 0.70 s with nothing but silence"):
        pieces(torch.zeros(2 * RATE), [KEEP, GATE])


@pytest.mark.parametrize("sound", [torch.full((2 * RATE,), nan), torch.zeros(1, 2 * RATE)])
def test_a_recording_that_cannot_be_heard_is_told(sound):
    with pytest.raises(ValueError, match=r"got a sound of shape \(.*\), allowed is \(time,\), all of it finite"):
        pieces(sound, [KEEP, GATE])
