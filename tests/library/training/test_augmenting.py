import pytest
import torch

from frontear.data.tagged_examples import TaggedExamples
from frontear.training.tagging.augmenting import AUGMENTATIONS, augmented

COPIES = {"none": 0, "shift": 2, "mean": 1, "shift and mean": 3, "difference": 1, "repeat": 2}  # of every positive
AMOUNT = {"difference": 0.5, "repeat": 2}


def clips(n=12, seed=0):
    """Every third clip has the target; clip i has i % 10 + 1 seconds, zeros behind them."""
    inputs = torch.randint(0, 256, (n, 10, 128), generator=torch.Generator().manual_seed(seed), dtype=torch.uint8)
    lengths = torch.arange(n) % 10 + 1
    inputs[torch.arange(10) >= lengths[:, None]] = 0
    labels = (torch.arange(n) % 3 == 0).float()[:, None]
    return TaggedExamples(inputs, lengths, labels, ("speech",))


def made(name, *, amount=10.0, **options):
    """What is new, and the positives it is made of."""
    data = clips()
    return augmented(data, name, amount=amount, **options)[
        torch.tensor([False] * 12 + [True] * 4 * COPIES[name])
    ], data[data.labels[:, 0] == 1]


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_the_clips_stay_and_new_ones_all_have_the_target(name):
    data = clips()
    found = augmented(data, name, amount=AMOUNT.get(name, 10.0))
    assert len(found) == 12 + 4 * COPIES[name]
    assert torch.equal(found.inputs[:12], data.inputs.float())
    assert (found.labels[12:] == 1).all()
    assert torch.equal(found.lengths[12:], data.lengths[::3].repeat(COPIES[name]))


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_quantised_numbers_stay_whole_and_in_range(name):
    found = augmented(clips(), name, amount=AMOUNT.get(name, 200.0)).inputs
    assert torch.equal(found, found.round())
    assert found.min() >= 0
    assert found.max() <= 255


def test_a_constant_is_added_and_taken_off_until_the_range_ends():
    found, positives = made("shift", amount=30)
    sounding = positives.sounding[..., None]
    torch.testing.assert_close(found.inputs[:4], (positives.inputs.float() + 30).clamp_max(255) * sounding)
    torch.testing.assert_close(found.inputs[4:], (positives.inputs.float() - 30).clamp_min(0))


def test_standardised_a_constant_counts_in_deviations_and_nothing_is_clipped():
    deviation = torch.arange(1.0, 129.0)
    found, positives = made("shift", amount=3, space="standardised", deviation=deviation)
    expected = 3 * deviation * positives.sounding[..., None]
    torch.testing.assert_close(found.inputs[:4] - positives.inputs, expected, atol=1e-3, rtol=0)
    assert found.inputs.min() < 0
    assert found.inputs.max() > 255


def test_a_mean_of_two_lies_half_way_between_two_that_are_there():
    found, positives = made("mean", space="standardised", deviation=torch.ones(128))
    other = 2 * found.inputs - positives.inputs
    for clip, length in zip(other, positives.lengths, strict=True):
        sources = zip(positives.inputs.float(), positives.lengths.clamp_max(length), strict=True)
        assert any(torch.allclose(clip[:both], each[:both], atol=1e-3) for each, both in sources)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_behind_a_clips_end_are_zeros(name):
    found = augmented(clips(), name, amount=AMOUNT.get(name, 10.0))
    assert not found.inputs[~found.sounding].any()


def test_the_mean_of_equal_constants_is_that_constant_until_the_clips_end():
    lengths = torch.arange(1, 11)
    sounding = torch.arange(10) < lengths[:, None]
    constant = TaggedExamples(100.0 * sounding[..., None].expand(-1, -1, 128), lengths, torch.ones(10, 1), ("speech",))
    assert torch.equal(augmented(constant, "mean").inputs, constant.inputs.repeat(2, 1, 1))


def test_a_second_moved_along_a_difference_stays_between_seconds_of_its_own_clip():
    found, positives = made("difference", amount=1.0, space="standardised", deviation=torch.ones(128))
    for clip, source, length in zip(found.inputs, positives.inputs.float(), positives.lengths, strict=True):
        sounding = source[:length]
        assert (clip[:length] >= sounding.amin(0) - 1e-3).all()
        assert (clip[:length] <= sounding.amax(0) + 1e-3).all()
    assert torch.equal(found.inputs[0, 0], positives.inputs[0, 0].float())  # of one second: nowhere to go
    assert not torch.equal(found.inputs[3, :10], positives.inputs[3, :10].float())


def test_a_difference_of_nothing_and_repeating_leave_the_clips_as_they_are():
    for name, amount in (("difference", 0), ("repeat", 1)):
        found = augmented(clips(), name, amount=amount).inputs[12:]
        assert torch.equal(found, clips().inputs[::3].float())


def test_the_seed_alone_decides():
    one, same, other = (augmented(clips(), "difference", amount=0.5, seed=seed).inputs for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_what_is_no_augmentation_is_refused():
    for wrong in (
        {"name": "echo"},
        {"name": "shift", "space": "logarithmic"},
        {"name": "shift", "space": "standardised"},
    ):
        with pytest.raises(ValueError, match=r"got .*allowed are none, shift"):
            augmented(clips(), **wrong)
