import pytest
import torch

from frontear.dsp.processor import in_blocks
from frontear.layers import PCEN


def energies(n_frames):
    return torch.rand(3, 4, n_frames, generator=torch.Generator().manual_seed(0)) * torch.logspace(-4, 4, n_frames)


@pytest.mark.parametrize("length", [1, 7, 31, 32, 100, 2_000])
def test_pcen_of_blocks_of_any_length_is_that_of_the_whole(length):
    pcen, energy = PCEN(4, smooth=0.03), energies(1_000)
    joined = torch.cat(list(in_blocks(pcen, energy, length=length)), dim=-1)
    torch.testing.assert_close(joined, pcen(energy), atol=1e-6, rtol=1e-6)


def test_pcen_goes_on_from_a_state_that_was_kept_and_an_empty_block_changes_nothing():
    pcen, energy = PCEN(4), energies(100)
    _, state = pcen.step(energy[..., :50])
    out, same = pcen.step(energy[..., :0], state)
    assert out.shape == (3, 4, 0)
    assert same is state
    once, twice = (pcen.step(energy[..., 50:], state)[0] for _ in range(2))
    torch.testing.assert_close(once, twice, atol=0, rtol=0)
    torch.testing.assert_close(once, pcen(energy)[..., 50:], atol=1e-6, rtol=1e-6)


def test_an_hour_of_frames_in_blocks_does_not_drift_from_the_recurrence_in_double():
    pcen, energy = PCEN(1, smooth=0.04), energies(360_000)[:1, :1]
    state = None
    for block in energy.split(6_000, dim=-1):
        _, state = pcen.step(block, state)
    weights = 0.04 * 0.96 ** torch.arange(2_000, dtype=torch.float64).flip(0)
    torch.testing.assert_close(state[0, 0, 0].double(), (weights * energy[0, 0, -2_000:]).sum(), rtol=1e-5, atol=0)


def test_a_block_of_less_than_one_is_refused():
    with pytest.raises(ValueError, match="got blocks of 0, allowed is 1 or more"):
        list(in_blocks(PCEN(4), energies(10), length=0))
