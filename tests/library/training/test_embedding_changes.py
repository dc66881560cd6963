"""Seconds in another order, and constants: what moves, and what does not."""

import pytest
import torch

from frontear.data.tagged_examples import TaggedExamples
from frontear.training.tagging.embedding_changes import ORDERS, at_ends, reordered, with_constant


@pytest.fixture
def clips():
    rows = torch.arange(1, 81, dtype=torch.uint8).reshape(2, 10, 4)
    lengths = torch.tensor([10, 6])
    rows[1, 6:] = 0
    return TaggedExamples(rows, lengths, torch.ones(2, 1), ("target",))


def seconds(clips, place):
    return clips.inputs[place, :, 0].tolist()


@pytest.mark.parametrize("order", ORDERS)
def test_in_every_order_a_clip_has_its_own_seconds_and_its_end_stays(clips, order):
    changed = reordered(clips, order)
    for place, length in enumerate(clips.lengths.tolist()):
        assert set(seconds(changed, place)[:length]) <= set(seconds(clips, place)[:length])
        assert seconds(changed, place)[length:] == seconds(clips, place)[length:]


def test_reversed_twice_is_as_it_was_and_once_the_last_is_first(clips):
    once = reordered(clips, "reversed")
    assert seconds(once, 1)[:6] == seconds(clips, 1)[5::-1]
    assert torch.equal(reordered(once, "reversed").inputs, clips.inputs)


def test_shuffled_has_each_second_once_and_the_same_seed_gives_the_same(clips):
    changed = reordered(clips, "shuffled", seed=3)
    assert sorted(seconds(changed, 0)) == seconds(clips, 0) != seconds(changed, 0)
    assert torch.equal(changed.inputs, reordered(clips, "shuffled", seed=3).inputs)


def test_one_second_stands_everywhere_and_a_short_clip_has_its_last(clips):
    changed = reordered(clips, "one second", second=8)
    assert seconds(changed, 0) == [seconds(clips, 0)[8]] * 10
    assert seconds(changed, 1)[:6] == [seconds(clips, 1)[5]] * 6


def test_a_constant_is_cut_off_at_both_ends_or_not_and_silence_stays(clips):
    assert with_constant(clips, 250).inputs.max() == 255
    assert with_constant(clips, 250, clipped=False).inputs.max() == clips.inputs.max() + 250.0
    assert (with_constant(clips, 250).inputs[1, 6:] == 0).all()
    assert with_constant(clips, -1000).inputs.abs().max() == 0


def test_the_share_at_the_ends_counts_0_and_255():
    assert at_ends(torch.tensor([0, 1, 254, 255], dtype=torch.uint8)) == 0.5


def test_an_order_there_is_not_is_refused(clips):
    with pytest.raises(ValueError, match="allowed are as it is"):
        reordered(clips, "sorted")
