"""Every second beside every other: a transformer's encoder, blind to their order."""

from torch import Tensor, nn

from frontear.models.tagging.rows import WIDTH


class Transformer(nn.Module):
    """The encoder of Vaswani et al. 2017, arXiv:1706.03762, without embeddings: the rows are their own.

    Halaby, Marzec & Mukhtar, section 2.5, leave out the embedding layer; with it goes what would tell a second's
    place. The mean of the seconds is judged, so their order cannot matter.

    Args:
        n_tags: Scores for each clip.
        hidden: Numbers within each layer's feed-forward network.
        layers: One or more.
        heads: Of attention.
        dropout: Share of numbers left out while learning.
    """

    def __init__(self, *, n_tags: int = 1, hidden: int = 512, layers: int = 1, heads: int = 2, dropout: float = 0.1):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(WIDTH, heads, hidden, dropout, batch_first=True) for _ in range(layers)
        )
        self.last = nn.Linear(WIDTH, n_tags)

    def forward(self, rows: Tensor, sounding: Tensor) -> Tensor:
        """Score clips.

        Args:
            rows: (batch, 10, 128).
            sounding: Which of them sound, (batch, 10).

        Returns:
            Logits, (batch, n_tags).
        """
        for layer in self.layers:
            rows = layer(rows, src_key_padding_mask=~sounding)
        heard = rows.masked_fill(~sounding[..., None], 0)
        return self.last(heard.sum(1) / sounding.sum(1, keepdim=True))
