"""Who takes the steps, and at which rate for which numbers."""

import torch
from torch import nn

from frontear.filterbanks import Bounded, Filterbank
from frontear.layers.strides import LearnedHop

OPTIMIZERS = {"adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad}


def optimizer_for(model: nn.Module, name: str = "adam", **rates: float) -> torch.optim.Optimizer:
    """Return one of `OPTIMIZERS` for all that the model learns, at the rates of `parameter_groups`.

    Lesson: notebooks/05_learning.ipynb

    Args:
        model: What learns.
        name: One of `OPTIMIZERS`.
        **rates: As `parameter_groups` takes them.

    Returns:
        At its first step.

    Raises:
        ValueError: For another name, and as `parameter_groups`.
    """
    if name not in OPTIMIZERS:
        raise ValueError(f"got the optimizer {name!r}, allowed are {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[name](parameter_groups(model, **rates))


def parameter_groups(model: nn.Module, *, learning_rate: float = 1e-3, filter_rate: float = 1.0) -> list[dict]:
    """Return groups for an optimizer, named: each learned parameter of a filterbank at its own rate, all others at one.

    A hop that learns is one with the filterbanks: it moves by at most learning_rate · filter_rate octaves a step.

    A filterbank's parameters count in their `units()`, so that Adam moves a centre by at most about learning_rate ·
    filter_rate of its unit per step, about half of a filter's width, whatever it is counted in. Frozen parameters are
    left out. Lesson: notebooks/05_learning.ipynb

    Args:
        model: What learns.
        learning_rate: Over 0.
        filter_rate: Times that, for filterbanks and hops that learn, over 0.

    Returns:
        For an optimizer.

    Raises:
        ValueError: Unless both rates are over 0.
    """
    if not (learning_rate > 0 and filter_rate > 0):
        raise ValueError(f"got rates {learning_rate} and {filter_rate}, allowed are over 0")
    groups = []
    for bank in (module for module in model.modules() if isinstance(module, Filterbank | LearnedHop)):
        for name, unit in bank.units().items():
            rate = learning_rate * filter_rate * unit
            groups.append({"name": name, "params": [getattr(bank, name)], "lr": rate})
    taken = {id(parameter) for group in groups for parameter in group["params"]}
    others = [parameter for parameter in model.parameters() if id(parameter) not in taken]
    groups.append({"name": "others", "params": others, "lr": learning_rate})
    for group in groups:
        group["params"] = [parameter for parameter in group["params"] if parameter.requires_grad]
        group["initial_lr"] = group["lr"]
    return [group for group in groups if group["params"]]


def keep_in_range(model: nn.Module) -> None:
    """Bring parameters that learning has carried out of their ranges back to the nearest end.

    Lesson: notebooks/05_learning.ipynb
    """
    for module in model.modules():
        if isinstance(module, Bounded):
            module.keep_in_range()
