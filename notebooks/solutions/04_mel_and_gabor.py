"""Lesson 04: a solution of the exercise in code."""

from math import log, pi

import torch


def gabor(center_hz: float, width_hz: float, n_taps: int, sample_rate: float) -> torch.Tensor:
    mu = 2 * pi * center_hz / sample_rate
    sigma = (2 * log(2)) ** 0.5 * sample_rate / (pi * width_hz)
    n = torch.arange(n_taps) - n_taps // 2
    wave, bell = torch.exp(1j * mu * n), torch.exp(-(n**2) / (2 * sigma**2))
    return wave * bell / ((2 * pi) ** 0.5 * sigma)
