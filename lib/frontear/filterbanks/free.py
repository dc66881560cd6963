"""Filters that may become anything: every tap is learned."""

import torch
from torch import Tensor, nn

from frontear.filterbanks.bank import Filterbank


class FreeFilterbank(Filterbank):
    """Filters given by their taps, all learned: waveform (batch, time) → complex subbands (batch, filters, time).

    It starts at the given responses, complex (filters, kernel_size), such as another bank's `impulse_responses()`;
    `real` and `imag` are copies of its parts. Raises ValueError for another shape or real responses.
    Zeghidour et al. 2018 (TD-filterbanks), arXiv:1711.01161, section 2. Lesson: notebooks/04_mel_and_gabor.ipynb

    Examples:
        >>> import torch
        >>> FreeFilterbank(torch.zeros(4, 401) + 0j)(torch.zeros(1, 800)).shape
        torch.Size([1, 4, 800])
    """

    def __init__(self, impulse_responses: Tensor):
        super().__init__()
        if impulse_responses.ndim != 2 or not impulse_responses.is_complex():
            raise ValueError(
                f"got {impulse_responses.dtype} {tuple(impulse_responses.shape)}, allowed is complex (n, taps)"
            )
        self.real = nn.Parameter(impulse_responses.detach().real.clone())
        self.imag = nn.Parameter(impulse_responses.detach().imag.clone())

    def impulse_responses(self) -> Tensor:
        """Return the filters, complex (filters, kernel_size)."""
        return torch.complex(self.real, self.imag)

    def units(self) -> dict[str, float]:
        """Return the root mean square of the taps."""
        return dict.fromkeys(("real", "imag"), self.impulse_responses().abs().square().mean().sqrt().item())
