"""What all taggers are given: ten rows of 128 numbers, one a second."""

from torch import Tensor, nn

SECONDS, WIDTH = 10, 128  # of a clip of AudioSet, and of a second


class OfRows(nn.Module):
    """A network that sees all ten rows, the silent ones as zeros, and asks no mask.

    Args:
        network: Rows (batch, 10, 128) → scores (batch, tags).
    """

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, rows: Tensor, sounding: Tensor) -> Tensor:
        """Score clips.

        Args:
            rows: (batch, 10, 128).
            sounding: Which of them sound, (batch, 10): not asked.

        Returns:
            (batch, tags).
        """
        return self.network(rows)
