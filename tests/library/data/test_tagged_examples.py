import pytest
import torch

from frontear.data.tagged_examples import Mixup, TaggedExamples


def clips(n=6, seconds=10, tags=("speech", "music")):
    """Clip number i holds nothing but i, and has the first tag where i is odd."""
    inputs = torch.arange(n, dtype=torch.float32)[:, None, None].expand(n, seconds, 128).contiguous()
    labels = torch.stack([torch.arange(n) % 2, torch.ones(n)], dim=1)
    return TaggedExamples(inputs, torch.arange(n) % seconds + 1, labels, tags)


def mixed(alpha=0.4, n=6, seed=0):
    return Mixup(alpha).changed(clips(n), torch.Generator().manual_seed(seed))


def test_some_are_chosen_with_their_lengths_and_tags():
    some = clips()[torch.tensor([4, 1])]
    assert some.inputs[:, 0, 0].tolist() == [4, 1]
    assert some.lengths.tolist() == [5, 2]
    assert some.labels[:, 0].tolist() == [0, 1]


def test_rows_without_their_lengths_or_tags_without_names_are_refused():
    data = clips()
    for parts in (
        (data.inputs, data.lengths[:1], data.labels, data.classes),
        (data.inputs[:, 0], data.lengths, data.labels, data.classes),
        (data.inputs, data.lengths, data.labels, ("speech",)),
    ):
        with pytest.raises(ValueError, match=r"got .*allowed"):
            TaggedExamples(*parts)


def test_mixup_mixes_numbers_and_tags_by_the_same_share():
    """The first tag is a clip's number modulo 2, so number − tag would be even; mixed it is a·even + b·even."""
    data, found = clips(), mixed()
    order = torch.randperm(6, generator=torch.Generator().manual_seed(0))
    mine, other = data.inputs[:, 0, 0], data.inputs[order, 0, 0]
    apart = mine != other
    share = ((found.inputs[:, 0, 0] - other) / (mine - other))[apart]
    expected = share * data.labels[apart, 0] + (1 - share) * data.labels[order][apart, 0]
    torch.testing.assert_close(found.labels[apart, 0], expected)
    assert (found.labels[:, 1] == 1).all()
    assert torch.equal(found.lengths, torch.maximum(data.lengths, data.lengths[order]))


def test_every_mixed_clip_stays_mostly_itself_and_the_shares_are_those_of_beta():
    """Of Beta(1, 1), which is even over 0…1, the larger share has the mean 3/4; of a small alpha it is nearly 1."""
    drawn = {alpha: Mixup(alpha)._shares(20_000, torch.Generator().manual_seed(1)) for alpha in (1.0, 0.01)}
    assert drawn[1.0].min() >= 0.5
    assert drawn[1.0].mean().item() == pytest.approx(0.75, abs=0.005)
    assert drawn[0.01].mean() > 0.98


def test_the_generator_alone_decides_what_is_mixed():
    assert torch.equal(mixed(seed=3).inputs, mixed(seed=3).inputs)
    assert not torch.equal(mixed(seed=3).inputs, mixed(seed=4).inputs)


def test_mixup_without_an_alpha_is_refused():
    with pytest.raises(ValueError, match="got alpha 0, allowed is over 0"):
        Mixup(0)


def test_two_constant_clips_of_unequal_length_stay_constant_where_either_sounds():
    """Behind the shorter one's end there is nothing to mix with, and zeros would be the scale's lowest, not silence."""
    inputs = torch.zeros(2, 10, 128)
    inputs[0, :3] = inputs[1, :8] = 100
    data = TaggedExamples(inputs, torch.tensor([3, 8]), torch.eye(2), ("speech", "music"))
    mixes = [Mixup().changed(data, torch.Generator().manual_seed(seed)) for seed in range(4)]
    assert any(found.lengths.tolist() == [8, 8] for found in mixes)
    for found in mixes:
        torch.testing.assert_close(found.inputs, 100.0 * found.sounding[..., None].expand(-1, -1, 128))
