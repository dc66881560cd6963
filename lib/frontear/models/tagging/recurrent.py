"""Second after second: an LSTM between a row that says the clip begins and one that says it ends."""

import torch
from torch import Tensor, nn

from frontear.models.tagging.rows import WIDTH

BEGIN, END = -1.0, -2.0


class Recurrent(nn.Module):
    """<SOS>, the seconds, <EOS> through an LSTM, whose output at <EOS> a linear layer judges.

    <SOS> is a row of −1, <EOS> one of −2, right behind a clip's last second, as Halaby, Marzec & Mukhtar, section 2.4.

    Args:
        n_tags: Scores for each clip.
        hidden: Numbers the LSTM keeps.
        layers: LSTMs, each on the output of the one before.
        dropout: Share of numbers left out between them while learning.
    """

    def __init__(self, *, n_tags: int = 1, hidden: int = 128, layers: int = 1, dropout: float = 0.0):
        super().__init__()
        self.lstm = nn.LSTM(WIDTH, hidden, layers, dropout=dropout if layers > 1 else 0.0, batch_first=True)
        self.last = nn.Linear(hidden, n_tags)

    def forward(self, rows: Tensor, sounding: Tensor) -> Tensor:
        """Score clips.

        Args:
            rows: (batch, 10, 128).
            sounding: Which of them sound, (batch, 10).

        Returns:
            Logits, (batch, n_tags).
        """
        outputs, _ = self.lstm(between_marks(rows, sounding))
        ends = sounding.sum(1) + 1
        return self.last(outputs[torch.arange(len(rows), device=rows.device), ends])


def between_marks(rows: Tensor, sounding: Tensor) -> Tensor:
    """Return the rows with <SOS> before and <EOS> behind each clip's own.

    Args:
        rows: (batch, seconds, 128), zeros behind a clip's end.
        sounding: (batch, seconds), of each clip those from the first.

    Returns:
        (batch, seconds + 2, 128).
    """
    marked = nn.functional.pad(rows, (0, 0, 1, 1))
    marked[:, 0] = BEGIN
    marked[torch.arange(len(rows), device=rows.device), sounding.sum(1) + 1] = END
    return marked
