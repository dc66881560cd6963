import pytest
import torch
from torch import nn

from frontear.data.examples import Examples
from frontear.training.early_stopping import Best
from frontear.training.fit import fit


class Scheduled(nn.Module):
    """In its n-th epoch, of one batch, it gets the n-th of these shares right; nothing it learns changes that."""

    def __init__(self, shares):
        super().__init__()
        self.shares, self.weight = shares, nn.Parameter(torch.ones(()))
        self.register_buffer("epoch", torch.zeros(()))

    def forward(self, waveform, lengths=None):
        if self.training:
            self.epoch += 1
        share = self.shares[int(self.epoch) - 1]
        right = torch.where(waveform[:, 1] < share, 1.0, -1.0) * waveform[:, 0]
        return self.weight * right[:, None] * torch.tensor([-1.0, 1.0])


def hundred():
    """Which class it is, −1 or 1, and a number of its own from 0 to 1."""
    labels, places = torch.arange(100) % 2, (torch.arange(100) + 0.5) / 100
    return Examples(torch.stack([2.0 * labels - 1, places], dim=1), torch.full((100,), 2), labels, ("low", "high"))


def steps(model, **settings):
    return list(fit(model, hundred(), batch_size=100, **{"epochs": 6, "validation": hundred(), **settings}))


def test_the_weights_of_the_best_epoch_are_those_at_the_end():
    model = Scheduled([0.5, 0.9, 0.7, 0.8, 0.6, 0.1])
    assert [step.validation for step in steps(model)] == pytest.approx([0.5, 0.9, 0.7, 0.8, 0.6, 0.1])
    assert model.epoch == 2


def test_of_equal_epochs_the_first_is_best():
    model = Scheduled([0.5, 0.9, 0.9, 0.9, 0.9, 0.9])
    steps(model)
    assert model.epoch == 2


@pytest.mark.parametrize(("patience", "n_epochs"), [(1, 3), (2, 6), (3, 6)])  # the fourth is best
def test_patience_is_how_many_epochs_without_a_better_one_end_it(patience, n_epochs):
    model = Scheduled([0.5, 0.8, 0.7, 0.9, 0.9, 0.9])
    assert len(steps(model, patience=patience)) == n_epochs
    assert model.epoch == (2 if patience == 1 else 4)


def test_what_was_stopped_early_is_not_gone_on_with(tmp_path):
    shares, path = [0.5, 0.8, 0.7, 0.9, 0.9, 0.9], tmp_path / "run.pt"
    steps(Scheduled(shares), patience=1, checkpoint=path)
    again = Scheduled(shares)
    assert steps(again, patience=1, checkpoint=path) == []
    assert again.epoch == 2


def test_without_examples_for_validation_the_last_weights_stay():
    model = Scheduled([0.5] * 6)
    assert all(step.validation != step.validation for step in steps(model, validation=None))
    assert model.epoch == 6


def test_the_best_weights_are_a_copy():
    model, best = Scheduled([0.5]), Best()
    best.see(model, epoch=1, merit=0.5)
    with torch.no_grad():
        model.weight.fill_(7)
    best.restore(model)
    assert model.weight == 1


def test_patience_with_nothing_to_wait_for_is_refused():
    for wrong in ({"patience": 2, "validation": None}, {"patience": 0}):
        with pytest.raises(ValueError, match=r"got .*allowed"):
            steps(Scheduled([0.5] * 6), **wrong)
