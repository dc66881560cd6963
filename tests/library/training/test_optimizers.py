import pytest
import torch
from torch import nn

from frontear.training.optimizers import OPTIMIZERS, optimizer_for

FIRST = {"adam": 1.0, "adagrad": 1.0, "rmsprop": 10.0}  # of its rate, by which a first step moves a number


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_first_step_is_as_long_as_theory_says_whatever_the_slope(name):
    """Adam and Adagrad divide the slope by itself; RMSprop by √(0.01 · slope²)."""
    model = nn.Linear(3, 1, bias=False)
    nn.init.zeros_(model.weight)
    stepper = optimizer_for(model, name, learning_rate=0.01)
    (model.weight * torch.tensor([1.0, -5.0, 20.0])).sum().backward()
    stepper.step()
    expected = 0.01 * FIRST[name] * torch.tensor([[-1.0, 1.0, -1.0]])
    torch.testing.assert_close(model.weight.detach(), expected, rtol=1e-4, atol=0)


def test_another_optimizer_is_refused():
    with pytest.raises(ValueError, match="got the optimizer 'sgd', allowed are adam, rmsprop, adagrad"):
        optimizer_for(nn.Linear(1, 1), "sgd")
