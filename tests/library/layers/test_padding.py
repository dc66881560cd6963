"""Clips of different lengths: what is behind an end is silence, and counted as such."""

import pytest
import torch

from frontear.layers.padding import fix_length, frame_mask, mask_beyond, padded_batch, strided_lengths, without_mean


def test_a_mask_has_ceil_of_length_over_hop_frames():
    mask = frame_mask(torch.tensor([1, 160, 161, 400]), hop_length=160)
    assert mask.sum(1).tolist() == [1, 1, 2, 3]
    assert mask.shape == (4, 3)
    assert (mask.int().diff(dim=1) <= 0).all()


def test_a_mask_has_as_many_frames_as_told():
    assert frame_mask(torch.tensor([1, 3]), hop_length=1, n_frames=4).int().tolist() == [[1, 0, 0, 0], [1, 1, 1, 0]]
    assert frame_mask(torch.tensor([5]), hop_length=2, n_frames=2).tolist() == [[True, True]]


def test_a_batch_of_different_lengths_is_padded_with_silence():
    batch, lengths = padded_batch([torch.ones(3), torch.ones(5)])
    assert batch.tolist() == [[1, 1, 1, 0, 0], [1] * 5]
    assert lengths.tolist() == [3, 5]


def test_silenced_leaves_what_is_sound_and_nothing_else():
    features = torch.ones(2, 3, 4, 5)
    quiet = mask_beyond(features, torch.tensor([2, 5]))
    assert quiet[0, ..., :2].all()
    assert not quiet[0, ..., 2:].any()
    assert quiet[1].all()
    assert mask_beyond(features, None) is features
    assert mask_beyond(features[0, 0], torch.tensor([0, 1, 2, 5])).sum(1).tolist() == [0, 1, 2, 5]


def test_lengths_at_every_stride_are_rounded_up():
    assert strided_lengths(torch.tensor([1, 2, 3, 4]), 3).tolist() == [1, 1, 1, 2]
    assert strided_lengths(torch.tensor([1, 2, 3, 4]), 2).tolist() == [1, 1, 2, 2]
    assert strided_lengths(torch.tensor([1, 2, 3, 4]), 1).tolist() == [1, 2, 3, 4]
    assert strided_lengths(None, 3) is None


def test_a_waveform_is_cut_or_filled_up_to_a_length():
    assert fix_length(torch.ones(3), 5).tolist() == [1, 1, 1, 0, 0]
    assert fix_length(torch.ones(3), 2).tolist() == [1, 1]
    assert fix_length(torch.ones(2, 3), 1).tolist() == [[1], [1]]


@pytest.mark.parametrize(
    "make",
    [
        lambda: frame_mask(torch.tensor([1]), hop_length=0),
        lambda: padded_batch([]),
        lambda: padded_batch([torch.ones(3), torch.ones(0)]),
        lambda: padded_batch([torch.ones(2, 3)]),
        lambda: fix_length(torch.ones(3), 0),
    ],
)
def test_what_no_length_can_be_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match=r"got .* allowed"):
        make()


def test_without_its_mean_a_clip_is_the_same_at_any_level_and_in_any_batch():
    features, lengths = torch.randn(2, 3, 9), torch.tensor([9, 5])
    taken = without_mean(features, lengths)
    torch.testing.assert_close(without_mean(features + torch.randn(2, 3, 1), lengths), taken)
    torch.testing.assert_close(without_mean(features[1:, :, :5], None), taken[1:, :, :5])
    torch.testing.assert_close(taken.sum(-1), torch.zeros(2, 3), atol=1e-5, rtol=0)
    assert (taken[1, :, 5:] == 0).all()
