"""Lesson 05: a solution of the exercise in code."""

import torch
from scipy.stats import t


def paired_interval(ours: torch.Tensor, theirs: torch.Tensor) -> tuple[float, float]:
    differences = ours - theirs
    n = len(differences)
    deviation = differences.std().item()  # divides by n - 1
    half = t.ppf(0.975, n - 1) * deviation / n**0.5
    return differences.mean().item(), half
