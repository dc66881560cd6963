"""Batch norms that also learn from a batch with one value per channel, such as the last clip, of one frame."""

from torch import Tensor, nn
from torch.nn.functional import batch_norm
from torch.nn.modules.batchnorm import _BatchNorm


class _Norm(_BatchNorm):
    """One value has no deviation, and PyTorch refuses it: it is brought to scale as in eval mode, by all before it."""

    def forward(self, features: Tensor) -> Tensor:
        """Bring every channel to one scale, (batch, channels, …) → same."""
        if self.training and features.numel() == features.shape[1]:
            known = (self.running_mean, self.running_var, self.weight, self.bias)
            return batch_norm(features, *known, training=False, eps=self.eps)
        return super().forward(features)


class Norm1d(_Norm, nn.BatchNorm1d):
    """Of (batch, channels, frames), as `torch.nn.BatchNorm1d`. Lesson: notebooks/06_paradigms.ipynb"""


class Norm2d(_Norm, nn.BatchNorm2d):
    """Of (batch, channels, frequency, frames), as `torch.nn.BatchNorm2d`. Lesson: notebooks/06_paradigms.ipynb"""
