"""The mean of the recent past, of which older values have ever less, without a loop over frames."""

from collections.abc import Callable

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
    return _decaying_sum()(_weighed(energy, smooth).transpose(0, 1), 1 - smooth).transpose(0, 1)


def _weighed(energy: Tensor, smooth: Tensor) -> Tensor:
    """What each frame adds: the first as it is, which what is exported can't tell from the others by their number."""
    if torch.compiler.is_exporting():
        later = torch.arange(energy.shape[-1], device=energy.device) > 0
        return energy * torch.where(later, smooth[:, None], 1)
    return torch.cat([energy[..., :1], smooth[:, None] * energy[..., 1:]], dim=-1)


def _decaying_sum() -> Callable[[Tensor, Tensor], Tensor]:
    """The way to it: slopes of our own are not for the compiler, nor is a number of frames known where it exports."""
    if torch.compiler.is_exporting():
        return _exported_sum
    return _by_blocks if torch.compiler.is_compiling() else _DecayingSum.apply


class _DecayingSum(torch.autograd.Function):
    """y[t] = decay · y[t − 1] + x[t]: (filters, rows, frames), (filters,) → same as x.

    What autograd would do, in fewer steps: the slope of a sum of the past is the same sum of the future.
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor, decay: Tensor) -> Tensor:
        return _by_blocks(x, decay)

    @staticmethod
    def setup_context(ctx, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
        ctx.save_for_backward(inputs[1], output)
        ctx.save_for_forward(inputs[1], output)

    @staticmethod
    def jvp(ctx, x_slope: Tensor, decay_slope: Tensor) -> Tensor:
        decay, y = ctx.saved_tensors
        return _DecayingSum.apply(x_slope + decay_slope[:, None, None] * F.pad(y, (1, -1)), decay)

    @staticmethod
    def backward(ctx, slope: Tensor) -> tuple[Tensor, Tensor]:
        decay, y = ctx.saved_tensors
        x_slope = _DecayingSum.apply(slope.flip(-1), decay).flip(-1)
        return x_slope, (x_slope[..., 1:] * y[..., :-1]).sum(dim=(1, 2))


def _by_blocks(x: Tensor, decay: Tensor) -> Tensor:
    """A triangular matrix within each block of frames, and the same sum again over blocks."""
    n_frames = x.shape[-1]
    blocks = F.pad(x, (0, -n_frames % BLOCK)).unflatten(-1, (-1, BLOCK))  # (filters, rows, blocks, BLOCK)
    inside = _inside(blocks, decay)
    if blocks.shape[2] > 1:
        inside = _carry(inside, _by_blocks(inside[..., -1], decay.pow(BLOCK)), decay)
    return inside.flatten(-2)[..., :n_frames]


def _exported_sum(x: Tensor, decay: Tensor, depth: int = 4) -> Tensor:
    """The same for a number of frames that is not known yet, up to 30 million: two blocks or more, always as deep."""
    n_frames = x.shape[-1]
    starts = BLOCK * torch.arange((n_frames - 1) // BLOCK + 2, device=x.device)
    blocks = F.pad(x, (0, 2 * BLOCK - 1))[..., starts[:, None] + torch.arange(BLOCK, device=x.device)]
    inside = _inside(blocks, decay)
    if depth:
        inside = _carry(inside, _exported_sum(inside[..., -1], decay.pow(BLOCK), depth - 1), decay)
    return inside.flatten(-2).index_select(-1, torch.arange(n_frames, device=x.device))


def _inside(blocks: Tensor, decay: Tensor) -> Tensor:
    """The sums within blocks, (filters, rows, blocks, BLOCK)."""
    powers = decay[:, None].pow(torch.arange(BLOCK, device=decay.device))
    to_later = F.pad(powers, (BLOCK - 1, 0)).unfold(1, BLOCK, 1).flip(1)  # (filters, BLOCK from, BLOCK to)
    return torch.bmm(blocks.flatten(1, 2), to_later).unflatten(1, blocks.shape[1:3])


def _carry(inside: Tensor, carried: Tensor, decay: Tensor) -> Tensor:
    """Add to each block, (filters, rows, blocks, BLOCK), what is left in it of the sum up to the one before."""
    lags = torch.arange(1, BLOCK + 1, device=decay.device)
    return inside + F.pad(carried, (1, -1))[..., None] * decay[:, None, None, None].pow(lags)


BLOCK = 32  # frames
