"""What a model costs, told before anything is run: only shapes are computed, a minute of sound as fast as a second."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch._subclasses import FakeTensorMode
from torch.nn.modules.batchnorm import _BatchNorm
from torch.utils.flop_counter import FlopCounterMode

from frontear.models.classifier import n_parameters


@dataclass(frozen=True)
class Costs:
    """Learned numbers, multiply–adds of one forward pass, and bytes that it keeps for the backward pass.

    `multiply_adds` are those of convolutions, matrix products and LSTMs; FFTs, norms, pools, rectifiers and all else
    that goes number by number count nothing. `activation_bytes` are all tensors that the gradients will need but
    parameters and buffers, each once; kernels may keep more for themselves, as those of LSTMs do.
    Lesson: notebooks/06_paradigms.ipynb
    """

    parameters: int
    multiply_adds: int
    activation_bytes: int


def costs(model: nn.Module, *, seconds: float, sample_rate: int, batch_size: int = 1) -> Costs:
    """Return what a step of training the model costs for clips of this length, all alike; it is left as it was.

    It is the real module that runs, in training mode, on tensors that have a shape and no values. Lesson:
    notebooks/06_paradigms.ipynb

    Args:
        model: A network with a front-end and a body; it is left as it was.
        seconds: Of each clip.
        sample_rate: In Hz.
        batch_size: Clips at a time, at least 1.

    Returns:
        Operations, parameters and bytes.

    Raises:
        ValueError: For less than one sample or clip.

    Examples:
        >>> from frontear.frontends import log_mel
        >>> costs(log_mel(), seconds=1.0, sample_rate=16_000).multiply_adds  # 40 filters × 257 bins × 100 frames
        1028000
    """
    time = round(seconds * sample_rate)
    if time < 1 or batch_size < 1:
        raise ValueError(
            f"got {batch_size} clips of {seconds} s at {sample_rate} Hz, allowed are one of a sample or more"
        )
    try:
        return _used(_copy(model).to("meta"), torch.empty(batch_size, time, device="meta", dtype=torch.float32))
    except NotImplementedError:  # its shapes depend on its values, as those of LEAF's Fourier transforms do
        with FakeTensorMode(allow_non_fake_inputs=True):
            waveform = torch.empty(batch_size, time, dtype=torch.float32)
        return _used(_copy(model).cpu(), waveform)


class SavedActivations(torch.autograd.graph.saved_tensors_hooks):
    """While it is entered, `bytes` grow by each tensor that is kept for gradients, but parameters and buffers.

    Lesson: notebooks/06_paradigms.ipynb
    """

    def __init__(self, model: nn.Module):
        own = (*model.parameters(), *model.buffers())
        self._own = {tensor.untyped_storage()._cdata for tensor in own}
        self._storages = {}
        super().__init__(self._keep, lambda tensor: tensor)

    @property
    def bytes(self) -> int:
        """How many so far; views of one tensor count once, as the whole of it."""
        return sum(storage.nbytes() for storage in self._storages.values())

    def _keep(self, tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in self._own:
            self._storages[storage._cdata] = storage  # held, so that its address is not given to another
        return tensor


class UnrolledLSTM(nn.Module):
    """An LSTM as if all its steps were made at once: the operations and memory of its equations, and no loop."""

    def __init__(self, lstm: nn.LSTM):
        super().__init__()
        self.lstm = lstm

    def forward(self, signal: Tensor, state: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, tuple]:
        """Take as many operations; the values mean nothing.

        Args:
            signal: (batch, time, features), or as the LSTM takes it.
            state: Not looked at.

        Returns:
            As the LSTM returns them.
        """
        ends, batch_first = [], self.lstm.batch_first
        signal = signal.transpose(0, 1) if batch_first else signal
        for layer in range(self.lstm.num_layers):
            directions = [f"l{layer}", f"l{layer}_reverse"][: 1 + self.lstm.bidirectional]
            passes = [self._layer(signal, name) for name in directions]
            ends += [hidden[-1] for hidden in passes]
            signal = torch.cat(passes, dim=-1) if len(passes) > 1 else passes[0]
            if layer < self.lstm.num_layers - 1:
                signal = F.dropout(signal, self.lstm.dropout, self.training)
        return signal.transpose(0, 1) if batch_first else signal, (torch.stack(ends), torch.stack(ends))

    def _layer(self, signal: Tensor, name: str) -> Tensor:
        def part(of: str) -> Any:
            return getattr(self.lstm, f"{of}_{name}", None)

        hidden, cell = signal.new_zeros(2, *signal.shape[:-1], self.lstm.hidden_size).unbind()
        gates = F.linear(signal, part("weight_ih"), part("bias_ih"))
        gates = gates + F.linear(hidden, part("weight_hh"), part("bias_hh"))
        into, keep, new, out = gates.chunk(4, dim=-1)
        cell = keep.sigmoid() * cell + into.sigmoid() * new.tanh()
        return out.sigmoid() * cell.tanh()


class ShapedNorm(nn.Module):
    """A batch norm that keeps what it would keep and computes nothing: PyTorch's is slow where there are only shapes.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        norm: A batch norm.
    """

    def __init__(self, norm: _BatchNorm):
        super().__init__()
        self.norm = norm

    def forward(self, features: Tensor) -> Tensor:
        """Take as much memory: the features, and of each channel the mean and the deviation."""
        return _Kept.apply(features, self.norm.weight, features.new_zeros(2, features.shape[1]))


class _Kept(torch.autograd.Function):
    """Values that mean nothing, for which all three are kept."""

    @staticmethod
    def forward(ctx: Any, features: Tensor, weight: Tensor | None, moments: Tensor) -> Tensor:
        ctx.save_for_backward(features, weight, moments)
        return torch.empty_like(features)


def _copy(model: nn.Module) -> nn.Module:
    return _replaced(without_loops(copy.deepcopy(model)), _BatchNorm, ShapedNorm).train()


def _used(model: nn.Module, waveform: Tensor) -> Costs:
    kept = SavedActivations(model)
    with torch.enable_grad(), FlopCounterMode(display=False) as counted, kept:
        model(waveform)
    return Costs(n_parameters(model), counted.get_total_flops() // 2, kept.bytes)


def without_loops(model: nn.Module) -> nn.Module:
    """Return the model with each LSTM in it replaced by its `UnrolledLSTM`. Lesson: notebooks/06_paradigms.ipynb"""
    return _replaced(model, nn.LSTM, UnrolledLSTM)


def _replaced(model: nn.Module, kind: type, other: Callable[[Any], nn.Module]) -> nn.Module:
    if isinstance(model, kind):
        return other(model)
    for name, part in model.named_children():
        setattr(model, name, _replaced(part, kind, other))
    return model
