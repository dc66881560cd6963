"""Models as they are after some life: their norms have seen something."""

import torch
from torch import nn


def lived(model):
    """A model in eval mode whose norms have seen something and whose biases are not 0."""
    generator = torch.Generator().manual_seed(1)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            for values, low in ((module.running_mean, -1), (module.running_var, 0.5), (module.weight.data, 0.5)):
                values.copy_(low + 2 * torch.rand(values.shape, generator=generator))
            module.bias.data.copy_(torch.randn(module.bias.shape, generator=generator))
    return model.eval()
