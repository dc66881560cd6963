"""Which seconds count: each is judged by itself, and how much it weighs is learned beside."""

from itertools import pairwise

from torch import Tensor, nn

from frontear.layers import Dropout
from frontear.models.tagging.rows import WIDTH


class AttentionPooling(nn.Module):
    """Seconds through two layers, then of each a score and a weight for every tag; the weighted mean is the answer.

    As Kong et al. 2018, arXiv:1711.00927, with logits in place of probabilities. For a tag the weights of a clip's
    seconds add up to 1, and silent ones have none.

    Args:
        n_tags: Scores for each clip.
        hidden: Numbers for each second.
        dropout: Share of them left out while learning.
    """

    def __init__(self, *, n_tags: int = 1, hidden: int = 256, dropout: float = 0.4):
        super().__init__()
        widths = (WIDTH, hidden, hidden)
        layers = ((nn.Linear(*pair), nn.ReLU(), Dropout(dropout)) for pair in pairwise(widths))
        self.body = nn.Sequential(*(part for layer in layers for part in layer))
        self.scores, self.weights = nn.Linear(hidden, n_tags), nn.Linear(hidden, n_tags)

    def forward(self, rows: Tensor, sounding: Tensor) -> Tensor:
        """Score clips.

        Args:
            rows: (batch, 10, 128).
            sounding: Which of them sound, (batch, 10).

        Returns:
            Logits, (batch, n_tags).
        """
        heard = self.body(rows)
        return (self._attention(heard, sounding) * self.scores(heard)).sum(1)

    def attention(self, rows: Tensor, sounding: Tensor) -> Tensor:
        """Return how much each second weighs, for every tag.

        Args:
            rows: (batch, 10, 128).
            sounding: (batch, 10).

        Returns:
            (batch, 10, n_tags), over the seconds of a clip 1 in all.
        """
        return self._attention(self.body(rows), sounding)

    def _attention(self, heard: Tensor, sounding: Tensor) -> Tensor:
        return self.weights(heard).masked_fill(~sounding[..., None], float("-inf")).softmax(1)
