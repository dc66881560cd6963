"""What is to become small: of classes, one of which is right, and of tags, any number of which are."""

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor

from frontear.layers.strides import LearnedHop
from frontear.training.scoring import accuracy


@dataclass(frozen=True)
class CrossEntropy:
    """Of the softmax of scores (batch, classes) and labels (batch,), in nats. Lesson: notebooks/05_learning.ipynb"""

    def __call__(self, scores: Tensor, labels: Tensor) -> Tensor:
        """Return the mean over the batch."""
        return F.cross_entropy(scores, labels)

    def merit(self, scores: Tensor, labels: Tensor) -> float:
        """Return what the best weights are chosen by, more being better: accuracy.

        Args:
            scores: (n, classes).
            labels: (n,).

        Returns:
            0…1.
        """
        return accuracy(scores, labels)


@dataclass(frozen=True, eq=False)
class PricedFrames(CrossEntropy):
    """The cross-entropy and a price on frames: `price` for as many as the pooling of a learned hop began with.

    Half as many cost half. Lesson: notebooks/10_beyond_audio.ipynb
    """

    pooling: LearnedHop
    price: float

    def __call__(self, scores: Tensor, labels: Tensor) -> Tensor:
        """Return the mean over the batch, and the price of its frames."""
        return super().__call__(scores, labels) + self.price * self.pooling.frames_share().to(scores.device)


@dataclass(frozen=True)
class Binary:
    """The binary cross-entropy of scores (batch, tags), as logits, and shares (batch, tags), in nats.

    Without `beside` all tags count alike, in a mean. With it the first, the target, counts as one, and the mean of the
    others times `beside` is added: what helps to tell them may help to tell it. Lesson: notebooks/05_learning.ipynb
    """

    beside: float | None = None

    def __call__(self, scores: Tensor, labels: Tensor) -> Tensor:
        """Return the mean over the batch."""
        if self.beside is None or scores.shape[1] == 1:
            return F.binary_cross_entropy_with_logits(scores, labels)
        target = F.binary_cross_entropy_with_logits(scores[:, 0], labels[:, 0])
        return target + self.beside * F.binary_cross_entropy_with_logits(scores[:, 1:], labels[:, 1:])

    def merit(self, scores: Tensor, labels: Tensor) -> float:
        """Return what the best weights are chosen by, more being better: minus the loss, with `beside` the target's.

        Args:
            scores: (n, tags).
            labels: (n, tags).

        Returns:
            Up to 0.
        """
        judged = slice(None) if self.beside is None else slice(1)
        return -F.binary_cross_entropy_with_logits(scores[:, judged], labels[:, judged]).item()


Loss = CrossEntropy | Binary


def usual_loss(labels: Tensor) -> Loss:
    """Return the cross-entropy for one class each, (n,), and the binary one for tags, (n, tags).

    Lesson: notebooks/05_learning.ipynb
    """
    return CrossEntropy() if labels.ndim == 1 else Binary()
