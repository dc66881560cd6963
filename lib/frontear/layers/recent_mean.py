"""The mean of the recent past, of which older values have ever less, without a loop over frames."""

import torch
import torch.nn.functional as F
from torch import Tensor

from frontear.dsp.precision import in_float32


@in_float32
def moving_average(energy: Tensor, smooth: Tensor, *, before: Tensor | None = None) -> Tensor:
    """Return M[t] = (1 − s) M[t − 1] + s E[t], with M[0] = E[0]: (batch, filters, frames), s (filters,) → same.

    No loop over frames: time and memory grow in proportion to their number. Lesson: notebooks/01_windowing.ipynb

    Args:
        energy: (batch, filters, frames).
        smooth: s, 0…1, (filters,).
        before: M of the frame before these, (batch, filters, 1); None where they are the first.

    Returns:
        (batch, filters, frames).
    """
    if before is not None:
        return moving_average(torch.cat([before, energy], dim=-1), smooth)[..., 1:]
    if torch.compiler.is_exporting():
        later = torch.arange(energy.shape[-1], device=energy.device) > 0
        return _exported_sum(energy * torch.where(later, smooth[:, None], 1), 1 - smooth)
    first, rest = energy[..., :1], energy[..., 1:]
    return _decaying_sum(torch.cat([first, smooth[:, None] * rest], dim=-1), 1 - smooth)


def _decaying_sum(x: Tensor, decay: Tensor) -> Tensor:
    """y[t] = decay · y[t − 1] + x[t]: a triangular matrix within each block, and the same sum again over blocks."""
    n_frames = x.shape[-1]
    blocks = F.pad(x, (0, -n_frames % BLOCK)).unflatten(-1, (-1, BLOCK))  # (batch, filters, blocks, BLOCK)
    inside = blocks @ _powers(decay)
    if blocks.shape[2] > 1:
        inside = _carry(inside, _decaying_sum(inside[..., -1], decay.pow(BLOCK)), decay)
    return inside.flatten(-2)[..., :n_frames]


def _exported_sum(x: Tensor, decay: Tensor, depth: int = 4) -> Tensor:
    """The same for a number of frames that is not known yet, up to 30 million: two blocks or more, always as deep."""
    n_frames = x.shape[-1]
    starts = BLOCK * torch.arange((n_frames - 1) // BLOCK + 2, device=x.device)
    blocks = F.pad(x, (0, 2 * BLOCK - 1))[..., starts[:, None] + torch.arange(BLOCK, device=x.device)]
    inside = blocks @ _powers(decay)
    if depth:
        inside = _carry(inside, _exported_sum(inside[..., -1], decay.pow(BLOCK), depth - 1), decay)
    return inside.flatten(-2).index_select(-1, torch.arange(n_frames, device=x.device))


def _powers(decay: Tensor) -> Tensor:
    """What a frame of a block is to a later one: (filters, BLOCK from, BLOCK to)."""
    powers = decay[:, None].pow(torch.arange(BLOCK, device=decay.device))
    return F.pad(powers, (BLOCK - 1, 0)).unfold(1, BLOCK, 1).flip(1)


def _carry(inside: Tensor, carried: Tensor, decay: Tensor) -> Tensor:
    """Add to each block, (batch, filters, blocks, BLOCK), what is left in it of the sum up to the one before."""
    lags = torch.arange(1, BLOCK + 1, device=decay.device)
    return inside + F.pad(carried, (1, -1))[..., None] * decay[:, None, None].pow(lags)


BLOCK = 32  # frames
