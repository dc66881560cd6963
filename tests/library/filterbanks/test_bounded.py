"""Parameters that are used within ranges."""

import torch
from torch import nn

from frontear.filterbanks import Bounded


class Shares(Bounded):
    def __init__(self):
        super().__init__()
        self.share, self.free = nn.Parameter(torch.tensor([-0.5, 0.0, 0.3, 1.0, 1.5])), nn.Parameter(torch.ones(5))

    def ranges(self):
        return {"share": (0, 1)}


def test_what_lies_beyond_an_end_is_used_at_the_end_and_brought_back_to_it():
    module = Shares()
    assert module.beyond().tolist() == [True, False, False, False, True]
    assert module.at_limit().tolist() == [True, True, False, True, True]
    kept = torch.tensor([0, 0, 0.3, 1, 1])
    assert torch.equal(module.clamped("share"), kept)
    module.keep_in_range()
    assert torch.equal(module.share, kept)
    assert not module.beyond().any()
