"""Several starts: the one that learns goes on, as it was."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from frontear.data import Examples
from frontear.training import best_start

RANDOM = torch.Generator().manual_seed(0)
WAVEFORMS = torch.randn(32, 8, generator=RANDOM)
DATA = Examples(WAVEFORMS, torch.full((32,), 8), (WAVEFORMS[:, 0] > 0).long(), ("below", "above"))


class Looks(nn.Module):
    """A network that is given a part of its waveform alone."""

    def __init__(self, at: int):
        super().__init__()
        self.at, self.scores = at, nn.Linear(1, 2)
        nn.init.zeros_(self.scores.weight)

    def forward(self, waveform, lengths=None):
        return self.scores(waveform[:, self.at : self.at + 1])


def test_of_deaf_and_hearing_starts_the_hearing_one_is_taken_and_is_as_it_was():
    models = [Looks(5), Looks(0), Looks(3)]
    before = deepcopy(models[1].state_dict())
    found = best_start(models, DATA, epochs=10, learning_rate=0.1)
    assert found is models[1]
    assert all(torch.equal(before[name], value) for name, value in found.state_dict().items())


def test_without_a_start_there_is_nothing_to_choose():
    with pytest.raises(ValueError, match="got no model"):
        best_start([], DATA)
