"""128 numbers of a second: principal components of log-mel, each of deviation 1, in 8 bits."""

import pytest
import torch

from frontear.frontends import log_mel
from frontear.training.tagging.mel_embeddings import described, fitted

RANDOM = torch.Generator().manual_seed(0)
SECONDS = torch.randn(3_000, 128, generator=RANDOM) @ torch.randn(128, 128, generator=RANDOM) + 5


def test_components_go_with_none_other_and_have_deviation_1():
    numbers = fitted(SECONDS)
    components = (SECONDS - numbers.mean) @ numbers.axes
    torch.testing.assert_close(torch.cov(components.T), torch.eye(128), atol=1e-2, rtol=0)


def test_the_first_component_varies_most_before_it_is_divided():
    """Dividing by a larger deviation leaves a shorter axis."""
    lengths = fitted(SECONDS).axes.norm(dim=0)
    assert (lengths.diff() >= -1e-4).all()


def test_0_and_255_are_two_deviations_from_the_mean_and_what_is_beyond_is_cut_off():
    noise = torch.randn(4, 160_000, generator=RANDOM) * torch.logspace(-2, 0, 4)[:, None]
    numbers = fitted(torch.randn(500, 128, generator=RANDOM))
    levels, bits = numbers.levels(noise), numbers(noise)
    components = (described(noise) - numbers.mean) @ numbers.axes
    torch.testing.assert_close(levels, 127.5 + components * 127.5 / 2)
    assert bits.dtype == torch.uint8
    assert torch.equal(bits, levels.round().clamp(0, 255).to(torch.uint8))


def test_a_second_is_described_by_mean_and_deviation_of_its_log_mel():
    sound = torch.randn(1, 32_000, generator=RANDOM)
    frames = log_mel(n_filters=64)(sound)[0]  # (64, 200)
    found = described(sound)[0]
    torch.testing.assert_close(found[1, :64], frames[:, 100:].mean(1))
    torch.testing.assert_close(found[0, 64:], frames[:, :100].std(1))


def test_louder_moves_the_means_alike_and_leaves_the_deviations():
    sound = torch.randn(1, 16_000, generator=RANDOM)
    moved = (described(4 * sound) - described(sound))[0, 0]
    torch.testing.assert_close(moved[:64], torch.full((64,), 2.7726), atol=0.02, rtol=0)  # log 16, energies
    torch.testing.assert_close(moved[64:], torch.zeros(64), atol=0.02, rtol=0)


def test_less_than_a_second_and_too_few_seconds_are_refused():
    with pytest.raises(ValueError, match="allowed are"):
        described(torch.zeros(1, 15_999))
    with pytest.raises(ValueError, match="allowed are more than 128"):
        fitted(torch.zeros(128, 128))
