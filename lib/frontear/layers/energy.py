"""From subbands to energies: the squared modulus, a leak, and a floor."""

import torch
from torch import Tensor

from frontear.dsp.precision import Stage


class SquaredModulus(Stage):
    """re² + im², the energy of complex subbands, or the square of real ones: (batch, filters, time) → same, real.

    Lesson: notebooks/04_mel_and_gabor.ipynb
    """

    def forward(self, subbands: Tensor) -> Tensor:
        """Square."""
        if not subbands.is_complex():
            return subbands.square()
        return subbands.real.square() + subbands.imag.square()


class Floor(Stage):
    """max(energy, floor), any shape → same. What is quieter is black, and nothing is learned from it: its slope is 0.

    Raises ValueError for a floor that is not over 0. Lesson: notebooks/04_mel_and_gabor.ipynb
    """

    def __init__(self, *, floor: float = 1e-5):
        super().__init__()
        if not floor > 0:
            raise ValueError(f"got a floor of {floor}, allowed is over 0")
        self.floor = floor

    def forward(self, energy: Tensor) -> Tensor:
        """Raise."""
        return torch.clamp(energy, min=self.floor)
